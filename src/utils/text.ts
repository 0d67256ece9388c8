import { SuspiciousFileOperation } from './exceptions.js'

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

/** Text without the white space around it, as Python's `str.strip()` knows white space. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
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

// Unlike JavaScript's `trim`: with the four separators and the next line, without the byte order mark.
function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  if (code < 0x80) return false
  return code === 0x85 || (code !== 0xfeff && /\s/.test(String.fromCharCode(code)))
}
