import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { GetResponse, Middleware, MiddlewareClass } from '../middleware/types.js'
import type { ResolverMatch } from '../urls/match.js'

/** Where a request has come to on its way through the cycle. */
export type CyclePoint =
  /** No pattern matches its address. */
  | 'missed'
  /** A `processView` hook has answered in the view's place. */
  | 'answeredEarly'
  /** The view is about to be called. */
  | 'view'
  /** It has returned, or its promise is fulfilled. */
  | 'returned'
  /** A `processException` hook has made an answer of what was thrown. */
  | 'rescued'
  /** A template response is about to be rendered. */
  | 'render'
  | 'rendered'

/** Who runs an application may watch its requests. Nothing an observer throws reaches the cycle. */
export interface Observer {
  /** Puts itself around a middleware, once, while the chain is built. It has to hand on what that answers or throws. */
  aroundMiddleware?(middleware: Middleware | MiddlewareClass, layer: GetResponse): GetResponse
  /** A request has come to `point`; `hook` is the middleware that has answered there. */
  reached?(request: HttpRequest, point: CyclePoint, hook?: object): void
  /** The resolver found the view of this request; its middleware hooks and the view come next. */
  viewFound?(request: HttpRequest, match: ResolverMatch): void
  /**
   * Something was thrown and became `response`, or `null` when the project's own handler for it failed as well, whose
   * error is told next. The match, where there was one, is `request.resolverMatch`. An address that no pattern matches
   * is told as `Resolver404`, if anybody gets to see that error: under DEBUG, or by a `handler404` of the project.
   */
  errorHandled?(request: HttpRequest, error: unknown, response: HttpResponseBase | null): void
}
