import { encodeUrlsafeBase64 } from './base64.js'

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/**
 * A text of `length` characters that nobody can guess, each of them one of `allowedChars` (at most 256) with the same
 * chance. Django: `django.utils.crypto.get_random_string`.
 */
export function getRandomString(length: number, allowedChars = LETTERS_AND_DIGITS): string {
  const count = allowedChars.length
  // Bytes from here on would make the first characters more likely than the others.
  const limit = 256 - (256 % count)
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) if (byte < limit) text += allowedChars[byte % count]
  }
  return text
}

/** `length` random bytes as URL-safe Base64. Python: `secrets.token_urlsafe`. */
export function tokenUrlsafe(length: number): string {
  return encodeUrlsafeBase64(randomBytes(length))
}

/** A whole number from 0 up to and without `limit`, which is at most 256. Python: `secrets.randbelow`. */
export function randomBelow(limit: number): number {
  const fair = 256 - (256 % limit)
  for (;;) {
    const [byte] = randomBytes(1)
    if (byte! < fair) return byte! % limit
  }
}

// Every runtime has this one, and Node's own is no faster to load.
function randomBytes(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length))
}
