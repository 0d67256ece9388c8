import { AsyncLocalStorage } from 'node:async_hooks'
import { ImproperlyConfigured } from '../conf/exceptions.js'
import {
  type ActiveSettings,
  changeSettings,
  settings,
  settingsUnderOverrides,
  settingsWithoutOverrides,
} from '../conf/settings.js'
import { SignedCookieSessionStore } from '../contrib/sessions/backends/signed-cookies.js'
import type { SessionBase } from '../contrib/sessions/base.js'
import type { Application, ApplicationOptions } from '../core/application.js'
import { createApplication } from '../core/create-application.js'
import { gotRequestException } from '../dispatch/signals.js'
import { splitDomainPort } from '../http/host.js'
import { receiveBody } from '../http/receive.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { BoundTemplate, Context } from '../template/context.js'
import { templateRendered } from '../template/template.js'
import type { URLConf } from '../urls/types.js'
import { decodePath } from '../utils/encoding.js'
import { urljoin, urlsplit } from '../utils/urlsplit.js'
import { ContextList } from './context-list.js'
import { type FormFields, hasBlobs, withBlobsRead } from './form-data.js'
import { type Environ, makeRequest, type PreparedRequest } from './prepared-request.js'
import { type ClientRequestOptions, type RequestData, type RequestDefaults, RequestMethods } from './request-methods.js'
import {
  type AskingClient,
  asClientResponse,
  type ClientResponse,
  type Redirect,
  type RequestFacts,
  tooLarge,
} from './response.js'

/** What a client is made of. */
export interface ClientOptions extends RequestDefaults {
  /**
   * The application that answers, or what one is made of: `{ urlpatterns, settings }`. Without one, that of the settings:
   * of their `ROOT_URLCONF`.
   */
  readonly app?: Application | ApplicationOptions
  /** Whether CsrfViewMiddleware refuses forms without a token. Off unless told. */
  readonly enforceCsrfChecks?: boolean
  /** Whether what a view throws, and nobody makes a response of, is thrown to the test. On unless told. */
  readonly raiseRequestException?: boolean
}

/** The client was led in circles. */
export class RedirectCycleError extends Error {
  override readonly name = 'RedirectCycleError'
  readonly lastResponse: ClientResponse
  readonly redirectChain: readonly Redirect[]

  constructor(message: string, lastResponse: ClientResponse) {
    super(message)
    this.lastResponse = lastResponse
    this.redirectChain = lastResponse.redirectChain!
  }
}

/**
 * Asks an application as a browser would, without a server: with cookies, and knowing what happened inside. Sync and
 * async views alike. Django: `django.test.Client`.
 *
 * ```ts
 * const client = new Client({ app: { urlpatterns, settings } })
 * const response = await client.post('/login/', { name: 'Ann' }, { follow: true })
 * expect(response).toRedirectTo('/welcome/')
 * ```
 */
export class Client extends RequestMethods<Promise<ClientResponse>, ClientRequestOptions> implements AskingClient {
  readonly enforceCsrfChecks: boolean
  raiseRequestException: boolean
  lastOptions: ClientRequestOptions = {}
  readonly #given: ClientOptions['app']
  #app: Application | undefined
  /** With MIDDLEWARE or ROOT_URLCONF as they are overridden for the moment. */
  #overridden: Application | undefined

  constructor(options: ClientOptions = {}) {
    super(options)
    this.enforceCsrfChecks = options.enforceCsrfChecks ?? false
    this.raiseRequestException = options.raiseRequestException ?? true
    this.#given = options.app
  }

  override async generic(
    method: string,
    path: string,
    data: RequestData = '',
    options: ClientRequestOptions = {},
  ): Promise<ClientResponse> {
    this.lastOptions = options
    const readable = isForm(data) && hasBlobs(data) ? await withBlobsRead(data) : data
    const response = await this.#ask(this.prepare(method, path, readable, options))
    return options.follow ? this.#follow(response, method, readable, options) : response
  }

