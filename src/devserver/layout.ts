import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { appExtras, appFolders, commandFiles, realPath } from '../adapters/app-folders.js'
import type { ProjectEntry } from './protocol.js'

/**
 * The project's folder: the one given; else the nearest from `cwd` upwards that holds `settings.ts`; else the topmost
 * of the unbroken run of folders from `cwd` upwards that hold `urls.ts` or `views.ts`; else `cwd`.
 */
export function findRoot(folder: string | undefined, cwd: string): string {
  return realPath(chooseRoot(folder, cwd))
}

function chooseRoot(folder: string | undefined, cwd: string): string {
  if (folder !== undefined) return resolve(cwd, folder)
  const folders = [...upwards(cwd)]
  const withSettings = folders.find(each => moduleFile(each, 'settings') !== undefined)
  if (withSettings !== undefined) return withSettings
  const end = folders.findIndex(each => !moduleFile(each, 'urls') && !moduleFile(each, 'views'))
  return folders[end === -1 ? folders.length - 1 : Math.max(0, end - 1)]!
}

/** What makes `root` a project, or `null` when it holds neither `urls.ts` nor `views.ts`. */
export function findEntry(root: string, settings?: string): ProjectEntry | null {
  const urls = moduleFile(root, 'urls')
  const views = moduleFile(root, 'views')
  if (!urls && !views) return null
  const commands = commandFiles(root)
  const settingsFile = settings === undefined ? moduleFile(root, 'settings') : realPath(resolve(root, settings))
  return {
    ...(settingsFile === undefined ? {} : { settings: settingsFile }),
    ...(urls === undefined ? {} : { urls }),
    ...(views === undefined ? {} : { views }),
    extras: appFolders(root).flatMap(appExtras),
    ...(commands.length > 0 && { commands }),
  }
}

const extensions = ['.ts', '.tsx', '.mts', '.js', '.mjs']

// A link is the file that it leads to, as for esbuild and for Node.
function moduleFile(folder: string, name: string): string | undefined {
  const path = extensions.map(extension => join(folder, `${name}${extension}`)).find(each => existsSync(each))
  return path === undefined ? undefined : realPath(path)
}

/** Files beside the modules that decide what the project is, whether they are there or not. */
export function decisiveFiles(root: string): string[] {
  const modules = ['settings', 'urls', 'views'].flatMap(name => [`${name}.ts`, `${name}.js`])
  return ['.env', 'tsconfig.json', ...modules].map(name => join(root, name))
}

function* upwards(folder: string): Iterable<string> {
  yield folder
  const parent = dirname(folder)
  if (parent !== folder) yield* upwards(parent)
}
