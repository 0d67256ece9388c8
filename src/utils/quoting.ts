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
  return unquotePart(text, 0, text.length, charset)
}

/** As `unquotePlus`, of a part of a text: to go through a slice takes longer than through the text itself. */
export function unquotePart(text: string, start: number, end: number, charset = 'utf-8'): string {
  const decoded = isUtf8(charset) ? decodeWellFormed(text, start, end) : undefined
  return decoded ?? unquote(text.slice(start, end).replaceAll('+', ' '), charset)
}

// In one pass, as long as all escapes are UTF-8 as it should be, which they nearly always are.
function decodeWellFormed(text: string, start: number, end: number): string | undefined {
  let result = ''
  let from = start
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code !== percentSign && code !== plusSign) continue
    if (i > from) result += text.slice(from, i)
    if (code === plusSign) result += ' '
    else {
      const point = codePointAt(text, i, end)
      if (point === -1) return undefined
      result += point < 0x10000 ? String.fromCharCode(point) : String.fromCodePoint(point)
      i += 3 * utf8Length(point) - 1
    }
    from = i + 1
  }
  return from < end ? result + text.slice(from, end) : result
}

const percentSign = 0x25
const plusSign = 0x2b

/** The character that the escapes from `at` on, before `end`, stand for; -1 when they are no UTF-8. */
function codePointAt(text: string, at: number, end: number): number {
  const lead = at + 3 <= end ? hexPair(text, at + 1) : -1
  if (lead < 0x80) return lead
  const length = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (length === 0 || at + 3 * length > end) return -1
  let point = lead & (0x7f >> length)
  for (let i = 1; i < length; i++) {
    const next = text.charCodeAt(at + 3 * i) === percentSign ? hexPair(text, at + 3 * i + 1) : -1
    if (next < 0x80 || next > 0xbf) return -1
    point = point * 64 + (next & 0x3f)
  }
  const isSurrogate = point >= 0xd800 && point <= 0xdfff
  return isSurrogate || point > 0x10ffff || utf8Length(point) !== length ? -1 : point
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
