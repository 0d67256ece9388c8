import type { HttpRequest } from '../http/request.js'
import { constantTimeCompare } from '../signing/hmac.js'
import { setCsrfTokenSource } from '../template/context-processors.js'
import { getRandomString } from '../utils/random.js'

// A secret is 32 characters. A token is a mask of 32 characters and the secret moved along the alphabet by it, so that
// no two pages hold the same one (BREACH) and all of them stand for the same secret. Both are Django's.

const SECRET_LENGTH = 32
const TOKEN_LENGTH = 2 * SECRET_LENGTH
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Where the session has the secret, under `CSRF_USE_SESSIONS`. */
export const CSRF_SESSION_KEY = '_csrftoken'

/**
 * The token that a form of this page needs, another one each time. The response then has the cookie that belongs to it,
 * where CsrfViewMiddleware or one of the csrf decorators sees it. Django: `django.middleware.csrf.get_token`.
 */
export function getToken(request: HttpRequest): string {
  // Also when the client has the cookie already: its time begins anew.
  request._csrfCookieNeedsUpdate = true
  request._csrfSecret ??= newSecret()
  return maskCipherSecret(request._csrfSecret)
}

/** Gives a client another secret, as is to be done at login. Django: `django.middleware.csrf.rotate_token`. */
export function rotateToken(request: HttpRequest): void {
  request._csrfSecret = newSecret()
  request._csrfCookieNeedsUpdate = true
}

setCsrfTokenSource(getToken)

/** A token for a secret. Django: `_mask_cipher_secret`. */
export function maskCipherSecret(secret: string, mask: string = newSecret()): string {
  let cipher = ''
  for (let i = 0; i < secret.length; i++) {
    cipher += ALPHABET[(ALPHABET.indexOf(secret[i]!) + ALPHABET.indexOf(mask[i]!)) % ALPHABET.length]
  }
  return mask + cipher
}

/** The secret in a token. Django: `_unmask_cipher_token`. */
export function unmaskCipherToken(token: string): string {
  let secret = ''
  for (let i = 0; i < SECRET_LENGTH; i++) {
    const moved = ALPHABET.indexOf(token[SECRET_LENGTH + i]!) - ALPHABET.indexOf(token[i]!)
    secret += ALPHABET[(moved + ALPHABET.length) % ALPHABET.length]
  }
  return secret
}

/** What is wrong with the form of a token or secret, as the end of a sentence; `null` when nothing is. */
export function tokenFormatProblem(token: string): string | null {
  const isPlain = /^[a-zA-Z0-9]*$/.test(token)
  const length = isPlain ? token.length : [...token].length
  if (length !== TOKEN_LENGTH && length !== SECRET_LENGTH) return 'has incorrect length'
  return isPlain ? null : 'has invalid characters'
}

/** Whether a token, masked or not, is of this secret. Throws RangeError for one of another length. */
export function doesTokenMatch(token: string, secret: string): boolean {
  const sent = bareSecret(token)
  if (sent.length !== SECRET_LENGTH) throw new RangeError('A CSRF token has 32 or 64 characters.')
  return constantTimeCompare(sent, secret)
}

/** The secret itself: Django before 4.0 had masked ones in its cookies. */
export function bareSecret(token: string): string {
  return token.length === TOKEN_LENGTH ? unmaskCipherToken(token) : token
}

function newSecret(): string {
  return getRandomString(SECRET_LENGTH, ALPHABET)
}

declare module '../http/request.js' {
  interface HttpRequest {
    /** The secret that the response's cookie will have. Django: `META['CSRF_COOKIE']`. @internal */
    _csrfSecret?: string
    /** Whether the response gets that cookie. Django: `META['CSRF_COOKIE_NEEDS_UPDATE']`. @internal */
    _csrfCookieNeedsUpdate?: boolean
    /** Whether this request was found to be good, so that nobody checks it twice. @internal */
    _csrfProcessingDone?: boolean
    /** Set by test clients: no checks. */
    _dontEnforceCsrfChecks?: boolean
  }
}
