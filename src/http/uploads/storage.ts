/** A file that is there for the length of a request. */
export interface TemporaryFile {
  /** Where it is, for those who want to move or open it. */
  readonly path: string
  /** Appends. A promise when so much waits to be written that the sender should too. */
  write(bytes: Uint8Array): void | Promise<void>
  /** Resolves when all that was written can be read. */
  flush(): void | Promise<void>
  /** Up to `length` bytes from `start` on. */
  read(start: number, length: number): Uint8Array
  /** All bytes from `start` on, without holding up the process. */
  stream(start: number): AsyncIterable<Uint8Array>
  /** Removes the file. Never throws; once is enough. */
  close(): void
}

/** What an adapter offers so that large uploads need not stay in memory. */
export interface TemporaryStorage {
  /** A new, empty file that nobody else can open, in `directory` or where the system has such files. */
  create(directory: string | null): TemporaryFile
}

/** Says where temporary files are. The adapter of a platform that has them does this when it is imported. */
export function registerTemporaryStorage(storage: TemporaryStorage): void {
  registered = storage
}

/** A new temporary file; throws where nobody registered a place for one. */
export function createTemporaryFile(directory: string | null): TemporaryFile {
  if (registered === undefined) {
    throw new Error(
      'This upload is larger than settings.FILE_UPLOAD_MAX_MEMORY_SIZE, and there are no temporary files here. ' +
        "On Node, import 'tiny-django/node' first; elsewhere raise the setting, or name an upload handler of your own.",
    )
  }
  return registered.create(directory)
}

let registered: TemporaryStorage | undefined
