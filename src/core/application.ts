import { type ActiveSettings, activateSettings, completeSettings, type SettingsInput } from '../conf/settings.js'
import { FileResponse } from '../http/file-response.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { BodyRules } from '../http/uploads/rules.js'
import type { GetResponse } from '../middleware/types.js'
import { activateResolver } from '../urls/active.js'
import { URLResolver } from '../urls/resolver.js'
import type { URLConf } from '../urls/types.js'
import { after } from '../utils/after.js'
import { bodyRulesFor } from './body-rules.js'
import { buildChain, convertExceptions } from './chain.js'
import { Cycle } from './cycle.js'
import { ExceptionConverter } from './exceptions.js'
import { consoleObserver, type Observer } from './observer.js'

/** A root URL configuration (the exports of a `urls.ts`), and the settings it runs under. */
export interface ApplicationOptions extends URLConf {
  /** From `defineSettings`, or a plain object. Django's global defaults where absent. */
  readonly settings?: SettingsInput
  /** @internal */
  readonly observer?: Observer
}

/** Django's request–response cycle over one URL configuration. */
export interface Application {
  /**
   * The whole cycle for one request. Never throws and never rejects: errors are responses. The answer is there in the
   * same tick when view and middleware are synchronous.
   */
  handle(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase>
  /** How the view of a request wants its body received: for adapters, which ask before they read any of it. */
  bodyRules(request: HttpRequest): BodyRules
  /** The settings in effect, defaults included. */
  readonly settings: ActiveSettings
  /** The compiled URL configuration. */
  readonly resolver: URLResolver
}

/**
 * Builds the application: settings checked, URLs compiled, middleware constructed, the last in the list first.
 * Throws `ImproperlyConfigured` when that is not possible.
 *
 * ```ts
 * const app = createApplication({ urlpatterns, settings })
 * ```
 */
export function createApplication(options: ApplicationOptions): Application {
  return new CompiledApplication(options)
}

/** The application whose settings and URLs are the active ones. */
let running: CompiledApplication | undefined

class CompiledApplication implements Application {
  readonly settings: ActiveSettings
  readonly resolver: URLResolver
  readonly #getResponse: GetResponse

  constructor(options: ApplicationOptions) {
    const { settings = {}, observer = consoleObserver, ...urlconf } = options
    this.settings = completeSettings(settings)
    this.resolver = new URLResolver(urlconf)
    this.resolver.check()
    this.#activate() // middleware may read settings and reverse URLs while it is built
    const exceptions = new ExceptionConverter(this.resolver, observer)
    const cycle = new Cycle(this.resolver, exceptions, observer)
    const chain = buildChain(this.settings.MIDDLEWARE, cycle.getResponse, cycle.hooks, exceptions)
    this.#getResponse = convertExceptions(
      chain,
      () => 'The middleware',
      (request, error) => exceptions.lastResort(request, error),
    )
  }

  handle(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase> {
    if (running !== this) this.#activate()
    return after(this.#getResponse(request), response => finish(request, response))
  }

  bodyRules(request: HttpRequest): BodyRules {
    if (running !== this) this.#activate()
    return bodyRulesFor(request, this.resolver)
  }

  // Once per change of application and not per request: what a test has overridden since stays overridden.
  #activate(): void {
    activateSettings(this.settings)
    activateResolver(this.resolver)
    running = this
  }
}

// Which part of a file to send is decided last, when its ETag and encoding are. Uploads live as long as the answer.
function finish(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
  if (response.streaming && response instanceof FileResponse) response.serveRange(request)
  if (request.hasReceived) response.addCloser(() => request.close())
  return response
}
