import { readdirSync, readFileSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { BuildFailure as EsbuildFailure, Message } from 'esbuild'
import type { CodeContext } from '../../views/debug/sources.js'
import { entryName } from './esbuild.js'
import type { Stamps } from './stamps.js'

/** One error or warning, with the place it is about. */
export interface BuildMessage {
  readonly text: string
  /** Relative to the project's root, as people name their files. */
  readonly file: string | null
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
  /** How many columns the marked piece covers. */
  readonly length: number
  readonly lineText: string
  /** The lines around it, where the file could be read. */
  readonly context: CodeContext | null
  readonly notes: readonly BuildMessage[]
}

export interface BuildFailure {
  readonly ok: false
  readonly messages: readonly BuildMessage[]
  /** There is no project to be built. */
  readonly isMissing?: boolean
  /** How the sources were when they were read. */
  readonly stamps: Stamps
}

/** What a build threw, as messages. */
export function failureFrom(error: unknown, root: string): Omit<BuildFailure, 'stamps'> {
  const errors = (error as Partial<EsbuildFailure>).errors
  if (Array.isArray(errors)) return { ok: false, messages: errors.map(each => messageFrom(each, root)) }
  return { ok: false, messages: [plainMessage(error instanceof Error ? error.message : String(error))] }
}

/** For a folder that holds no project, or cannot be looked into. */
export function missingProject(root: string): Omit<BuildFailure, 'stamps'> {
  return { ok: false, messages: [plainMessage(folderProblem(root))], isMissing: true }
}

function folderProblem(root: string): string {
  try {
    readdirSync(root)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return `There is no folder ${root}. The server goes on when it is there again.`
    if (code === 'EACCES')
      return `Permission denied: ${root} cannot be read by this user. Change that with chmod or chown.`
    return `The folder ${root} cannot be read: ${message}`
  }
  return (
    `There is neither a urls.ts nor a views.ts in ${root}. ` +
    'Write a views.ts with one exported function, or begin with: npx tiny-django startproject mysite'
  )
}

export function plainMessage(text: string): BuildMessage {
  return { text, file: null, line: 0, column: 0, length: 0, lineText: '', context: null, notes: [] }
}

export function messageFrom(
  { text, location, notes }: Pick<Message, 'text' | 'location' | 'notes'>,
  root: string,
): BuildMessage {
  const rest = (notes ?? []).map(note => messageFrom({ ...note, notes: [] }, root))
  if (!location) return { ...plainMessage(text), notes: rest }
  if (location.file === entryName) return { ...plainMessage(entryProblem(text, root)), notes: rest }
  const path = resolve(root, location.file)
  return {
    text,
    file: relative(root, path),
    line: location.line,
    column: location.column + 1,
    length: location.length,
    lineText: location.lineText,
    context: contextOf(path, location.line),
    notes: rest,
  }
}

/** About a file that the project begins with: nobody has written an import of it. */
function entryProblem(text: string, root: string): string {
  const path = /^Could not resolve "(.+)"$/.exec(text)?.[1]
  if (path === undefined) return text
  const name = relative(root, path)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder ? `${name} is a folder; a file was expected.` : `There is no file ${name} in ${root}.`
}

const linesAround = 3

function contextOf(path: string, line: number): CodeContext | null {
  try {
    const lines = readFileSync(path, 'utf8').split(/\r\n|\r|\n/)
    if (lines.at(-1) === '' && line < lines.length) lines.pop() // what follows the last line end is no line
    const start = Math.max(1, line - linesAround)
    return { start, lines: lines.slice(start - 1, line + linesAround) }
  } catch {
    return null
  }
}

/**
 * The message as the terminal shows it: place, sentence, the line with the piece underlined.
 *
 *     urls.ts:3:10: No matching export in "views.ts" for import "indx"
 *
 *         3 │ import { indx } from './views'
 *           │          ~~~~
 */
export function messageAsText(message: BuildMessage): string {
  const { text, file, line, column, notes } = message
  const parts = [file === null ? text : `${file}:${line}:${column}: ${text}`]
  if (file !== null) parts.push('', ...codeFrame(message), '')
  for (const note of notes) parts.push(messageAsText(note))
  if (notes.length > 0 && !parts.at(-1)!.endsWith('\n')) parts.push('')
  return parts.join('\n')
}

/** All of them, ready to be printed. */
export function messagesAsText(messages: readonly BuildMessage[]): string {
  return messages.map(messageAsText).join('\n')
}

function codeFrame(message: BuildMessage): string[] {
  const { line, column, length, lineText } = message
  const width = String(line).length
  const before = lineText.slice(0, column - 1).replace(/[^\t]/g, ' ')
  const marked = '~'.repeat(Math.max(1, Math.min(length, lineText.length - column + 1)))
  const lines = linesShown(message).map(([number, text]) => `    ${String(number).padStart(width)} │ ${text}`.trimEnd())
  return [...lines, `    ${' '.repeat(width)} │ ${before}${marked}`]
}

/** The line itself; at the end of a file, where it is empty, what stands before it as well. */
function linesShown({ line, lineText, context }: BuildMessage): [number: number, text: string][] {
  if (lineText.trim() !== '' || !context) return [[line, lineText]]
  const upToIt = context.lines.slice(0, line - context.start + 1)
  const last = upToIt.findLastIndex(text => text.trim() !== '')
  return upToIt.map((text, index): [number, string] => [context.start + index, text]).slice(Math.max(0, last))
}
