import { ImproperlyConfigured } from '../conf/exceptions.js'
import { settings } from '../conf/settings.js'
import { patchVaryHeaders } from '../http/cache.js'
import { RawPostDataException, UnreadablePostError } from '../http/exceptions.js'
import { lineAbout, logResponse } from '../http/log.js'
import { parseHeaderName } from '../http/meta.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { after } from '../utils/after.js'
import { getLogger } from '../utils/log.js'
import { printable } from '../utils/printable.js'
import { csrfFailureView, REASON_NO_CSRF_COOKIE } from './csrf-failure.js'
import { TrustedOrigins } from './csrf-origins.js'
import { bareSecret, CSRF_SESSION_KEY, doesTokenMatch, rotateToken, tokenFormatProblem } from './csrf-tokens.js'
import type { GetResponse, HookAnswer, MiddlewareHooks, View } from './types.js'

const REASON_CSRF_TOKEN_MISSING = 'CSRF token missing.'
const logger = getLogger('django.security.csrf')
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

type Hooks = Pick<MiddlewareHooks, 'processRequest' | 'processView' | 'processResponse'>

/**
 * Refuses forms that another site may have sent in a visitor's name: those without the token of the visitor's cookie.
 * The token comes as the field `csrfmiddlewaretoken` or in the header `X-CSRFToken`; where the browser says from where
 * the form came, that must be this site or one of `CSRF_TRUSTED_ORIGINS`. Cookies and tokens are Django's, in both
 * directions. Django: `django.middleware.csrf.CsrfViewMiddleware`.
 */
export class CsrfViewMiddleware implements Hooks {
  readonly getResponse: GetResponse | undefined
  #origins: TrustedOrigins | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processRequest(request: HttpRequest): HookAnswer {
    const stored = storedSecret(request)
    if (stored === null) return
    // The same secret next time, bare if it was masked; one that is none is replaced.
    if (tokenFormatProblem(stored) === null || settings.CSRF_USE_SESSIONS) request._csrfSecret = bareSecret(stored)
    else rotateToken(request)
  }

  processView(
    request: HttpRequest,
    view: View,
    _args: readonly unknown[],
    _kwargs: Record<string, unknown>,
  ): HookAnswer | Promise<HookAnswer> {
    if (request._csrfProcessingDone || (view as { csrfExempt?: boolean }).csrfExempt) return undefined
    const isSafe = SAFE_METHODS.has(request.method ?? '') || request._dontEnforceCsrfChecks
    const reason = isSafe ? null : (this.#trustedOrigins().refusal(request) ?? tokenRefusal(request))
    if (reason !== null) return this.reject(request, reason)
    // The decorators and this may both be there.
    request._csrfProcessingDone = true
    return undefined
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    if (!request._csrfCookieNeedsUpdate) return response
    // Once is enough, but `rotateToken` may ask for it again further out.
    request._csrfCookieNeedsUpdate = false
    if (settings.CSRF_USE_SESSIONS) saveInSession(request)
    else setCookie(request, response)
    return response
  }

  /** What a request that is not good gets. */
  protected reject(request: HttpRequest, reason: string): HookAnswer | Promise<HookAnswer> {
    return after(csrfFailureView()(request, { reason }), response => {
      logResponse(() => lineAbout(request, `Forbidden (${printable(reason)})`), { request, response, logger })
      return response
    })
  }

  #trustedOrigins(): TrustedOrigins {
    this.#origins ??= new TrustedOrigins(settings.CSRF_TRUSTED_ORIGINS)
    return this.#origins
  }
}

/** The secret as the client or the session has it, unchecked; `null` when there is none. */
function storedSecret(request: HttpRequest): string | null {
  if (!settings.CSRF_USE_SESSIONS) return request.COOKIES[settings.CSRF_COOKIE_NAME] ?? null
  return (sessionOf(request).get(CSRF_SESSION_KEY) as string | undefined) ?? null
}

/** Why the token of a request is no good; `null` when it is. */
function tokenRefusal(request: HttpRequest): string | null {
  // Read again: somebody who logs users in may have rotated it.
  const stored = storedSecret(request)
  const problem = stored === null || settings.CSRF_USE_SESSIONS ? null : tokenFormatProblem(stored)
  if (problem !== null) return `CSRF cookie ${problem}.`
  if (stored === null) return REASON_NO_CSRF_COOKIE
  const posted = postedToken(request)
  const token = posted || request.readMeta(settings.CSRF_HEADER_NAME)
  if (token === undefined) return REASON_CSRF_TOKEN_MISSING
  const fault = tokenFormatProblem(token) ?? (doesTokenMatch(token, bareSecret(stored)) ? null : 'incorrect')
  return fault === null ? null : `CSRF token from ${posted ? 'POST' : headerSource()} ${fault}.`
}

/** The token among the fields of a form; `''` when it has none, or cannot be read. */
function postedToken(request: HttpRequest): string {
  if (request.method !== 'POST') return ''
  try {
    return request.POST.get('csrfmiddlewaretoken') ?? ''
  } catch (error) {
    // The client has gone; or the view takes its body raw, and the token has to come in the header.
    if (error instanceof UnreadablePostError || error instanceof RawPostDataException) return ''
    throw error
  }
}

function headerSource(): string {
  return `the '${parseHeaderName(settings.CSRF_HEADER_NAME)}' HTTP header`
}

function setCookie(request: HttpRequest, response: HttpResponseBase): void {
  response.setCookie(settings.CSRF_COOKIE_NAME, request._csrfSecret, {
    maxAge: settings.CSRF_COOKIE_AGE,
    domain: settings.CSRF_COOKIE_DOMAIN,
    path: settings.CSRF_COOKIE_PATH,
    secure: settings.CSRF_COOKIE_SECURE,
    httponly: settings.CSRF_COOKIE_HTTPONLY,
    samesite: settings.CSRF_COOKIE_SAMESITE || null,
  })
  patchVaryHeaders(response, ['Cookie'])
}

function saveInSession(request: HttpRequest): void {
  const session = sessionOf(request)
  if (session.get(CSRF_SESSION_KEY) !== request._csrfSecret) session.set(CSRF_SESSION_KEY, request._csrfSecret)
}

/** As much of a session as is needed here, whoever made it. */
interface Session {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

function sessionOf(request: HttpRequest): Session {
  const { session } = request as { session?: Session }
  if (session !== undefined) return session
  throw new ImproperlyConfigured(
    'CSRF_USE_SESSIONS is enabled, but request.session is not set. SessionMiddleware must appear before ' +
      'CsrfViewMiddleware in MIDDLEWARE.',
  )
}
