/** An open file, as a FileResponse sends it. */
export interface OpenFile {
  /** In bytes. */
  readonly size: number
  /** The bytes from `start` up to and without `end`; all of them when neither is given. Called at most once. */
  stream(start?: number, end?: number): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /** Gives the file back to the system; called once, also when `stream` never was. */
  close(): void
}

/** What stands under a path. */
export interface FileFacts {
  /** `other`: a device, a pipe, a socket. */
  readonly kind: 'file' | 'folder' | 'other'
  /** When its content was last changed, in seconds since 1970, with a fraction. */
  readonly modified: number
  /** Its absolute path, without links. */
  readonly realPath: string
}

/** What an adapter offers so that a response can be made of a path. */
export interface FileSystem {
  /** Throws the platform's own error when the file cannot be read. */
  open(path: string): OpenFile
  /** Reads from a file that is open already; closing it closes the handle. */
  openHandle?(handle: { readonly fd: number; close(): unknown }): OpenFile
  /** All bytes of a small file (a template), at once; `null` when there is none of that name. */
  readAtOnce?(path: string): Uint8Array | null
  /** What stands there; `null` when nothing does. */
  facts?(path: string): FileFacts | null
  /** The names in a folder, in no order. */
  list?(path: string): readonly string[]
  /** The path from the root of the file system, `.` and `..` resolved, links not. */
  absolute?(path: string): string
}

/** Says who opens files. The adapter of a platform that has them does this when it is imported. */
export function registerFileSystem(fileSystem: FileSystem): void {
  registered = fileSystem
}

/** Opens a file with the registered file system; throws when there is none. */
export function openFile(path: string): OpenFile {
  if (registered === undefined) {
    throw new Error(
      `Cannot open the file "${path}": no file system is registered here. On Node, import 'tiny-django/node' first; ` +
        'elsewhere give FileResponse the bytes or a stream.',
    )
  }
  return registered.open(path)
}

/** As `openFile`, of a handle that the platform's own functions opened (Node's `fs.promises.open`). */
export function openHandle(handle: { readonly fd: number; close(): unknown }): OpenFile {
  if (registered?.openHandle === undefined)
    throw new Error('File handles cannot be read here: give FileResponse a path.')
  return registered.openHandle(handle)
}

/** All bytes of a small file, `null` when there is none; throws when no file system is registered. */
export function readFileAtOnce(path: string): Uint8Array | null {
  if (registered?.readAtOnce === undefined) {
    throw new Error(
      `Cannot read the file "${path}": no file system is registered here. On Node, import 'tiny-django/node' first; ` +
        'elsewhere give the templates to the engine as an object (LocmemLoader).',
    )
  }
  return registered.readAtOnce(path)
}

/** What stands under a path; `null` when nothing does. Throws when no file system is registered. */
export function fileFacts(path: string): FileFacts | null {
  return walkable().facts(path)
}

/** The names in a folder; throws when no file system is registered. */
export function listFolder(path: string): readonly string[] {
  return walkable().list(path)
}

/** The path from the root of the file system; throws when no file system is registered. */
export function absolutePath(path: string): string {
  return walkable().absolute(path)
}

type Walkable = FileSystem & Required<Pick<FileSystem, 'facts' | 'list' | 'absolute'>>

function walkable(): Walkable {
  if (registered !== undefined && canBeWalked(registered)) return registered
  throw new Error(
    "Folders cannot be read here: no file system is registered. On Node, import 'tiny-django/node' first.",
  )
}

function canBeWalked(system: FileSystem): system is Walkable {
  return system.facts !== undefined && system.list !== undefined && system.absolute !== undefined
}

let registered: FileSystem | undefined
