import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { packageRoot } from '../devserver/package.js'
import { CommandError } from './errors.js'
import { article, type Kind, validateName } from './names.js'
import { isFolder } from './project.js'

export interface ScaffoldRequest {
  /** Which folder of templates/ is copied. */
  readonly kind: Kind
  readonly name: string
  /** An existing folder to write into; without one, `name` is made in `cwd`. */
  readonly directory?: string
  readonly cwd: string
  /** What the placeholders `{{ … }}` in the files stand for. */
  readonly values: Readonly<Record<string, string>>
}

export interface Scaffold {
  readonly folder: string
  /** Absolute paths, in the order written. */
  readonly files: readonly string[]
}

/** Writes a new project or app. Refuses what Django refuses, before the first file is written, and replaces nothing. */
export function writeScaffold(request: ScaffoldRequest): Scaffold {
  validateName(request.name, request.kind)
  const folder = targetFolder(request)
  const files = plan(request, folder)
  for (const { path } of files) refuseExisting(path, request.kind)
  mkdirSync(folder, { recursive: true })
  for (const { path, text } of files) write(path, text)
  return { folder, files: files.map(({ path }) => path) }
}

function targetFolder({ kind, name, directory, cwd }: ScaffoldRequest): string {
  if (directory === undefined) {
    const folder = join(cwd, name)
    if (exists(folder)) throw new CommandError(`'${folder}' already exists`)
    return folder
  }
  const folder = resolve(cwd, directory)
  if (kind === 'app') validateName(basename(folder), kind, 'directory')
  if (!exists(folder)) {
    throw new CommandError(`Destination directory '${folder}' does not exist, please create it first.`)
  }
  if (!isFolder(folder, cwd)) throw new CommandError(`'${folder}' already exists and is not a directory`)
  return folder
}

interface PlannedFile {
  readonly path: string
  readonly text: string
}

function plan({ kind, values }: ScaffoldRequest, folder: string): PlannedFile[] {
  const templates = join(packageRoot, 'templates', kind)
  return filesIn(templates).map(file => ({
    path: join(folder, targetName(relative(templates, file))),
    text: fill(readFileSync(file, 'utf8'), values),
  }))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

// npm leaves `.gitignore` files out of a package, so the template is called `_gitignore`.
function targetName(path: string): string {
  return path.replace(/(^|\/)_gitignore$/, '$1.gitignore')
}

function fill(text: string, values: ScaffoldRequest['values']): string {
  return text.replace(/\{\{ (\w+) \}\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}

function refuseExisting(path: string, kind: Kind): void {
  if (!exists(path)) return
  throw new CommandError(
    `${path} already exists. Overlaying ${article(kind)} ${kind} into an existing directory won't replace conflicting files.`,
  )
}

/** Also true for a link that leads nowhere: writing through it would create a file somewhere else. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  // `wx`: fail rather than replace a file that has appeared in the meantime.
  writeFileSync(path, text, { flag: 'wx' })
}
