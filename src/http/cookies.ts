import { type DurationLike, toSeconds } from '../utils/duration.js'
import { httpDate } from '../utils/http.js'
import { strip } from '../utils/python/space.js'
import { repr } from '../utils/repr.js'
import { didYouMean } from '../utils/suggest.js'
import { type PlainDateLike, type PlainDateTimeLike, temporalKind, type ZonedDateTimeLike } from '../utils/temporal.js'
import { CookieError } from './exceptions.js'

/** The attributes of a cookie. Django: `HttpResponse.set_cookie()`. */
export interface CookieOptions {
  /** How long the cookie lives, in seconds or as a duration; without it and `expires`, as long as the browser runs. */
  readonly maxAge?: number | bigint | DurationLike | null
  /** When the cookie ends: a moment (not together with `maxAge`), seconds from now, or the header's own text. */
  readonly expires?: Date | number | ZonedDateTimeLike | PlainDateTimeLike | PlainDateLike | string | null
  /** The paths it is sent to, `/` unless told; `null`: that of the response's own address. */
  readonly path?: string | null
  /** The host it is sent to with all its sub-domains; without it, the one that set it alone. */
  readonly domain?: string | null
  /** Sent over https only. */
  readonly secure?: boolean
  /** Out of reach of the page's scripts. */
  readonly httponly?: boolean
  /**
   * Whether requests from other sites carry it; what the browser takes for granted unless told. `None` needs
   * `secure`.
   */
  readonly samesite?: 'Lax' | 'Strict' | 'None' | 'lax' | 'strict' | 'none' | null
}

/** One cookie of a response, with its attributes. Python: `http.cookies.Morsel`. */
export class Morsel {
  /** The cookie's name. */
  readonly key: string
  /** As the view gave it: it is quoted when it is sent. */
  value: string
  /** Long out of use; not sent while empty, as the attributes below. */
  comment = ''
  /** The host it is sent to with all its sub-domains. */
  domain = ''
  /** The header's own text: `Thu, 01 Jan 1970 00:00:00 GMT`. */
  expires = ''
  /** Out of reach of the page's scripts. */
  httponly = false
  /** In whole seconds. */
  maxAge: number | '' = ''
  /** The paths it is sent to. */
  path = ''
  /** `Lax`, `Strict` or `None`, in the case it was given in. */
  samesite = ''
  /** Sent over https only. */
  secure = false
  /** Long out of use. */
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

  /** The attributes that are set, by the names they have on the wire. */
  attributes(): Record<string, string | number | boolean> {
    const { comment, domain, expires, httponly, maxAge, path, samesite, secure, version } = this
    const all = { comment, domain, expires, httponly, 'max-age': maxAge, path, samesite, secure, version }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '' && value !== false))
  }

  /** The whole header line: `Set-Cookie: a=1; Path=/`. */
  toString(): string {
    return `Set-Cookie: ${this.outputString()}`
  }
}

/** The cookies of a response by name, in the order they were first set. Python: `http.cookies.SimpleCookie`. */
export class SimpleCookie extends Map<string, Morsel> {
  /**
   * Sets a cookie, or sets it again; attributes that are not mentioned stay as they were, `expires` apart. Throws
   * CookieError for a name or an attribute that no cookie can have, RangeError for other values.
   */
  setCookie(key: string, value: string, options: CookieOptions = {}): void {
    const { path = '/', domain, secure, httponly, samesite } = options
    refuseUnknown(options)
    refuseControls('path', path)
    refuseControls('domain', domain)
    refuseControls('expires', options.expires)
    const morsel = this.#morsel(key, value)
    setLifetime(morsel, options)
    if (path !== null) morsel.path = path
    if (domain !== undefined && domain !== null) morsel.domain = domain
    if (secure) morsel.secure = true
    if (httponly) morsel.httponly = true
    if (samesite) morsel.samesite = checkSamesite(samesite)
  }

