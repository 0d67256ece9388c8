import { decodeLatin1, encodeText } from './charsets.js'

/**
 * The bytes that Base64 text stands for, read as kindly as Python's `base64.b64decode` does: what is not of the
 * alphabet is passed over, and what follows complete padding is not looked at. `null` when it ends too soon.
 */
export function decodeBase64(text: Uint8Array): Uint8Array | null {
  const result = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let length = 0
  let quantum = 0
  let position = 0
  let pads = 0
  for (const byte of text) {
    if (byte === 0x3d) {
      if (position >= 2 && position + ++pads >= 4) return result.subarray(0, length)
      continue
    }
    const value = digitOf(byte)
    if (value === -1) continue
    pads = 0
    quantum = (quantum << 6) | value
    position = (position + 1) % 4
    if (position !== 1) result[length++] = (quantum >> (position === 0 ? 0 : 6 - 2 * (position - 1))) & 0xff
  }
  return position === 0 ? result.subarray(0, length) : null
}

/** URL-safe Base64 without padding (RFC 4648 section 5). */
export function encodeUrlsafeBase64(bytes: Uint8Array): string {
  return btoa(decodeLatin1(bytes)).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
}

/**
 * The bytes that URL-safe Base64 stands for, with or without padding. Throws RangeError (Python's ValueError) when it
 * ends too soon.
 */
export function decodeUrlsafeBase64(text: string): Uint8Array {
  const padded = text + '='.repeat((4 - (text.length % 4)) % 4)
  const bytes = decodeBase64(encodeText(padded.replaceAll('-', '+').replaceAll('_', '/'), 'utf-8'))
  if (bytes === null) throw new RangeError('Incorrect padding')
  return bytes
}

function digitOf(byte: number): number {
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x61 + 26
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 52
  if (byte === 0x2b) return 62
  return byte === 0x2f ? 63 : -1
}
