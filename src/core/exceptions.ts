import { settings } from '../conf/settings.js'
import { gotRequestException } from '../dispatch/signals.js'
import {
  BadRequest,
  Http404,
  MultiPartParserError,
  PermissionDenied,
  SuspiciousOperation,
  ViewBodyTooBig,
} from '../http/exceptions.js'
import { refusalText } from '../http/receive.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponse } from '../http/response.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { getResolver } from '../urls/active.js'
import { Resolver404 } from '../urls/exceptions.js'
import type { Miss } from '../urls/match.js'
import type { HandlerStatus, URLResolver } from '../urls/resolver.js'
import { isPromiseLike } from '../utils/after.js'
import type { RaisedBy } from '../views/debug/steps.js'
import { badRequest, pageNotFound, permissionDenied, plainServerError, serverError } from '../views/defaults.js'
import { toResponse } from './answer.js'
import type { DebugPages } from './debug-pages.js'
import { logError } from './log.js'
import type { Observer } from './observer.js'

type Answer = HttpResponseBase | Promise<HttpResponseBase>
type Handler = (request: HttpRequest, error?: unknown) => unknown

const DEFAULT_HANDLERS: Readonly<Record<HandlerStatus, Handler>> = {
  400: badRequest,
  403: permissionDenied,
  404: pageNotFound,
  500: serverError,
}

/** Which response an error becomes. Django: `django.core.handlers.exception`. */
export class ExceptionConverter {
  readonly #root: URLResolver
  readonly #observer: Observer
  readonly #debugPages: DebugPages

  constructor(root: URLResolver, observer: Observer, debugPages: DebugPages) {
    this.#root = root
    this.#observer = observer
    this.#debugPages = debugPages
  }

  /**
   * The response for anything that was thrown. Throws when the project's own `handler500` does: then the next layer
   * has a go, as in Django, and `lastResort` after the outermost.
   */
  respond(request: HttpRequest, error: unknown, raisedBy?: RaisedBy): Answer {
    try {
      const answer = this.#responseFor(request, error, raisedBy)
      if (!isPromiseLike(answer)) return this.#told(request, error, answer)
      return Promise.resolve(answer).then(
        response => this.#told(request, error, response),
        cause => this.#failed(request, error, cause),
      )
    } catch (cause) {
      return this.#failed(request, error, cause)
    }
  }

  /** What is left when no handler works: needs nothing of the project, and cannot fail. */
  lastResort(request: HttpRequest, error: unknown): HttpResponseBase {
    return this.#told(request, error, plainServerError())
  }

  /** No URL matched. A miss is a value: the error is only made where somebody gets to see it. */
  notFound(request: HttpRequest, miss: Miss): Answer {
    if (!settings.DEBUG && this.#resolverFor(request).handlerFor(404) === undefined) {
      try {
        return pageNotFound(request)
      } catch {
        // The project's 404.html is broken: told below, as of any handler that fails.
      }
    }
    return this.respond(request, new Resolver404(miss.path, () => miss.tried))
  }

  #responseFor(request: HttpRequest, error: unknown, raisedBy: RaisedBy | undefined): Answer {
    if (error instanceof Http404) {
      return settings.DEBUG ? this.#technicalNotFound(request, error) : this.#handle(404, request, error)
    }
    if (error instanceof PermissionDenied) return this.#handle(403, request, error)
    if (error instanceof MultiPartParserError) return this.#handle(400, request, error)
    // As the adapter answers where the Content-Length has said so: a client cannot tell which of them counted.
    if (error instanceof ViewBodyTooBig) return new HttpResponse(refusalText, tooLarge)
    if (error instanceof BadRequest || error instanceof SuspiciousOperation) {
      return settings.DEBUG
        ? this.#debugPages.technicalError(request, error, 400, raisedBy)
        : this.#handle(400, request, error)
    }
    return this.#serverError(request, error, raisedBy)
  }

  #serverError(request: HttpRequest, error: unknown, raisedBy?: RaisedBy): Answer {
    gotRequestException.send(null, { request, exception: error })
    return settings.DEBUG
      ? this.#debugPages.technicalError(request, error, 500, raisedBy)
      : this.#callHandler(500, request, error)
  }

  /** A handler that fails makes it a server error, as in Django. */
  #handle(status: HandlerStatus, request: HttpRequest, error: unknown): Answer {
    const failed = (cause: unknown) => this.#handlerFailed(request, cause)
    try {
      const answer = this.#callHandler(status, request, error)
      return isPromiseLike(answer) ? Promise.resolve(answer).then(undefined, failed) : answer
    } catch (cause) {
      return failed(cause)
    }
  }

  #handlerFailed(request: HttpRequest, cause: unknown): Answer {
    const answer = this.#serverError(request, cause)
    return isPromiseLike(answer)
      ? Promise.resolve(answer).then(response => this.#told(request, cause, response))
      : this.#told(request, cause, answer)
  }

  #callHandler(status: HandlerStatus, request: HttpRequest, error: unknown): Answer {
    const handler: Handler = this.#resolverFor(request).handlerFor(status) ?? DEFAULT_HANDLERS[status]
    const answer = status === 500 ? handler(request) : handler(request, error)
    return isPromiseLike(answer)
      ? Promise.resolve(answer).then(ready => completed(ready, status))
      : completed(answer, status)
  }

  #resolverFor(request: HttpRequest): URLResolver {
    return request.urlconf ? getResolver(request.urlconf) : this.#root
  }

  #technicalNotFound(request: HttpRequest, error: Http404): HttpResponse {
    return this.#debugPages.technicalNotFound(request, error, this.#resolverFor(request).urlconf)
  }

  #failed(request: HttpRequest, error: unknown, cause: unknown): never {
    this.#tell(request, error, null)
    throw cause
  }

  #told(request: HttpRequest, error: unknown, response: HttpResponseBase): HttpResponseBase {
    this.#tell(request, error, response)
    return response
  }

  #tell(request: HttpRequest, error: unknown, response: HttpResponseBase | null): void {
    logError(request, error, response)
    try {
      this.#observer.errorHandled?.(request, error, response)
    } catch {
      // Whoever watches has no say in the answer.
    }
  }
}

const tooLarge = { status: 413, contentType: 'text/plain; charset=utf-8' }

/** A handler's answer, rendered if it is one to be rendered. */
function completed(answer: unknown, status: HandlerStatus): Answer {
  const response = toResponse(answer, () => `The view handler${status}`)
  if (!isUnrendered(response)) return response
  const rendered = response.render()
  return isPromiseLike(rendered) ? Promise.resolve(rendered).then(() => response) : response
}

function isUnrendered(response: HttpResponseBase): response is HttpResponseBase & { render(): unknown } {
  const { isRendered, render } = response as { isRendered?: unknown; render?: unknown }
  return isRendered === false && typeof render === 'function'
}
