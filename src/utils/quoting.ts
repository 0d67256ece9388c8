import { decodeText, encodeText, isAsciiCompatible } from './charsets.js'

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
