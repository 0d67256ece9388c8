import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { packageRoot } from '../devserver/package.js'
import { CommandError } from '../management/exceptions.js'
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
  for (const { path } of files) refuseExisting(path, folder, request.kind)
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
    path: join(folder, targetName(relative(templates, file), values)),
    text: fill(readFileSync(file, 'utf8'), values),
  }))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

/** A folder that is called like a placeholder is called what that stands for. */
function targetName(path: string, values: ScaffoldRequest['values']): string {
  return path
    .split(sep)
    .map(part => renamed[part] ?? values[part] ?? part)
    .join(sep)
}

// npm leaves `.gitignore` files out of a package.
const renamed: Readonly<Record<string, string>> = { _gitignore: '.gitignore' }

function fill(text: string, values: ScaffoldRequest['values']): string {
  return text.replace(/\{\{ (\w+) \}\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}

function refuseExisting(path: string, folder: string, kind: Kind): void {
  const blocked = foldersAbove(path, folder).find(each => exists(each) && !isFolder(each, folder))
  const inTheWay = blocked ?? (exists(path) ? path : undefined)
  if (inTheWay === undefined) return
  throw new CommandError(
    `${inTheWay} already exists. Overlaying ${article(kind)} ${kind} into an existing directory won't replace conflicting files.`,
  )
}

/** The folders between `folder` and the file, outermost first. */
function foldersAbove(path: string, folder: string): string[] {
  const parent = dirname(path)
  return parent === folder ? [] : [...foldersAbove(parent, folder), parent]
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
