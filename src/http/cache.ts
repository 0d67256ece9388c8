import { settings } from '../conf/settings.js'
import { builtin } from '../signing/crypto.js'
import { httpDate, parseEtags, parseHttpDateSafe, quoteEtag } from '../utils/http.js'
import { strip } from '../utils/python/space.js'
import { repr } from '../utils/repr.js'
import type { HttpRequest } from './request.js'
import { HttpResponse, HttpResponseNotModified } from './response.js'
import type { HttpResponseBase } from './response-base.js'

// Django's `django.utils.cache`, public as `tiny-django/utils/cache`. It is in this part, because it makes responses.

/** Directives of a Cache-Control header: `maxAge` (or `max_age`, `max-age`) and so on; `true` for those without a value. */
export type CacheControl = Readonly<Record<string, string | number | boolean>>

/**
 * Adds directives to the Cache-Control header. Of two `maxAge` the shorter counts; `private` takes the place of
 * `public`, and the other way round; `noCache` may name several headers. Django's `patch_cache_control`.
 */
export function patchCacheControl(response: HttpResponseBase, directives: CacheControl): void {
  const present = new Directives(response.getHeader('Cache-Control', ''))
  const added = Object.entries(directives).map(([name, value]) => [directiveName(name), value] as const)
  if (added.some(([name]) => name === 'public')) present.delete('private')
  else if (added.some(([name]) => name === 'private')) present.delete('public')
  for (const [name, value] of added) present.add(name, name === 'max-age' ? present.shorterAge(value) : value)
  response.headers.set('Cache-Control', present.toString())
}

/** The `max-age` of the Cache-Control header in seconds, or `null`. Django's `get_max_age`. */
export function getMaxAge(response: HttpResponseBase): number | null {
  const header = response.getHeader('Cache-Control')
  const age = header === null ? undefined : new Directives(header).get('max-age')
  if (age === true) return 1 // without a value; Python's int(True)
  return typeof age === 'string' && /^\s*[+-]?\d+\s*$/.test(age) ? Number(age) : null
}

/** Gives a response an ETag of its content, unless it streams or is empty. Django's `set_response_etag`. */
export function setResponseEtag<R extends HttpResponseBase>(response: R): R {
  if (response.streaming || response.payload.length === 0) return response
  response.headers.set(
    'ETag',
    quoteEtag(builtin('node:crypto').createHash('md5').update(response.payload).digest('hex')),
  )
  return response
}

/** What `getConditionalResponse` compares the request with. */
export interface Conditions<R extends HttpResponseBase> {
  /** The entity tag, quotes included. */
  readonly etag?: string | null
  /** In seconds since 1970. */
  readonly lastModified?: number | null
  /** The answer there would be without conditions. */
  readonly response?: R | null
}

/**
 * 304 or 412 when the request's `If-Match`, `If-None-Match`, `If-Modified-Since` or `If-Unmodified-Since` say so,
 * and otherwise `response`. Django's `get_conditional_response`, RFC 9110 section 13.2.2.
 */
export function getConditionalResponse<R extends HttpResponseBase = HttpResponseBase>(
  request: HttpRequest,
  { etag = null, lastModified = null, response = null }: Conditions<R>,
): R | HttpResponse | null {
  if (response !== null && (response.statusCode < 200 || response.statusCode > 299)) return response
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const ifMatch = etagsOf(request, 'If-Match')
  if (
    ifMatch.length > 0 ? !matchPasses(etag, ifMatch) : isModifiedSince(request, 'If-Unmodified-Since', lastModified)
  ) {
    return new HttpResponse('', { status: 412 })
  }
  const ifNoneMatch = etagsOf(request, 'If-None-Match')
  if (ifNoneMatch.length > 0) {
    if (noneMatchPasses(etag, ifNoneMatch)) return response
    return isRead ? notModified(response) : new HttpResponse('', { status: 412 })
  }
  const since = isRead ? dateOf(request, 'If-Modified-Since') : null
  return since === null || !lastModified || lastModified > since ? response : notModified(response)
}

/**
 * Has caches keep a response for `timeoutSeconds` (`settings.CACHE_MIDDLEWARE_SECONDS` unless told): Expires, unless it
 * is set, and `max-age`. Django's `patch_response_headers`.
 */
export function patchResponseHeaders(response: HttpResponseBase, timeoutSeconds?: number | null): void {
  const timeout = Math.max(0, timeoutSeconds ?? settings.CACHE_MIDDLEWARE_SECONDS)
  if (!response.hasHeader('Expires')) response.headers.set('Expires', httpDate(Date.now() / 1000 + timeout))
  patchCacheControl(response, { maxAge: timeout })
}

