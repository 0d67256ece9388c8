import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './package.js'
import { version } from './version.js'

/**
 * Puts the types of `tiny-django` into the project's `.tiny-django/types/`, where its tsconfig.json finds them when
 * nothing is installed. The folder ignores itself in git. Does nothing when this version's types are there.
 */
export function writeProjectTypes(root: string): void {
  const folder = stateFolder(root)
  const stamp = join(folder, 'types', 'version')
  if (read(stamp) === version) return
  const source = join(packageRoot, 'dist', 'types')
  rmSync(join(folder, 'types'), { recursive: true, force: true }) // another version may have had other files
  const isPublic = (path: string) => !internal.some(part => path === join(source, part))
  cpSync(source, join(folder, 'types'), { recursive: true, filter: isPublic })
  writeFileSync(stamp, version)
}

/** Parts that no project imports. */
const internal = ['cli', 'devserver']

/**
 * Brings up to date what the project's editor reads: the declarations of its URL names, in `.tiny-django/urls.d.ts` or in
 * `file` (relative to the project), and the types of `tiny-django` where its tsconfig.json looks for them in
 * `.tiny-django/`: that folder is not in git, and another version may have written it. Writes only what has changed.
 */
export function writeEditorFiles(
  root: string,
  { text, file }: { readonly text: string; readonly file: string | null },
): void {
  const path = file === null ? join(stateFolder(root), 'urls.d.ts') : join(root, file)
  if (read(path) !== text) writeFileSync(path, text)
  if (looksForTypesHere(root)) writeProjectTypes(root)
}

function looksForTypesHere(root: string): boolean {
  if (existsSync(join(root, 'node_modules', 'tiny-django'))) return false
  return read(join(root, 'tsconfig.json'))?.includes('.tiny-django/types/') === true
}

/** The project's `.tiny-django/` folder, made if need be. Throws when it cannot be written, or the project is gone. */
export function stateFolder(root: string): string {
  const folder = join(root, '.tiny-django')
  if (!existsSync(folder)) mkdirSync(folder)
  const ignore = join(folder, '.gitignore')
  if (read(ignore) === null) writeFileSync(ignore, '*\n')
  return folder
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
