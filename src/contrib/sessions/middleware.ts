import { settings } from '../../conf/settings.js'
import { patchVaryHeaders } from '../../http/cache.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import type { GetResponse, MiddlewareHooks } from '../../middleware/types.js'
import { after } from '../../utils/after.js'
import { httpDate } from '../../utils/http.js'
import type { AsyncSessionBase } from './async-base.js'
import { SignedCookieSessionStore } from './backends/signed-cookies.js'
import type { SessionBase } from './base.js'
import { SessionInterrupted, UpdateError } from './exceptions.js'
import type { SessionStoreClass } from './settings.js'

/**
 * Gives each request its `session`, and saves what was changed. Django: "How to use sessions",
 * `django.contrib.sessions.middleware.SessionMiddleware`.
 */
export class SessionMiddleware implements Pick<MiddlewareHooks, 'processRequest' | 'processResponse'> {
  readonly SessionStore: SessionStoreClass = settings.SESSION_ENGINE ?? SignedCookieSessionStore
  readonly getResponse: GetResponse | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processRequest(request: HttpRequest): void | Promise<void> {
    const session = new this.SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME] ?? null)
    request.session = session
    if (session.isAsync) return (session as AsyncSessionBase).preload()
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase | Promise<HttpResponseBase> {
    const { session } = request
    // Somebody further in may have answered with another request's.
    if (session === undefined) return response
    const { accessed, modified } = session
    const isEmpty = session.isEmpty()
    if (isEmpty && settings.SESSION_COOKIE_NAME in request.COOKIES) return withoutCookie(response)
    const isSaved = (modified || settings.SESSION_SAVE_EVERY_REQUEST) && !isEmpty && response.statusCode < 500
    if (isSaved) return after(save(session), () => withCookie(session, response))
    if (accessed) patchVaryHeaders(response, ['Cookie'])
    return response
  }
}

/** Throws SessionInterrupted when the session is not there any more. */
function save(session: SessionBase): void | Promise<void> {
  if (session.isAsync) return session.asave().catch(explain)
  try {
    return session.save()
  } catch (error) {
    return explain(error)
  }
}

function explain(error: unknown): never {
  if (!(error instanceof UpdateError)) throw error
  throw new SessionInterrupted(
    "The request's session was deleted before the request completed. The user may have logged out in a concurrent " +
      'request, for example.',
  )
}

function withCookie(session: SessionBase, response: HttpResponseBase): HttpResponseBase {
  response.setCookie(settings.SESSION_COOKIE_NAME, session.sessionKey ?? '', {
    ...lifetime(session),
    domain: settings.SESSION_COOKIE_DOMAIN,
    path: settings.SESSION_COOKIE_PATH,
    secure: settings.SESSION_COOKIE_SECURE,
    httponly: settings.SESSION_COOKIE_HTTPONLY,
    samesite: settings.SESSION_COOKIE_SAMESITE || null,
  })
  patchVaryHeaders(response, ['Cookie'])
  return response
}

function lifetime(session: SessionBase): { maxAge?: number; expires?: string } {
  if (session.getExpireAtBrowserClose()) return {}
  const maxAge = session.getExpiryAge()
  return { maxAge, expires: httpDate(Date.now() / 1000 + maxAge) }
}

function withoutCookie(response: HttpResponseBase): HttpResponseBase {
  response.deleteCookie(settings.SESSION_COOKIE_NAME, {
    path: settings.SESSION_COOKIE_PATH,
    domain: settings.SESSION_COOKIE_DOMAIN,
    samesite: settings.SESSION_COOKIE_SAMESITE || null,
  })
  patchVaryHeaders(response, ['Cookie'])
  return response
}

declare module '../../http/request.js' {
  interface HttpRequest {
    /** The visitor's session. SessionMiddleware sets it: without that there is none. */
    session: SessionBase
  }
}
