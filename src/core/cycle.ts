import type { HttpRequest } from '../http/request.js'
import { HttpResponseBase } from '../http/response-base.js'
import type { GetResponse, MiddlewareHooks } from '../middleware/types.js'
import { getResolver, withUrlconf } from '../urls/active.js'
import { callView, ResolverMatch } from '../urls/match.js'
import { viewName } from '../urls/names.js'
import type { URLResolver } from '../urls/resolver.js'
import { isPromiseLike } from '../utils/after.js'
import { toResponse } from './answer.js'
import { convertExceptions, type ViewHooks } from './chain.js'
import type { ExceptionConverter } from './exceptions.js'
import type { CyclePoint, Observer } from './observer.js'

type Answer = HttpResponseBase | Promise<HttpResponseBase>

/** A response that is not complete yet: Django's template responses. */
interface Renderable extends HttpResponseBase {
  render(): unknown
}

/**
 * The innermost part of the cycle, inside all request and response middleware: find the view, run the hooks around it,
 * call it, render what it returned. Django: `BaseHandler._get_response`.
 */
export class Cycle {
  readonly hooks: ViewHooks = { view: [], templateResponse: [], exception: [] }
  /** The whole of it as the first layer of the chain; never throws. */
  readonly getResponse: GetResponse
  readonly #root: URLResolver
  readonly #exceptions: ExceptionConverter
  readonly #observer: Observer

  constructor(root: URLResolver, exceptions: ExceptionConverter, observer: Observer) {
    this.#root = root
    this.#exceptions = exceptions
    this.#observer = observer
    const getResponse = convertExceptions(
      request => this.#respond(request),
      () => 'The view',
      (request, error) => exceptions.respond(request, error),
    )
    // What a middleware has set counts for reverse() in the view, its template and the error pages, too.
    this.getResponse = request => {
      const { urlconf } = request
      return urlconf ? withUrlconf(urlconf, () => getResponse(request)) : getResponse(request)
    }
  }

  #respond(request: HttpRequest): Answer {
    const resolver = request.urlconf ? getResolver(request.urlconf) : this.#root
    const match = resolver.match(request.pathInfo)
    if (!(match instanceof ResolverMatch)) {
      this.#reached(request, 'missed')
      return this.#exceptions.notFound(request, match)
    }
    request.resolverMatch = match
    this.#tellViewFound(request, match)
    if (this.hooks.view.length === 0) return this.#callView(request, match)
    const early = this.#processView(request, match, 0)
    if (isPromiseLike(early))
      return Promise.resolve(early).then(response => this.#afterViewHooks(request, match, response))
    return this.#afterViewHooks(request, match, early)
  }

