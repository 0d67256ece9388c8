import { settings } from '../conf/settings.js'
import type { HttpRequest } from '../http/request.js'
import type { LazyNonce } from '../utils/csp.js'
import { isBidi, knownLanguages } from '../utils/languages.js'
import { getCurrentTimezoneName } from '../utils/timezone.js'
import { getLanguage } from '../utils/translation.js'

// What each of them gives is on Django's page "The Django template language: for Python programmers", under "Built-in
// template context processors". The one of the messages is in `contrib/messages`.

let csrfTokenOf: ((request: HttpRequest) => string | null) | null = null

/** Says who knows the CSRF token of a request: the middleware that checks it. */
export function setCsrfTokenSource(next: ((request: HttpRequest) => string | null) | null): void {
  csrfTokenOf = next
}

/**
 * The CSRF token of a request, made when a template asks for it; `NOTPROVIDED` where there is none. As text it is the token
 * too: `String(response.context?.get('csrf_token'))` in a test.
 */
export function csrf(request: HttpRequest): { csrf_token: () => string } {
  const token = () => csrfTokenOf?.(request) ?? 'NOTPROVIDED'
  return { csrf_token: Object.assign(token, { toString: token }) }
}

/** The request itself, as `request`. */
export function request(current: HttpRequest): { request: HttpRequest } {
  return { request: current }
}

/** The nonce of the Content Security Policy, made when a template prints it. Django 6: `context_processors.csp`. */
export function csp(request: HttpRequest): { csp_nonce: LazyNonce | null } {
  return { csp_nonce: (request as { _cspNonce?: LazyNonce })._cspNonce ?? null }
}

/** `debug`, and `sql_queries` (there are none), for clients of INTERNAL_IPS while DEBUG is on. */
export function debug({ META }: HttpRequest): { debug?: true; sql_queries?: readonly [] } {
  const isTold = settings.DEBUG && settings.INTERNAL_IPS.includes(META.REMOTE_ADDR ?? '')
  return isTold ? { debug: true, sql_queries: [] } : {}
}

/** The languages that users may choose, with their names in English, the active one, and whether it is written from right to left. */
export function i18n(_request: HttpRequest): {
  LANGUAGES: readonly (readonly [code: string, name: string])[]
  LANGUAGE_CODE: string | null
  LANGUAGE_BIDI: boolean
} {
  const language = getLanguage()
  return { LANGUAGES: languages(), LANGUAGE_CODE: language, LANGUAGE_BIDI: isBidi(language) }
}

/** The name of the current time zone, as `TIME_ZONE`. */
export function tz(_request: HttpRequest): { TIME_ZONE: string } {
  return { TIME_ZONE: getCurrentTimezoneName() }
}

/** The address under which static files are found, as `STATIC_URL`. */
function staticFiles(_request: HttpRequest): { STATIC_URL: string } {
  return { STATIC_URL: settings.STATIC_URL }
}

/** The address under which uploaded files are found, as `MEDIA_URL`. */
export function media(_request: HttpRequest): { MEDIA_URL: string } {
  return { MEDIA_URL: settings.MEDIA_URL }
}

export { staticFiles as static }

type Languages = readonly (readonly [code: string, name: string])[]

/** The last languages of the settings, and the same as tuples, which is how a template prints them. */
let known: { of: Languages | null; tuples: Languages } | null = null

function languages(): Languages {
  const { LANGUAGES } = settings
  if (known?.of !== LANGUAGES || known === null) {
    const tuples = (LANGUAGES ?? knownLanguages()).map(([code, name]) => Object.freeze([code, name] as const))
    known = { of: LANGUAGES, tuples }
  }
  return known.tuples
}
