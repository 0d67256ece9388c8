/** What is white space to Python, for a class of a regular expression: with the four separators and the next line, without the byte order mark. */
export const SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

/** The characters that end a line to Python, for a class of a regular expression. */
const LINE_ENDS = '\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029'

/** Whether the UTF-16 unit `code` is white space to Python. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  if (code < 0x85) return false
  return code === 0x85 || code === 0xa0 || (code >= 0x1680 && wide.has(code))
}

const wide = new Set([
  0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029,
  0x202f, 0x205f, 0x3000,
])

/** The words of a text: what stands between its white space; at most `limit` of them. Python's `str.split()`. */
export function splitWords(text: string, limit = Number.POSITIVE_INFINITY): string[] {
  const words: string[] = []
  let start = -1
  for (let i = 0; i < text.length; i++) {
    if (!isSpace(text.charCodeAt(i))) {
      if (start === -1) start = i
    } else if (start !== -1) {
      words.push(text.slice(start, i))
      if (words.length === limit) return words
      start = -1
    }
  }
  if (start !== -1) words.push(text.slice(start))
  return words
}

/** The lines of a text without their ends. Python's `str.splitlines()`, which knows ten of them. */
export function splitLines(text: string): string[] {
  const lines = text.split(lineEnd)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const lineEnd = new RegExp(`\\r\\n|[${LINE_ENDS}]`)

/** Text without the white space around it. Python's `str.strip()`. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** Text without the characters at its end that are in `characters`. Python's `str.rstrip(characters)`. */
export function stripEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}

/** Text without the characters at both ends that are in `characters`. Python's `str.strip(characters)`. */
export function stripOf(text: string, characters: string): string {
  let start = 0
  while (start < text.length && characters.includes(text[start]!)) start++
  return stripEnd(text.slice(start), characters)
}
