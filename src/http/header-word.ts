import { UnicodeEncodeError } from '../utils/charsets.js'
import { repr } from '../utils/repr.js'

/**
 * Text as one encoded word (RFC 2047) in UTF-8, in whichever of the two encodings is shorter: what Python's
 * `email.header.Header` makes of a header value that Latin-1 cannot hold. Throws UnicodeEncodeError.
 */
export function encodeHeaderWord(text: string): string {
  if (/\p{Cs}/u.test(text)) throw new UnicodeEncodeError(`${repr(text)} has half a character in it`)
  const bytes = new TextEncoder().encode(text)
  const base64Length = 4 * Math.ceil(bytes.length / 3)
  return base64Length < quotedLength(bytes) ? `=?utf-8?b?${toBase64(bytes)}?=` : `=?utf-8?q?${toQuoted(bytes)}?=`
}

const plain = /[A-Za-z0-9!*+/-]/

function quotedLength(bytes: Uint8Array): number {
  return bytes.reduce((length, byte) => length + (byte === 0x20 || isPlain(byte) ? 1 : 3), 0)
}

function toQuoted(bytes: Uint8Array): string {
  return Array.from(bytes, byte => {
    if (byte === 0x20) return '_'
    return isPlain(byte) ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}

function isPlain(byte: number): boolean {
  return byte < 0x80 && plain.test(String.fromCharCode(byte))
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
}
