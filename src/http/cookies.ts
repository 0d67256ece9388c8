import { httpDate } from '../utils/http.js'
import { repr } from '../utils/repr.js'
import { strip } from '../utils/text.js'
import { CookieError } from './exceptions.js'

/** The attributes of a cookie. Django: `HttpResponse.set_cookie()`. */
export interface CookieOptions {
  /** Seconds the cookie lives; without it and `expires`, it lives as long as the browser runs. */
  readonly maxAge?: number | null
  /** When the cookie ends: a moment, or the header's own text. Not together with `maxAge`. */
  readonly expires?: Date | string | null
  readonly path?: string | null
  readonly domain?: string | null
  /** Sent over https only. */
  readonly secure?: boolean
  /** Out of reach of the page's scripts. */
  readonly httponly?: boolean
  readonly samesite?: 'Lax' | 'Strict' | 'None' | 'lax' | 'strict' | 'none' | null
}

/** One cookie of a response, with its attributes. Python: `http.cookies.Morsel`. */
export class Morsel {
  readonly key: string
  readonly value: string
  comment = ''
  domain = ''
  expires = ''
  httponly = false
  maxAge: number | '' = ''
  path = ''
  samesite = ''
  secure = false
  version = ''

  /** Throws CookieError for a name that no cookie can have. */
  constructor(key: string, value: string) {
    if (reserved.has(key.toLowerCase())) throw new CookieError(`Attempt to set a reserved key ${repr(key)}`)
    if (!legalKey.test(key)) throw new CookieError(`Illegal key ${repr(key)}`)
    this.key = key
    this.value = value
  }

  /** The value as it travels: quoted where it has to be. */
  get codedValue(): string {
    return quoteCookie(this.value)
  }

  /** The value of its Set-Cookie header. Throws CookieError when an attribute would end the header. */
  outputString(): string {
    let output = `${this.key}=${this.codedValue}`
    if (this.comment !== '') output += `; Comment=${quoteCookie(this.comment)}`
    if (this.domain !== '') output += `; Domain=${attribute('domain', this.domain)}`
    if (this.expires !== '') output += `; expires=${attribute('expires', this.expires)}`
    if (this.httponly) output += '; HttpOnly'
    if (this.maxAge !== '') output += `; Max-Age=${this.maxAge}`
    if (this.path !== '') output += `; Path=${attribute('path', this.path)}`
    if (this.samesite !== '') output += `; SameSite=${attribute('samesite', this.samesite)}`
    if (this.secure) output += '; Secure'
    if (this.version !== '') output += `; Version=${attribute('version', this.version)}`
    return output
  }

  toString(): string {
    return `Set-Cookie: ${this.outputString()}`
  }
}

/** The cookies of a response by name, in the order they were first set. Python: `http.cookies.SimpleCookie`. */
export class SimpleCookie extends Map<string, Morsel> {
  /** Sets a cookie, or sets it again; attributes that are not mentioned stay as they were. */
  setCookie(key: string, value: string, options: CookieOptions = {}): void {
    const morsel = inheritAttributes(new Morsel(key, value), this.get(key))
    setLifetime(morsel, options)
    const { path = '/', domain, secure, httponly, samesite } = options
    if (path !== null) morsel.path = path
    if (domain !== undefined && domain !== null) morsel.domain = domain
    if (secure) morsel.secure = true
    if (httponly) morsel.httponly = true
    if (samesite) morsel.samesite = checkSamesite(samesite)
    morsel.outputString()
    this.set(key, morsel)
  }
}

/**
 * The cookies of a Cookie header, in order; the last of one name counts. Text without `=` is a cookie without a name,
 * as browsers take it. Any name is a name like any other. Django: `django.http.cookie.parse_cookie`.
 */
export function parseCookie(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const chunk of header.split(';')) {
    const at = chunk.indexOf('=')
    const key = at === -1 ? '' : strip(chunk.slice(0, at))
    const value = strip(chunk.slice(at + 1))
    if (key !== '' || value !== '') cookies.set(key, unquoteCookie(value))
  }
  return cookies
}

/** A value that can stand in a cookie: in quotes, with escapes, unless it is made of harmless characters only. */
export function quoteCookie(value: string): string {
  if (legalKey.test(value)) return value
  return `"${value.replace(/[^\w!#$%&'*+\-.^`|~: ()/<=>?@[\]{}\u0100-\uffff]/g, escapeCharacter)}"`
}

/** Undoes `quoteCookie`. */
export function unquoteCookie(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value
  return value
    .slice(1, -1)
    .replace(/\\(?:([0-3][0-7][0-7])|(.))/g, (_, octal: string | undefined, character: string) => {
      return octal === undefined ? character : String.fromCharCode(Number.parseInt(octal, 8))
    })
}

const legalKey = /^[\w!#$%&'*+\-.^`|~:]+$/
const reserved = new Set([
  'expires',
  'path',
  'comment',
  'domain',
  'max-age',
  'secure',
  'httponly',
  'version',
  'samesite',
])

function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
}

function inheritAttributes(morsel: Morsel, former: Morsel | undefined): Morsel {
  if (former === undefined) return morsel
  const { comment, domain, httponly, maxAge, path, samesite, secure, version } = former
  return Object.assign(morsel, { comment, domain, httponly, maxAge, path, samesite, secure, version })
}

function setLifetime(morsel: Morsel, { expires, maxAge }: CookieOptions): void {
  let seconds = maxAge
  morsel.expires = typeof expires === 'string' ? expires : ''
  if (expires instanceof Date) {
    if (maxAge !== undefined && maxAge !== null) {
      throw new RangeError("'expires' and 'maxAge' can't be used together.")
    }
    // A second more, for the fraction that is lost on the way.
    seconds = Math.max(0, Math.floor((expires.getTime() - Date.now()) / 1000) + 1)
  }
  if (seconds === undefined || seconds === null) return
  if (!Number.isFinite(seconds)) throw new RangeError(`maxAge has to be a number of seconds, not ${seconds}.`)
  morsel.maxAge = Math.trunc(seconds)
  // Old browsers know `expires` only.
  if (morsel.expires === '') morsel.expires = httpDate(Date.now() / 1000 + seconds)
}

function checkSamesite(samesite: string): string {
  if (!['lax', 'none', 'strict'].includes(samesite.toLowerCase())) {
    throw new RangeError('samesite must be "lax", "none", or "strict".')
  }
  return samesite
}

function attribute(name: string, value: string): string {
  if (/[^\P{Cc}\t]/u.test(value)) {
    throw new CookieError(`Control characters are not allowed in the ${name} of a cookie: ${repr(value)}`)
  }
  return value
}