  #tellViewFound(request: HttpRequest, match: ResolverMatch): void {
    try {
      this.#observer.viewFound?.(request, match)
    } catch {
      // Whoever watches has no say in the answer.
    }
  }

  #reached(request: HttpRequest, point: CyclePoint, hook?: object): void {
    try {
      this.#observer.reached?.(request, point, hook)
    } catch {
      // As above.
    }
  }

  #afterViewHooks(request: HttpRequest, match: ResolverMatch, early: unknown): Answer {
    return early ? this.#finish(request, match, early) : this.#callView(request, match)
  }

  #callView(request: HttpRequest, match: ResolverMatch): Answer {
    this.#reached(request, 'view')
    let answer: unknown
    try {
      answer = callView(match, request)
    } catch (error) {
      return this.#viewFailed(request, match, error)
    }
    if (!(answer instanceof HttpResponseBase) && isPromiseLike(answer)) return this.#awaitView(request, match, answer)
    this.#reached(request, 'returned')
    if (answer instanceof HttpResponseBase && !isRenderable(answer)) return answer
    return this.#finish(request, match, answer)
  }

  async #awaitView(
    request: HttpRequest,
    match: ResolverMatch,
    promise: PromiseLike<unknown>,
  ): Promise<HttpResponseBase> {
    let answer: unknown
    try {
      answer = await promise
    } catch (error) {
      return this.#viewFailed(request, match, error)
    }
    this.#reached(request, 'returned')
    return this.#finish(request, match, answer)
  }

  /** Exception middleware may answer in the view's place; without an answer the error goes on its way. */
  #viewFailed(request: HttpRequest, match: ResolverMatch, error: unknown): Answer {
    const answer = this.#processException(request, error, 0)
    if (!isPromiseLike(answer)) return this.#finishOrThrow(request, match, answer, error)
    return Promise.resolve(answer).then(response => this.#finishOrThrow(request, match, response, error))
  }

  #finishOrThrow(request: HttpRequest, match: ResolverMatch, answer: unknown, error: unknown): Answer {
    if (!answer) throw error
    return this.#finish(request, match, answer)
  }

  /** Checks what the view returned and renders what can be rendered. */
  #finish(request: HttpRequest, match: ResolverMatch, answer: unknown): Answer {
    const response = toResponse(answer, () => `The view ${describeView(match)}`, match.func)
    if (!isRenderable(response)) return response
    const processed = this.#processTemplateResponse(request, response, 0)
    return isPromiseLike(processed)
      ? Promise.resolve(processed).then(ready => this.#render(request, ready))
      : this.#render(request, processed)
  }

  #render(request: HttpRequest, response: HttpResponseBase): Answer {
    try {
      if (!isRenderable(response)) throw new NotRenderable(response)
      this.#reached(request, 'render')
      const rendered = response.render()
      if (isPromiseLike(rendered)) return this.#awaitRender(request, response, rendered)
      this.#reached(request, 'rendered')
      return renderedOf(response, rendered)
    } catch (error) {
      return this.#renderFailed(request, error)
    }
  }

  async #awaitRender(
    request: HttpRequest,
    response: HttpResponseBase,
    promise: PromiseLike<unknown>,
  ): Promise<HttpResponseBase> {
    try {
      const rendered = await promise
      this.#reached(request, 'rendered')
      return renderedOf(response, rendered)
    } catch (error) {
      return this.#renderFailed(request, error)
    }
  }

  #renderFailed(request: HttpRequest, error: unknown): Answer {
    const answer = this.#processException(request, error, 0)
    return isPromiseLike(answer)
      ? Promise.resolve(answer).then(ready => responseOrThrow(ready, error))
      : responseOrThrow(answer, error)
  }

  // Each of the three walks its hooks in the same tick until one of them returns a promise.

  #processView(request: HttpRequest, match: ResolverMatch, from: number): unknown {
    const hooks = this.hooks.view
    for (let index = from; index < hooks.length; index++) {
      const answer = hooks[index]!.processView(request, match.func, match.args, match.kwargs)
      if (isPromiseLike(answer))
        return Promise.resolve(answer).then(ready =>
          ready
            ? this.#by(hooks[index]!, request, 'answeredEarly', ready)
            : this.#processView(request, match, index + 1),
        )
      if (answer) return this.#by(hooks[index]!, request, 'answeredEarly', answer)
    }
    return undefined
  }

  #processException(request: HttpRequest, error: unknown, from: number): unknown {
    const hooks = this.hooks.exception
    for (let index = from; index < hooks.length; index++) {
      const answer = hooks[index]!.processException(request, error)
      if (isPromiseLike(answer))
        return Promise.resolve(answer).then(ready =>
          ready
            ? this.#by(hooks[index]!, request, 'rescued', ready)
            : this.#processException(request, error, index + 1),
        )
      if (answer) return this.#by(hooks[index]!, request, 'rescued', answer)
    }
    return undefined
  }

  #by<Answered>(hook: object, request: HttpRequest, point: CyclePoint, answer: Answered): Answered {
    this.#reached(request, point, hook)
    return answer
  }

  #processTemplateResponse(request: HttpRequest, response: HttpResponseBase, from: number): Answer {
    const hooks = this.hooks.templateResponse
    let current = response
    for (let index = from; index < hooks.length; index++) {
      const hook = hooks[index]!
      const answer = hook.processTemplateResponse(request, current)
      if (isPromiseLike(answer)) {
        return Promise.resolve(answer).then(ready =>
          this.#processTemplateResponse(request, checked(hook, ready), index + 1),
        )
      }
      current = checked(hook, answer)
    }
    return current
  }
}

function checked(hook: Pick<MiddlewareHooks, 'processTemplateResponse'>, answer: unknown): HttpResponseBase {
  return toResponse(answer, () => `${hook.constructor.name}.processTemplateResponse`)
}

/** A middleware replaced a template response by a plain one. An AttributeError in Django. */
class NotRenderable extends TypeError {
  constructor(response: HttpResponseBase) {
    super(`processTemplateResponse must return a response that has a render() method, not ${response}.`)
  }
}

function isRenderable(response: HttpResponseBase): response is Renderable {
  return typeof (response as Partial<Renderable>).render === 'function'
}

/** `render()` returns the response itself as a rule; one that returns nothing has still been rendered. */
function renderedOf(response: HttpResponseBase, rendered: unknown): HttpResponseBase {
  return rendered instanceof HttpResponseBase ? rendered : response
}

function responseOrThrow(answer: unknown, error: unknown): HttpResponseBase {
  if (!answer) throw error
  return toResponse(answer, () => 'processException')
}

/** `blog.views.article`, as far as it is known. */
function describeView(match: ResolverMatch): string {
  return viewName(match.func)
}