  /**
   * The session of this client, as the views see it: `client.session.get('cart')`. What is set in it is theirs after
   * `client.saveSession(session)`. With a store that has to wait, `await session.aload()` comes first.
   */
  get session(): SessionBase {
    const { SESSION_ENGINE, SESSION_COOKIE_NAME } = this.#settings
    const Store = SESSION_ENGINE ?? SignedCookieSessionStore
    return new Store(this.cookies.get(SESSION_COOKIE_NAME)?.value ?? null)
  }

  /** Saves a session and has the client send its cookie. */
  async saveSession(session: SessionBase): Promise<void> {
    await session.asave()
    this.cookies.load({ [this.#settings.SESSION_COOKIE_NAME]: session.sessionKey ?? '' })
  }

  get #settings(): ActiveSettings {
    return settingsUnderOverrides(this.#application().settings)
  }

  async #ask(prepared: PreparedRequest): Promise<ClientResponse> {
    const app = this.#application()
    const request = makeRequest(prepared)
    if (!this.enforceCsrfChecks) request._dontEnforceCsrfChecks = true
    const seen: Seen = { request, templates: [], contexts: new ContextList(), error: undefined, hasFailed: false }
    const response = await watched(seen, () => this.#handle(app, request, prepared.body))
    for (const morsel of response.cookies.values()) this.cookies.set(morsel.key, morsel)
    if (seen.hasFailed && this.raiseRequestException) throw seen.error
    const { templates, contexts } = seen
    return asClientResponse(response, {
      client: this,
      request: factsOf(prepared),
      wsgiRequest: request,
      templates,
      context: contexts.length <= 1 ? (contexts[0] ?? null) : contexts,
      ...(seen.hasFailed ? { exception: seen.error } : {}),
    })
  }

  async #handle(app: Application, request: HttpRequest, body: Uint8Array | null): Promise<HttpResponseBase> {
    if (body === null) return app.handle(request)
    const refusal = await receiveBody(request, oneChunk(body), app.bodyRules(request))
    return refusal === null ? app.handle(request) : tooLarge(refusal)
  }

  #application(): Application {
    this.#app ??= this.#made()
    const { settings: own, resolver } = this.#app
    const { MIDDLEWARE, ROOT_URLCONF } = settingsUnderOverrides(own)
    if (MIDDLEWARE === own.MIDDLEWARE && ROOT_URLCONF === own.ROOT_URLCONF) return this.#app
    const { settings: last } = this.#overridden ?? this.#app
    if (this.#overridden && last.MIDDLEWARE === MIDDLEWARE && last.ROOT_URLCONF === ROOT_URLCONF)
      return this.#overridden
    const urlconf = ROOT_URLCONF === own.ROOT_URLCONF ? resolver.urlconf : (ROOT_URLCONF as URLConf)
    this.#overridden = createApplication({ ...urlconf, settings: changeSettings(own, { MIDDLEWARE, ROOT_URLCONF }) })
    return this.#overridden
  }

  #made(): Application {
    if (this.#given !== undefined) return 'handle' in this.#given ? this.#given : createApplication(this.#given)
    if (settings.ROOT_URLCONF === null) {
      throw new ImproperlyConfigured(
        'A client needs an application: new Client({ app: { urlpatterns, settings } }), or a ROOT_URLCONF in the settings.',
      )
    }
    const own = settingsWithoutOverrides()
    return createApplication({ ...((own.ROOT_URLCONF ?? { urlpatterns: [] }) as URLConf), settings: own })
  }

  async #follow(
    first: ClientResponse,
    method: string,
    data: RequestData,
    options: ClientRequestOptions,
  ): Promise<ClientResponse> {
    const chain: Redirect[] = []
    let response = Object.assign(first, { redirectChain: chain })
    let place = options.environ ?? {}
    while (redirectStatuses.has(response.statusCode)) {
      chain.push([response.url, response.statusCode])
      place = { ...place, ...hostOf(response.url) }
      const next = await this.#ask(this.#redirected(response, method, data, { ...options, environ: place }))
      response = Object.assign(next, { redirectChain: chain })
      refuseCircles(response, chain)
    }
    return response
  }

  /** The request that a redirect asks for: a GET, unless the status says to repeat what was sent. */
  #redirected(
    { url, statusCode, request }: ClientResponse,
    method: string,
    data: RequestData,
    { headers, environ, contentType }: ClientRequestOptions,
  ): PreparedRequest {
    const { scheme, netloc, path, query } = urlsplit(url)
    const secure = (scheme || request['wsgi.url_scheme']) === 'https'
    // An empty path of another host is its root (RFC 3986, section 6.2.3).
    const absolute = path === '' && netloc !== '' ? '/' : path
    const target = absolute.startsWith('/') ? absolute : urljoin(request.PATH_INFO!, absolute)
    const options = { headers, environ, secure, queryParams: query }
    const repeats = statusCode === 307 || statusCode === 308
    return repeats
      ? this.prepare(method, target, data, { ...options, contentType })
      : this.prepare('GET', target, '', options)
  }
}

