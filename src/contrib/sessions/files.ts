/** What an adapter offers so that sessions can be kept in files. */
export interface SessionFiles {
  /** Where the system has temporary files. */
  temporaryFolder(): string
  isFolder(path: string): boolean
  /** The names of the files in a folder. */
  list(folder: string): string[]
  exists(path: string): boolean
  /** The text of a file and when it was written, in milliseconds since 1970; `null` when there is none. */
  read(path: string): { readonly text: string; readonly writtenAtMs: number } | null
  /** Makes an empty file that only this user can read; false when there is one of that name. */
  create(path: string): boolean
  /** Gives a file this text, all of it at once to whoever reads it. */
  replace(path: string, text: string): void
  /** Nothing happens when there is none. */
  remove(path: string): void
}

/** Says who has files. The adapter of a platform that has them does this when it is imported. */
export function registerSessionFiles(files: SessionFiles): void {
  registered = files
}

/** Throws where nobody registered any. */
export function sessionFiles(): SessionFiles {
  if (registered !== undefined) return registered
  throw new Error(
    "Sessions cannot be kept in files here. On Node, import 'tiny-django/node' first; elsewhere choose another " +
      'SESSION_ENGINE.',
  )
}

let registered: SessionFiles | undefined
