import { decodeText, encodeText, isAsciiCompatible, isUtf8 } from './charsets.js'

/**
 * Percent-encodes what is neither a letter, a digit, one of `_.-~` nor in `safe`.
 * Python's `urllib.parse.quote`, down to the case of the digits.
 */
export function quote(text: string | Uint8Array, safe = '/', charset = 'utf-8'): string {
  const bytes = typeof text === 'string' ? encodeText(text, charset) : text
  let result = ''
  for (const byte of bytes) {
    const character = String.fromCharCode(byte)
    result += unreserved.test(character) || (byte < 0x80 && safe.includes(character)) ? character : percent(byte)
  }
  return result
}

/** As `quote`, with `+` for a space: the form of `application/x-www-form-urlencoded`. */
export function quotePlus(text: string, safe = '', charset = 'utf-8'): string {
  if (/^[\w.~-]*$/.test(text) && (text === '' || isAsciiCompatible(charset))) return text
  return quote(text, `${safe} `, charset).replaceAll(' ', '+')
}

/**
 * Undoes `quote`: `%XX` pairs become the bytes they stand for, read in `charset`; whatever is no such pair stays,
 * and bytes that are not in the charset become U+FFFD. Python's `urllib.parse.unquote`.
 */
export function unquote(text: string, charset = 'utf-8'): string {
  if (!text.includes('%')) return text
  return text.replace(/[\0-\x7f]+/g, run => (run.includes('%') ? decodeText(unquoteToBytes(run), charset) : run))
}

/** As `unquote`, with `+` for a space. Python's `urllib.parse.unquote_plus`. */
export function unquotePlus(text: string, charset = 'utf-8'): string {
  if (!text.includes('%') && !text.includes('+')) return text
  const decoded = isUtf8(charset) ? decodeWellFormed(text) : undefined
  return decoded ?? unquote(text.replaceAll('+', ' '), charset)
}

// In one pass, as long as all escapes are UTF-8 as it should be, which they nearly always are.
function decodeWellFormed(text: string): string | undefined {
  let result = ''
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code !== 0x25 && code !== 0x2b) continue
    result += text.slice(start, i)
    if (code === 0x2b) result += ' '
    else {
      const point = codePointAt(text, i)
      if (point === -1) return undefined
      result += String.fromCodePoint(point)
      i += 3 * utf8Length(point) - 1
    }
    start = i + 1
  }
  return result + text.slice(start)
}

/** The character that the escapes from `at` on stand for; -1 when they are no UTF-8. */
function codePointAt(text: string, at: number): number {
  const lead = hexPair(text, at + 1)
  if (lead < 0x80) return lead
  const length = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  let point = lead & (0x7f >> length)
  for (let i = 1; i < length; i++) {
    const next = text.charCodeAt(at + 3 * i) === 0x25 ? hexPair(text, at + 3 * i + 1) : -1
    if (next < 0x80 || next > 0xbf) return -1
    point = point * 64 + (next & 0x3f)
  }
  const isSurrogate = point >= 0xd800 && point <= 0xdfff
  return length === 0 || isSurrogate || point > 0x10ffff || utf8Length(point) !== length ? -1 : point
}

function utf8Length(point: number): number {
  if (point < 0x80) return 1
  return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

/** The bytes that ASCII text with `%XX` pairs stands for. */
export function unquoteToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const byte = code === 0x25 ? hexPair(text, i + 1) : -1
    if (byte === -1) bytes[length++] = code
    else {
      bytes[length++] = byte
      i += 2
    }
  }
  return bytes.subarray(0, length)
}

/** `%XX` for one byte. */
export function percent(byte: number): string {
  return `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`
}

const unreserved = /[\w.~-]/

function hexPair(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high === -1 || low === -1 ? -1 : high * 16 + low
}

// NaN, which charCodeAt gives beyond the end, fails every comparison.
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
