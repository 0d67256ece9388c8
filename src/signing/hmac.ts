import { settings } from '../conf/settings.js'
import { encodeUrlsafeBase64 } from '../utils/base64.js'
import { encodeText } from '../utils/charsets.js'
import { concat } from './bytes.js'
import { builtin } from './crypto.js'
import { InvalidAlgorithm } from './exceptions.js'

/** Text stands for its UTF-8 bytes. */
export type TextOrBytes = string | Uint8Array

/**
 * The HMAC of `value` under a key that is made of `keySalt` and `secret` (default `settings.SECRET_KEY`), so that one
 * secret serves many purposes. `algorithm` is a name of Python's hashlib, default `sha1`. Throws InvalidAlgorithm.
 * Django: `django.utils.crypto.salted_hmac`.
 */
export function saltedHmac(
  keySalt: TextOrBytes,
  value: TextOrBytes,
  secret: TextOrBytes | null = null,
  { algorithm = 'sha1' }: { algorithm?: string } = {},
): Uint8Array {
  const hash = opensslNames.get(algorithm)
  if (hash === undefined) throw new InvalidAlgorithm(algorithm)
  const { createHash, createHmac } = builtin('node:crypto')
  const key = createHash(hash)
    .update(concat(toBytes(keySalt), toBytes(secret ?? settings.SECRET_KEY)))
    .digest()
  return createHmac(hash, key).update(toBytes(value)).digest()
}

/** `saltedHmac` as URL-safe Base64. */
export function base64Hmac(salt: TextOrBytes, value: TextOrBytes, key: TextOrBytes, algorithm = 'sha1'): string {
  return encodeUrlsafeBase64(saltedHmac(salt, value, key, { algorithm }))
}

/** Whether two values are the same, in a time that does not tell where they differ. */
export function constantTimeCompare(a: TextOrBytes, b: TextOrBytes): boolean {
  const [left, right] = [toBytes(a), toBytes(b)]
  return left.length === right.length && builtin('node:crypto').timingSafeEqual(left, right)
}

// hashlib's names, and OpenSSL's for the same.
const opensslNames = new Map([
  ...['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map(name => [name, name] as const),
  ...['sha3_224', 'sha3_256', 'sha3_384', 'sha3_512'].map(name => [name, name.replace('_', '-')] as const),
  ['blake2b', 'blake2b512'] as const,
  ['blake2s', 'blake2s256'] as const,
])

function toBytes(value: TextOrBytes): Uint8Array {
  return typeof value === 'string' ? encodeText(value, 'utf-8') : value
}
