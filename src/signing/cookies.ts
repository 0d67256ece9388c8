import { settings } from '../conf/settings.js'
import { encodeText } from '../utils/charsets.js'
import { concat } from './bytes.js'
import { BadSignature, SignatureExpired } from './exceptions.js'
import type { TextOrBytes } from './hmac.js'
import { type MaxAge, TimestampSigner } from './signer.js'

/** Who signs cookies: a key of its own, made of `settings.SECRET_KEY`. Django: `signing.get_cookie_signer`. */
export function getCookieSigner(salt = 'django.core.signing.get_cookie_signer'): TimestampSigner {
  return new TimestampSigner({
    key: cookieKey(settings.SECRET_KEY),
    fallbackKeys: settings.SECRET_KEY_FALLBACKS.map(cookieKey),
    salt,
  })
}

/** The value of the cookie `name` as it is sent: signed for that name and `salt`. */
export function signCookie(name: string, value: string, salt = ''): string {
  return getCookieSigner(cookieSalt(name, salt)).sign(value)
}

/**
 * What `signCookie` was given. Throws BadSignature and SignatureExpired. Cookies that Django signed before 5.2.15
 * are read as long as `settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK` is true.
 */
export function unsignCookie(
  name: string,
  signed: string,
  { salt = '', maxAge = null }: UnsignCookieOptions = {},
): string {
  try {
    return getCookieSigner(cookieSalt(name, salt)).unsign(signed, { maxAge })
  } catch (error) {
    const mayBeOld = error instanceof BadSignature && !(error instanceof SignatureExpired)
    if (!mayBeOld || !settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK) throw error
    return getCookieSigner(name + salt).unsign(signed, { maxAge })
  }
}

/** How a signed cookie is read. */
export interface UnsignCookieOptions extends MaxAge {
  /** As it was given when the cookie was set. */
  readonly salt?: string
}

// With the length, for without it the name "a" with the salt "bc" would be the name "ab" with the salt "c"
// (CVE-2026-6873). Python counts characters, not halves of them.
function cookieSalt(name: string, salt: string): string {
  return `django.http.cookies.v2:${[...salt].length}:${salt}${name}`
}

function cookieKey(key: TextOrBytes): Uint8Array {
  return concat(prefix, typeof key === 'string' ? encodeText(key, 'utf-8') : key)
}

const prefix = encodeText('django.http.cookies', 'ascii')
