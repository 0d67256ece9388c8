import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { md5, type NamingRules, nameFiles } from './static-names.js'

export interface CollectOptions {
  readonly files: readonly { readonly path: string; readonly source: string }[]
  /** Where they go. */
  readonly destination: string
  /** Whether what is there is removed first. */
  readonly clear?: boolean
  /** Whether nothing is written. */
  readonly dryRun?: boolean
  /** Whether files are linked to, not copied. */
  readonly link?: boolean
  /** How they get names with hashes; null: they keep their own. */
  readonly naming: (NamingRules & { readonly manifestName: string }) | null
  /** Told what is done, with the verbosity from which it is worth a line. */
  readonly log: (line: string, verbosity: 1 | 2) => void
}

/** What was done; paths as templates name them. */
export interface Collected {
  readonly modified: readonly string[]
  readonly unmodified: readonly string[]
  readonly postProcessed: readonly string[]
  /** Names by path, where they got new ones. */
  readonly names: Readonly<Record<string, string>> | null
}

/**
 * Brings the static files into one folder, in the words of Django's `collectstatic`. Throws PostProcessError when they
 * cannot be given their names.
 */
export function collect(options: CollectOptions): Collected {
  const { destination, files, naming, clear, dryRun = false, log } = options
  if (clear) clearFolder(destination, '', dryRun, log)
  const isModified = (file: { path: string; source: string }) => place(file.path, file.source, options)
  const modified = files.filter(isModified).map(({ path }) => path)
  const unmodified = files.map(({ path }) => path).filter(path => !modified.includes(path))
  if (naming === null || dryRun) return { modified, unmodified, postProcessed: [], names: null }
  const postProcessed: string[] = []
  const names: Record<string, string> = {}
  for (const { path, hashedPath, content } of nameFiles(files, destination, naming)) {
    names[path] = hashedPath
    if (writeNamed(destination, path, hashedPath, content)) {
      postProcessed.push(path)
      log(`Post-processed '${path}' as '${hashedPath}'`, 2)
    } else log(`Skipped post-processing '${path}'`, 2)
  }
  writeFileSync(join(destination, naming.manifestName), manifestText(names))
  return { modified, unmodified, postProcessed, names }
}

function clearFolder(root: string, below: string, dryRun: boolean, log: CollectOptions['log']): void {
  const folder = join(root, below)
  if (!existsSync(folder)) return
  const entries = readdirSync(folder, { withFileTypes: true })
  const isFolder = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true
  for (const { name } of entries.filter(entry => !isFolder(entry.name))) {
    log(`${dryRun ? 'Pretending to delete' : 'Deleting'} '${join(below, name)}'`, 1)
    if (!dryRun) rmSync(join(folder, name), { force: true })
  }
  for (const { name } of entries.filter(entry => entry.isDirectory())) clearFolder(root, join(below, name), dryRun, log)
}

/** Copies or links one file; false when it is there already. */
function place(path: string, source: string, { destination, dryRun, link, log }: CollectOptions): boolean {
  const target = join(destination, path)
  const there = lstatSync(target, { throwIfNoEntry: false })
  if (there !== undefined) {
    if (isUpToDate(there, target, source, link === true)) {
      log(`Skipping '${path}' (not modified)`, 2)
      return false
    }
    log(`${dryRun ? 'Pretending to delete' : 'Deleting'} '${path}'`, 2)
    if (!dryRun) rmSync(target)
  }
  log(
    `${dryRun ? `Pretending to ${link ? 'link' : 'copy'}` : link ? 'Linking' : 'Copying'} '${source}'`,
    dryRun ? 1 : 2,
  )
  if (dryRun) return true
  mkdirSync(dirname(target), { recursive: true })
  if (link) symlinkSync(source, target)
  else copyFileSync(source, target)
  return true
}

// To the second, as Django compares them. A link that leads nowhere is as old as can be.
function isUpToDate(there: Stats, target: string, source: string, link: boolean): boolean {
  const seconds = (path: string) => Math.floor((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000)
  return there.isSymbolicLink() === link && seconds(target) >= seconds(source)
}

/** Writes a file under its new name; false when an unchanged one is there already. */
function writeNamed(root: string, path: string, hashedPath: string, content: Uint8Array | null): boolean {
  const target = join(root, hashedPath)
  if (content !== null) writeFileSync(target, content)
  else if (existsSync(target)) return false
  else copyFileSync(join(root, path), target)
  return true
}

/** As Django writes it, down to the last byte. */
function manifestText(names: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(names).sort(([one], [other]) => (one < other ? -1 : 1))
  const pairs = sorted.map(pair => `[${pair.map(asciiJson).join(', ')}]`).join(', ')
  const paths = Object.entries(names).map(([path, name]) => `${asciiJson(path)}: ${asciiJson(name)}`)
  return `{"paths": {${paths.join(', ')}}, "version": "1.1", "hash": "${md5(`[${pairs}]`)}"}`
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[^\0-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
