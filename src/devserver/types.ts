import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot, version } from './package.js'

/**
 * Puts the types of `tiny-django` into the project's `.tiny-django/types/`, where its tsconfig.json finds them when
 * nothing is installed. The folder ignores itself in git. Does nothing when this version's types are there.
 */
export function writeProjectTypes(root: string): void {
  const folder = stateFolder(root)
  const stamp = join(folder, 'types', 'version')
  if (read(stamp) === version) return
  const source = join(packageRoot, 'dist', 'types')
  const isPublic = (path: string) => !internal.some(part => path === join(source, part))
  cpSync(source, join(folder, 'types'), { recursive: true, filter: isPublic })
  writeFileSync(stamp, version)
}

/** Parts that no project imports. */
const internal = ['cli', 'devserver']

/**
 * Keeps the declarations of the project's URL names up to date: in `.tiny-django/urls.d.ts`, or in `file`, relative to
 * the project. Writes only what has changed, because editors read it anew each time.
 */
export function writeUrlNames(
  root: string,
  { text, file }: { readonly text: string; readonly file: string | null },
): void {
  const path = file === null ? join(stateFolder(root), 'urls.d.ts') : join(root, file)
  if (read(path) !== text) writeFileSync(path, text)
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
