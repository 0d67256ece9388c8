import { type ActiveSettings, activateSettings, completeSettings, type SettingsInput } from '../conf/settings.js'
import { requestStarted } from '../dispatch/signals.js'
import { FileResponse } from '../http/file-response.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { BodyRules } from '../http/uploads/rules.js'
import { setCsrfFailureView } from '../middleware/csrf-failure.js'
import type { GetResponse } from '../middleware/types.js'
import { activateResolver } from '../urls/active.js'
import { URLResolver } from '../urls/resolver.js'
import type { URLConf } from '../urls/types.js'
import { after, isPromiseLike } from '../utils/after.js'
import { bodyRulesFor } from './body-rules.js'
import { buildChain, convertExceptions } from './chain.js'
import { Cycle } from './cycle.js'
import type { DebugPages } from './debug-pages.js'
import { ExceptionConverter } from './exceptions.js'
import { logRefusal } from './log.js'
import type { Observer } from './observer.js'
import { findUnsendable, type UnsendableResponse } from './sendable.js'

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
  /** As `handle`, with the answer of somebody who stands in front of all middleware. @internal */
  answerInstead(request: HttpRequest, getResponse: GetResponse): HttpResponseBase | Promise<HttpResponseBase>
  /** How the view of a request wants its body received: for adapters, which ask before they read any of it. */
  bodyRules(request: HttpRequest): BodyRules
  /** The settings in effect, defaults included. */
  readonly settings: ActiveSettings
  /** The compiled URL configuration. */
  readonly resolver: URLResolver
}

/** As `createApplication`, with whatever pages about errors are given. */
export function compileApplication(options: ApplicationOptions, debugPages: DebugPages): Application {
  return new CompiledApplication(options, debugPages)
}

/** The application whose settings and URLs are the active ones. */
let running: CompiledApplication | undefined

class CompiledApplication implements Application {
  readonly settings: ActiveSettings
  readonly resolver: URLResolver
  readonly #getResponse: GetResponse
  readonly #exceptions: ExceptionConverter

  constructor(options: ApplicationOptions, debugPages: DebugPages) {
    const { settings = {}, observer = {}, ...urlconf } = options
    setCsrfFailureView((request, reason) => debugPages.csrfFailure(request, reason)) // middleware knows no views
    this.settings = completeSettings(settings)
    this.resolver = new URLResolver(urlconf)
    this.resolver.check()
    this.#activate() // middleware may read settings and reverse URLs while it is built
    const exceptions = new ExceptionConverter(this.resolver, observer, debugPages)
    this.#exceptions = exceptions
    const cycle = new Cycle(this.resolver, exceptions, observer)
    const chain = buildChain(this.settings.MIDDLEWARE, cycle.getResponse, cycle.hooks, exceptions, observer)
    this.#getResponse = convertExceptions(
      chain,
      () => 'The middleware',
      (request, error) => exceptions.lastResort(request, error),
    )
  }

  handle(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase> {
    if (running !== this) this.#activate()
    const answer = requestStarted.isConnected ? this.#announceThenAnswer(request) : this.#getResponse(request)
    return after(answer, response => this.#finish(request, response))
  }

  answerInstead(request: HttpRequest, getResponse: GetResponse): HttpResponseBase | Promise<HttpResponseBase> {
    if (running !== this) this.#activate()
    const layer = convertExceptions(
      getResponse,
      () => getResponse.name,
      (_, error) => this.#explain(request, error),
    )
    return after(layer(request), response => this.#finish(request, response))
  }

  /** Before anything else happens. What a receiver throws is answered as any error is. */
  #announceThenAnswer(request: HttpRequest): HttpResponseBase | Promise<HttpResponseBase> {
    try {
      const responses = requestStarted.send(CompiledApplication, { environ: request.META, request })
      const later = responses.map(([, response]) => response).filter(isPromiseLike)
      if (later.length === 0) return this.#getResponse(request)
      return Promise.all(later).then(
        () => this.#getResponse(request),
        error => this.#explain(request, error),
      )
    } catch (error) {
      return this.#explain(request, error)
    }
  }

  bodyRules(request: HttpRequest): BodyRules {
    if (running !== this) this.#activate()
    return bodyRulesFor(request, this.resolver)
  }

  #finish(request: HttpRequest, response: HttpResponseBase): HttpResponseBase | Promise<HttpResponseBase> {
    const problem = findUnsendable(request, response)
    return problem === null ? complete(request, response) : this.#refuse(request, response, problem)
  }

  /** What cannot be sent is an error of its own, and the answer to that can be sent in any case. */
  #refuse(
    request: HttpRequest,
    refused: HttpResponseBase,
    problem: UnsendableResponse,
  ): HttpResponseBase | Promise<HttpResponseBase> {
    refused.close()
    return after(this.#explain(request, problem), answer => {
      const isSendable = findUnsendable(request, answer) === null
      return complete(request, isSendable ? answer : this.#exceptions.lastResort(request, problem))
    })
  }

  #explain(request: HttpRequest, problem: unknown): HttpResponseBase | Promise<HttpResponseBase> {
    const lastResort = (error: unknown) => this.#exceptions.lastResort(request, error)
    try {
      const answer = this.#exceptions.respond(request, problem)
      return isPromiseLike(answer) ? answer.catch(lastResort) : answer
    } catch (error) {
      return lastResort(error)
    }
  }

  // Once per change of application and not per request: what a test has overridden since stays overridden.
  #activate(): void {
    activateSettings(this.settings)
    activateResolver(this.resolver)
    running = this
  }
}

// Which part of a file to send is decided last, when its ETag and encoding are. Uploads live as long as the answer.
function complete(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
  if (response.statusCode >= 400) logRefusal(request, response)
  if (response.streaming && response instanceof FileResponse) response.serveRange(request)
  if (request.hasReceived) response.addCloser(() => request.close())
  return response
}