  /** Sets cookies without attributes: of an object or a Map, or of the text of a Cookie header. */
  load(cookies: string | ReadonlyMap<string, string> | Readonly<Record<string, string>>): void {
    const pairs = typeof cookies === 'string' ? parseCookie(cookies) : cookies
    for (const [key, value] of pairs instanceof Map ? pairs : Object.entries(pairs)) this.#morsel(key, value)
  }

  #morsel(key: string, value: string): Morsel {
    const known = this.get(key)
    if (known !== undefined) {
      known.value = value
      return known
    }
    const morsel = new Morsel(key, value)
    this.set(key, morsel)
    return morsel
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
    .replace(/\\(?:([0-3][0-7][0-7])|([^\n]))/g, (_, octal: string | undefined, character: string) => {
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

// A misspelt `httponly` must not go by in silence: the cookie would be less safe than it was meant to be.
function refuseUnknown(options: object): void {
  for (const name in options) {
    if (!knownOptions.has(name) && Object.hasOwn(options, name))
      throw new TypeError(`Cookies have no option "${name}".${didYouMean(name, knownOptions)}`)
  }
}

const knownOptions = new Set(['maxAge', 'expires', 'path', 'domain', 'secure', 'httponly', 'samesite'])

// Before anything is set: what would end its header must not be there when the response is sent.
function refuseControls(name: string, value: unknown): void {
  if (typeof value === 'string') attribute(name, value)
}

function setLifetime(morsel: Morsel, { expires, maxAge }: CookieOptions): void {
  const moment = typeof expires === 'object' && expires !== null ? epochMilliseconds(expires) : undefined
  if (moment === undefined) morsel.expires = expiresText(expires)
  if (moment !== undefined && maxAge !== undefined && maxAge !== null) {
    throw new RangeError("'expires' and 'maxAge' can't be used together.")
  }
  const seconds = moment === undefined ? secondsOf(maxAge) : secondsUntil(moment)
  if (seconds === undefined) return
  if (!Number.isFinite(seconds)) throw new RangeError(`maxAge has to be a number of seconds, not ${seconds}.`)
  morsel.maxAge = Math.trunc(seconds)
  // Old browsers know `expires` only.
  if (moment !== undefined || !expires) morsel.expires = httpDate(Date.now() / 1000 + seconds)
}

function expiresText(expires: unknown): string {
  if (expires === undefined || expires === null) return ''
  return typeof expires === 'number' ? httpDate(Date.now() / 1000 + expires) : String(expires)
}

function secondsOf(maxAge: CookieOptions['maxAge']): number | undefined {
  if (maxAge === undefined || maxAge === null) return undefined
  return typeof maxAge === 'bigint' ? Number(maxAge) : toSeconds(maxAge)
}

// A second more, for the fraction that is lost on the way.
function secondsUntil(moment: number): number {
  return Math.max(0, Math.floor((moment - Date.now()) / 1000) + 1)
}

/** When a date and time is; one without a zone is in UTC, and one without a time is no moment. */
function epochMilliseconds(value: object): number | undefined {
  if (value instanceof Date) return value.getTime()
  switch (temporalKind(value)) {
    case 'ZonedDateTime':
    case 'Instant':
      return (value as ZonedDateTimeLike).epochMilliseconds
    case 'PlainDateTime':
      return Date.parse(`${value}Z`)
    default:
      return undefined
  }
}

function checkSamesite(samesite: string): string {
  if (!['lax', 'none', 'strict'].includes(samesite.toLowerCase())) {
    throw new RangeError('samesite must be "lax", "none", or "strict".')
  }
  return samesite
}

function attribute(name: string, value: string): string {
  if (hasControls(value)) {
    throw new CookieError(`Control characters are not allowed in the ${name} of a cookie: ${repr(value)}`)
  }
  return value
}

// Every attribute of every cookie goes through this, and is short.
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 ? code !== 0x09 : code >= 0x7f && code <= 0x9f) return true
  }
  return false
}
