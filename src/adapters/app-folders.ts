import { type Dirent, existsSync, readdirSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'

const appParts = ['urls.ts', 'views.ts', 'templates', 'static', 'templatetags', 'management']

/** Direct sub-folders of a project that look like Django apps, sorted. */
export function appFolders(root: string): string[] {
  return entriesOf(root)
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(entry => join(root, entry.name))
    .filter(folder => appParts.some(part => existsSync(join(folder, part))))
    .sort()
}

/** What nobody imports and counts all the same: an app's `templatetags/*.ts`, and its `signals.ts`. */
export function appExtras(folder: string): string[] {
  const tags = modulesIn(join(folder, 'templatetags')).map(realPath)
  const signals = join(folder, 'signals.ts')
  return existsSync(signals) ? [...tags, realPath(signals)] : tags
}

/** A file that is a command of the project. */
export interface CommandFile {
  readonly name: string
  readonly path: string
}

/**
 * `management/commands/NAME.ts` of the project and of each app, the project's first. A name that begins with an underscore is
 * no command's. Only names are read.
 */
export function commandFiles(root: string): CommandFile[] {
  return [root, ...appFolders(root)]
    .flatMap(folder => modulesIn(join(folder, 'management', 'commands')))
    .map(path => ({ name: basename(path, '.ts'), path: realPath(path) }))
    .filter(({ name }) => /^[a-zA-Z][\w-]*$/.test(name))
}

/** Paths of the modules in a folder, sorted. */
function modulesIn(folder: string): string[] {
  return entriesOf(folder)
    .filter(entry => !entry.isDirectory() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map(entry => join(folder, entry.name))
    .sort()
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** The path without links, by which esbuild and Node know a file; the path itself where nothing is there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
