import { SuspiciousFileOperation } from './exceptions.js'
import { ValueError } from './python/errors.js'
import { characterCount, hasSurrogates } from './python/sequence.js'
import { isSpace, splitLines, strip } from './python/space.js'
import { str } from './python/str.js'
import { bool } from './python/truth.js'
import { repr } from './repr.js'
import { gettext } from './translation.js'

export { strip } from './python/space.js'
export { smartSplit } from './smart-split.js'
export { type TruncateOptions, Truncator } from './truncate.js'

/**
 * Text as part of a URL: letters, digits, `_` and single hyphens, in lower case; letters of other alphabets too with
 * `allowUnicode`. Django's `slugify`.
 */
export function slugify(value: unknown, { allowUnicode = false }: { allowUnicode?: boolean } = {}): string {
  const text = String(value)
  const normalized = allowUnicode ? text.normalize('NFKC') : text.normalize('NFKD').replace(/[^\0-\x7f]/g, '')
  const words = normalized
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_-]/gu, character => (isSpace(character.charCodeAt(0)) ? ' ' : ''))
  return trimHyphens(words.replace(/[ -]+/g, '-'))
}

/**
 * A file name that every system takes: spaces are underscores, other characters than letters, digits, `-`, `_` and
 * `.` are left out. Throws SuspiciousFileOperation when nothing is left. Django's `get_valid_filename`.
 */
export function getValidFilename(name: unknown): string {
  const valid = strip(String(name))
    .replaceAll(' ', '_')
    .replace(/[^\p{L}\p{N}_.-]/gu, '')
  if (valid === '' || valid === '.' || valid === '..') {
    throw new SuspiciousFileOperation(`Could not derive file name from '${name}'`)
  }
  return valid
}

// Not by a regular expression: one that looks for hyphens at the end tries again at each hyphen.
function trimHyphens(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isHyphen(text[start])) start++
  while (end > start && isHyphen(text[end - 1])) end--
  return text.slice(start, end)
}

function isHyphen(character: string | undefined): boolean {
  return character === '-' || character === '_'
}

/** Text whose line ends are all `\n`. Django: `normalize_newlines`. */
export function normalizeNewlines(text: unknown): string {
  return str(text).replace(/\r\n?/g, '\n')
}

/** Text with its first letter in upper case; what is empty, `null` too, stays. Django: `capfirst`. */
export function capfirst(value: string): string
export function capfirst<T>(value: T): string | T
export function capfirst<T>(value: T): string | T {
  if (!bool(value)) return value
  const text = str(value)
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0)
  return first.toUpperCase() + text.slice(first.length)
}

/** `a, b or c`, in the active language. Django: `get_text_list`. */
export function getTextList(items: readonly unknown[], lastWord: unknown = gettext('or')): string {
  if (items.length < 2) return items.length === 0 ? '' : str(items[0])
  const separator = gettext(', ')
  return `${items.slice(0, -1).map(str).join(separator)} ${str(lastWord)} ${str(items.at(-1))}`
}

/** A phone number whose letters are the digits on their keys. Django: `phone2numeric`. */
export function phone2numeric(phone: unknown): string {
  return str(phone)
    .toLowerCase()
    .replace(/[a-z]/g, letter => '22233344455566677778889999'[letter.charCodeAt(0) - 0x61]!)
}

/** `CamelCase` as words in lower case. Django: `camel_case_to_spaces`. */
export function camelCaseToSpaces(value: unknown): string {
  return strip(str(value).replace(/(?<=[a-z])[A-Z]|[A-Z](?![A-Z]|$)/g, ' $&')).toLowerCase()
}

/** What stands in the quotes of a literal, its escaped quotes and backslashes undone. Throws ValueError for text without. */
export function unescapeStringLiteral(literal: string): string {
  const mark = literal[0]
  if ((mark !== '"' && mark !== "'") || literal.at(-1) !== mark) {
    throw new ValueError(`Not a string literal: ${repr(literal)}`)
  }
  return literal.slice(1, -1).replaceAll(`\\${mark}`, mark).replaceAll('\\\\', '\\')
}

/**
 * Text whose lines are broken at spaces so that they have at most `width` characters, as far as its words are not
 * longer. Django: `wrap`. Throws ValueError for a width below one.
 */
export function wrap(text: unknown, width: number): string {
  const source = str(text)
  const lines = splitLines(source).flatMap(line => wrapLine(line, width))
  if (source.endsWith('\n')) lines.push('')
  return lines.join('\n')
}

function wrapLine(line: string, width: number): string[] {
  if (width <= 0) throw new ValueError(`invalid width ${width} (must be > 0)`)
  // Words and the white space between them, in turn.
  const chunks = expandTabs(line)
    .split(chunkBoundary)
    .filter(chunk => chunk !== '')
  const sizeOf = hasSurrogates(line) ? characterCount : (chunk: string) => chunk.length
  const lines: string[] = []
  for (let at = 0; at < chunks.length; ) {
    if (lines.length > 0 && isBlank(chunks[at]!)) at++
    const end = endOfLine(chunks, at, width, sizeOf)
    // White space at a break is dropped.
    const last = end > at && isBlank(chunks[end - 1]!) ? end - 1 : end
    if (last > at) lines.push(chunks.slice(at, last).join(''))
    at = end
  }
  // What is nothing but white space stays as it was.
  return lines.length === 0 ? [line] : lines
}

/** Where the chunks end that go onto a line which begins at `start`: at least one, however long it is. */
function endOfLine(chunks: readonly string[], start: number, width: number, sizeOf: (chunk: string) => number): number {
  let room = width
  let end = start
  for (; end < chunks.length; end++) {
    const size = sizeOf(chunks[end]!)
    if (size > room) break
    room -= size
  }
  return end === start ? Math.min(start + 1, chunks.length) : end
}

// Python's textwrap knows the white space of ASCII only.
const chunkBoundary = /([\t-\r ]+)/

function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isSpace(text.charCodeAt(i))) return false
  return true
}

// Tabs go to the next place that is a multiple of eight.
function expandTabs(line: string): string {
  if (!line.includes('\t')) return line
  let column = 0
  let result = ''
  for (const character of line) {
    const shown = character === '\t' ? ' '.repeat(8 - (column % 8)) : character
    result += shown
    column = character === '\n' || character === '\r' ? 0 : column + (character === '\t' ? shown.length : 1)
  }
  return result
}
