import { fileFacts, listFolder } from '../../http/files.js'
import { fnmatch } from '../../utils/fnmatch.js'
import { searchedLocations } from './finders.js'

/** A static file of the project: its path as templates name it, and where it is. */
export interface ListedFile {
  readonly path: string
  readonly source: string
}

/** What `collectstatic` passes over unless told otherwise. Django: `StaticFilesConfig.ignore_patterns`. */
export const defaultIgnorePatterns: readonly string[] = ['CVS', '.*', '*~']

/**
 * Every static file of every folder, in the order in which the folders are asked; those whose name or path below its
 * folder matches one of the patterns apart. A path that comes again is hidden by the first. Django: `finder.list()`.
 */
export function* listFiles(ignorePatterns: readonly string[] = []): Iterable<ListedFile> {
  for (const { prefix, folder } of searchedLocations()) {
    for (const path of filesBelow(folder, '', ignorePatterns)) {
      yield { path: prefix === '' ? path : `${prefix}/${path}`, source: `${folder}/${path}` }
    }
  }
}

function* filesBelow(folder: string, below: string, patterns: readonly string[]): Iterable<string> {
  const folders: string[] = []
  for (const name of [...listFolder(below === '' ? folder : `${folder}/${below}`)].sort()) {
    const path = below === '' ? name : `${below}/${name}`
    if (isIgnored(name, patterns)) continue
    const kind = fileFacts(`${folder}/${path}`)?.kind
    if (kind === 'folder') folders.push(path)
    else if (kind === 'file' && !isIgnored(path, patterns)) yield path
  }
  for (const path of folders) yield* filesBelow(folder, path, patterns)
}

function isIgnored(text: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern => fnmatch(text, pattern))
}
