import { SuspiciousFileOperation } from './exceptions.js'
import { isSpace, strip } from './python/space.js'

export { strip } from './python/space.js'

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