const redirectStatuses = new Set([301, 302, 303, 307, 308])

function hostOf(url: string): Environ {
  const { netloc } = urlsplit(url)
  const [domain, port] = splitDomainPort(netloc.slice(netloc.lastIndexOf('@') + 1))
  return {
    ...(domain ? { SERVER_NAME: domain, HTTP_HOST: domain } : {}),
    ...(port ? { SERVER_PORT: port } : {}),
  }
}

function refuseCircles(response: ClientResponse, chain: readonly Redirect[]): void {
  const [url, status] = chain.at(-1)!
  if (chain.slice(0, -1).some(each => each[0] === url && each[1] === status)) {
    throw new RedirectCycleError('Redirect loop detected.', response)
  }
  // As many as browsers follow: a longer way is a loop with a growing path or a changing query.
  if (chain.length > 20) throw new RedirectCycleError('Too many redirects.', response)
}

/** What happens while a request is answered. */
interface Seen {
  readonly request: HttpRequest
  readonly templates: BoundTemplate[]
  readonly contexts: ContextList
  error: unknown
  hasFailed: boolean
}

const watching = new AsyncLocalStorage<Seen>()
let watchers = 0

/** Notes in `seen` what `work` renders and throws, also when several requests are under way. */
async function watched<T>(seen: Seen, work: () => Promise<T>): Promise<T> {
  if (watchers++ === 0) {
    templateRendered.connect(noteTemplate)
    gotRequestException.connect(noteError)
  }
  try {
    return await watching.run(seen, work)
  } finally {
    if (--watchers === 0) {
      templateRendered.disconnect(noteTemplate)
      gotRequestException.disconnect(noteError)
    }
  }
}

function noteTemplate({ template, context }: { template: BoundTemplate; context: Context }): void {
  const seen = watching.getStore()
  seen?.templates.push(template)
  seen?.contexts.push(context.copy()) // as it is now: rendering changes it
}

function noteError({ request, exception }: { request: HttpRequest; exception: unknown }): void {
  const seen = watching.getStore()
  if (seen?.request !== request) return
  seen.error = exception
  seen.hasFailed = true
}

function isForm(data: RequestData): data is FormFields {
  return typeof data === 'object' && !(data instanceof Uint8Array)
}

async function* oneChunk(body: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield body
}

function factsOf({ source, meta }: PreparedRequest): RequestFacts {
  const { target, method, scheme = 'http' } = source
  const at = target.indexOf('?')
  return {
    ...meta,
    REQUEST_METHOD: method,
    PATH_INFO: decodePath(at === -1 ? target : target.slice(0, at)),
    QUERY_STRING: at === -1 ? '' : target.slice(at + 1),
    SERVER_NAME: source.serverName!,
    SERVER_PORT: String(source.serverPort),
    REMOTE_ADDR: source.remoteAddress!,
    'wsgi.url_scheme': scheme,
  }
}
