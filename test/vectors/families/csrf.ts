import { defineSettings, settings } from '../../../src/conf/index.js'
import { MemorySessionStore } from '../../../src/contrib/sessions/index.js'
import {
  type HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  HttpResponseForbidden,
} from '../../../src/http/index.js'
import { createApplication } from '../../../src/index.js'
import {
  bareSecret,
  CSRF_SESSION_KEY,
  doesTokenMatch,
  maskCipherSecret,
  tokenFormatProblem,
  unmaskCipherToken,
} from '../../../src/middleware/csrf-tokens.js'
import { CsrfViewMiddleware, getToken, type MiddlewareClass, rotateToken } from '../../../src/middleware/index.js'
import { activateResolver, path } from '../../../src/urls/index.js'
import { csrfExempt, csrfProtect, ensureCsrfCookie, requiresCsrfToken } from '../../../src/views/decorators/index.js'
import type { Input, Operation } from '../family.js'
import { decode } from '../values.js'
import { type DescribedRequest, makeRequest } from './described-request.js'
import { call } from './request.js'

/** The operations of the family `middleware` that are about CsrfViewMiddleware. */
export const csrfOperations: Readonly<Record<string, Operation>> = {
  csrf,
  unmask: call(unmaskCipherToken),
  mask: call(maskCipherSecret),
  check_token_format: call(tokenFormatProblem),
  does_token_match: call(doesTokenMatch),
}

type View = (request: HttpRequest) => HttpResponse

const plain: View = () => new HttpResponse('ok')
const withToken: View = request => new HttpResponse(getToken(request))
const views: Readonly<Record<string, View>> = {
  plain,
  get_token: withToken,
  rotate_token: request => {
    rotateToken(request)
    return new HttpResponse('ok')
  },
  csrf_exempt: csrfExempt(plain),
  csrf_protect: csrfProtect(plain),
  ensure_csrf_cookie: ensureCsrfCookie(plain),
  'csrf_protect+ensure_csrf_cookie': csrfProtect(ensureCsrfCookie(plain)),
  requires_csrf_token: requiresCsrfToken(withToken),
}

interface CsrfCase {
  readonly request: DescribedRequest
  readonly view: string
  readonly settings?: object
  /** False: the decorator alone. */
  readonly middleware?: false
  readonly session?: Readonly<Record<string, string>>
}

async function csrf(input: Input): Promise<unknown> {
  const { request, view, session, middleware, settings: given } = input as unknown as CsrfCase
  const made = await makeRequest(request)
  const known = knownSecret(made, session)
  const sessions = session === undefined ? [] : [sessionOf(session)]
  let reason: string | undefined
  const app = createApplication({
    urlpatterns: [path('', views[view]!)],
    settings: defineSettings({
      SECRET_KEY: 'oracle-secret-key-0123456789',
      ...(decode(given ?? {}) as object),
      MIDDLEWARE: [...sessions, ...(middleware === false ? [] : [CsrfViewMiddleware])],
      CSRF_FAILURE_VIEW: (_request, options) => {
        reason = options.reason
        return new HttpResponseForbidden()
      },
    }),
    observer: {},
  })
  try {
    const response = await app.handle(made)
    return {
      status: response.statusCode,
      ...(reason === undefined ? {} : { reason }),
      set_cookie: cookieFacts(response, known),
      ...(session && { session: sessionFacts(made, known) }),
      vary: response.headers.get('Vary'),
      ...tokenFacts(response),
    }
  } finally {
    activateResolver(null)
  }
}

/** The secret that the client or the session had, for whether the one that came out is another. */
function knownSecret(request: HttpRequest, session: CsrfCase['session']): string | undefined {
  const cookie = session === undefined ? request.COOKIES[settings.CSRF_COOKIE_NAME] : session[CSRF_SESSION_KEY]
  return cookie === undefined || tokenFormatProblem(cookie) !== null ? undefined : bareSecret(cookie)
}

function sessionOf(values: Readonly<Record<string, string>>): MiddlewareClass {
  return class {
    processRequest(request: HttpRequest) {
      request.session = new MemorySessionStore()
      request.session.update(values)
      request.session.modified = false
    }
  }
}

function cookieFacts(response: HttpResponseBase, known: string | undefined): unknown {
  const morsel = response.cookies.get(settings.CSRF_COOKIE_NAME)
  if (morsel === undefined) return null
  const secret = morsel.value
  const header = morsel.outputString()
  return secret === known
    ? { secret, length: secret.length, header }
    : { secret: '$new', length: secret.length, header: header.replace(secret, '$SECRET') }
}

function sessionFacts({ session }: HttpRequest, known: string | undefined): unknown {
  const { modified } = session
  const secret = session.get(CSRF_SESSION_KEY, null as string | null)
  const isNew = secret !== null && bareSecret(secret) !== known
  return { modified, secret: isNew ? '$new' : secret }
}

/** Of a page that is a token. */
function tokenFacts(response: HttpResponseBase): object {
  const { payload } = response
  const secret = response.cookies.get(settings.CSRF_COOKIE_NAME)?.value
  if (typeof payload !== 'string' || payload.length !== 64) return {}
  return { token_length: payload.length, token_unmasks_to_secret: unmaskCipherToken(payload) === secret }
}
