import { settings } from '../../conf/settings.js'
import { fileFacts, listFolder } from '../../http/files.js'
import { safeJoin } from '../../http/safe-join.js'
import { normpath } from '../../utils/paths.js'

/** A folder with static files, and what their paths begin with. */
export interface Location {
  /** `''`, or the first part of the path under which the files are found, without a slash. */
  readonly prefix: string
  readonly folder: string
}

/** Where a static file is, and in which folder it was found. */
export interface FoundFile {
  readonly path: string
  readonly location: Location
}

/** Says where static files are. Django: a finder of `STATICFILES_FINDERS`. */
export interface Finder {
  locations(): readonly Location[]
}

/** Those of `STATICFILES_DIRS`. Django: `FileSystemFinder`. */
export const fileSystemFinder: Finder = {
  locations: () =>
    settings.STATICFILES_DIRS.map(each =>
      typeof each === 'string' ? { prefix: '', folder: each } : { prefix: each[0], folder: each[1] },
    ),
}

/**
 * The `static/` folder of the project and those of its apps: of INSTALLED_APPS, or of every folder that has one.
 * Django: `AppDirectoriesFinder`.
 */
export const appDirectoriesFinder: Finder = {
  locations: () =>
    ['.', ...appFolders()]
      .map(folder => ({ prefix: '', folder: normpath(`${folder}/static`) }))
      .filter(({ folder }) => fileFacts(folder)?.kind === 'folder'),
}

/** In the order in which they are asked. */
export const finders: readonly Finder[] = [fileSystemFinder, appDirectoriesFinder]

/** Every folder in which static files are looked for. */
export function searchedLocations(): readonly Location[] {
  return finders.flatMap(finder => finder.locations())
}

/**
 * Where the static file of that path is, in the first folder that has it; `null` when none has. Throws
 * SuspiciousFileOperation for a path that leads out of the folders. Django: `finders.find(path)`.
 */
export function find(path: string): FoundFile | null {
  for (const found of foundIn(path)) return found
  return null
}

/** The same file in every folder that has it, the one that counts first. Django: `finders.find(path, find_all=True)`. */
export function findAll(path: string): FoundFile[] {
  return [...foundIn(path)]
}

function* foundIn(path: string): Iterable<FoundFile> {
  for (const location of searchedLocations()) {
    const found = findIn(location, path)
    if (found !== null) yield { path: found, location }
  }
}

function findIn({ prefix, folder }: Location, path: string): string | null {
  if (prefix !== '' && !path.startsWith(`${prefix}/`)) return null
  const fullPath = safeJoin(folder, prefix === '' ? path : path.slice(prefix.length + 1))
  return fileFacts(fullPath) === null ? null : fullPath
}

function appFolders(): readonly string[] {
  if (settings.INSTALLED_APPS.length > 0) return settings.INSTALLED_APPS
  return listFolder('.')
    .filter(name => !name.startsWith('.') && name !== 'node_modules' && name !== 'static')
    .sort()
}
