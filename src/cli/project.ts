import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { findRoot } from '../devserver/layout.js'
import { CommandError } from '../management/exceptions.js'

/** The folder of the project a command is about: the one named, or the one found from `cwd` upwards. */
export function projectRoot(folder: string | undefined, cwd: string): string {
  if (folder !== undefined && !isFolder(folder, cwd)) throw new CommandError(`There is no folder '${folder}'.`)
  return findRoot(folder, cwd)
}

export function isFolder(path: string, cwd: string): boolean {
  return statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isDirectory() === true
}