/** Has no cache keep a response. Django's `add_never_cache_headers`. */
export function addNeverCacheHeaders(response: HttpResponseBase): void {
  patchResponseHeaders(response, -1)
  patchCacheControl(response, { noCache: true, noStore: true, mustRevalidate: true, private: true })
}

/** Adds names of headers to the Vary header, behind those that are there; `*` stands for all. Django's `patch_vary_headers`. */
export function patchVaryHeaders(response: HttpResponseBase, newHeaders: Iterable<string>): void {
  const names = varyOf(response)
  const known = new Set(names.map(name => name.toLowerCase()))
  for (const name of newHeaders) if (!known.has(name.toLowerCase())) names.push(name)
  response.headers.set('Vary', names.includes('*') ? '*' : names.join(', '))
}

/** Whether the Vary header names `name`. Django's `has_vary_header`. */
export function hasVaryHeader(response: HttpResponseBase, name: string): boolean {
  return varyOf(response).some(known => strip(known).toLowerCase() === strip(name).toLowerCase())
}

type DirectiveValue = string | number | boolean

class Directives {
  readonly #values = new Map<string, Set<DirectiveValue>>()

  constructor(header: string) {
    for (const field of header === '' ? [] : splitList(header)) {
      const at = field.indexOf('=')
      if (at === -1) this.add(field.toLowerCase(), true)
      else this.add(field.slice(0, at).toLowerCase(), field.slice(at + 1))
    }
  }

  get(name: string): DirectiveValue | undefined {
    return this.#values.get(name)?.values().next().value
  }

  delete(name: string): void {
    this.#values.delete(name)
  }

  // `no-cache` may be there several times, each for one header; without a value it is for all of them.
  add(name: string, value: DirectiveValue): void {
    const known = name === 'no-cache' ? this.#values.get(name) : undefined
    if (known === undefined || value === true) this.#values.set(name, new Set([value]))
    else if (!known.has(true)) known.add(value)
  }

  shorterAge(age: DirectiveValue): DirectiveValue {
    const present = this.get('max-age')
    if (present === undefined) return age
    const seconds = Number(present)
    if (!Number.isInteger(seconds)) throw new RangeError(`The max-age ${repr(present)} is no whole number.`)
    return Math.min(seconds, Number(age))
  }

  toString(): string {
    const fields = Array.from(this.#values, ([name, values]) =>
      Array.from(values, value => (value === true ? name : `${name}=${value}`)),
    )
    return fields.flat().join(', ')
  }
}

function directiveName(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`).replaceAll('_', '-')
}

// As Django: white space goes from around the commas, and from nowhere else.
function splitList(header: string): string[] {
  const fields = header.split(',')
  return fields.map((field, i) => {
    const rest = i === 0 ? field : field.trimStart()
    return i === fields.length - 1 ? rest : rest.trimEnd()
  })
}

// An empty header has one name, which is empty.
function varyOf(response: HttpResponseBase): string[] {
  const header = response.headers.get('Vary')
  return header === null ? [] : splitList(header)
}

function etagsOf(request: HttpRequest, name: string): string[] {
  return parseEtags(request.headers.get(name, ''))
}

function dateOf(request: HttpRequest, name: string): number | null {
  return parseHttpDateSafe(request.headers.get(name))
}

function isModifiedSince(request: HttpRequest, name: string, lastModified: number | null): boolean {
  const since = dateOf(request, name)
  return since !== null && (!lastModified || lastModified > since)
}

// A weak tag says nothing about the bytes, which a change would be made to.
function matchPasses(etag: string | null, wanted: readonly string[]): boolean {
  if (!etag) return false
  return wanted[0] === '*' || (!etag.startsWith('W/') && wanted.includes(etag))
}

function noneMatchPasses(etag: string | null, known: readonly string[]): boolean {
  if (!etag) return true
  return known[0] !== '*' && !known.some(other => strong(other) === strong(etag))
}

function strong(etag: string): string {
  return etag.replace(/^W\//, '')
}

// RFC 9110 section 15.4.5, and Last-Modified.
const keptHeaders = ['Cache-Control', 'Content-Location', 'Date', 'ETag', 'Expires', 'Last-Modified', 'Vary']

function notModified(response: HttpResponseBase | null): HttpResponseNotModified {
  const answer = new HttpResponseNotModified()
  if (response === null) return answer
  for (const name of keptHeaders) {
    const value = response.headers.get(name)
    if (value !== null) answer.headers.set(name, value)
  }
  for (const [name, morsel] of response.cookies) answer.cookies.set(name, morsel)
  return answer
}
