import { type Dirent, existsSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

const appParts = ['urls.ts', 'views.ts', 'templates', 'static', 'templatetags']

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
  const tags = entriesOf(join(folder, 'templatetags'))
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map(entry => realPath(join(folder, 'templatetags', entry.name)))
    .sort()
  const signals = join(folder, 'signals.ts')
  return existsSync(signals) ? [...tags, realPath(signals)] : tags
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
