import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { ResolverMatch } from '../urls/match.js'

/** Who runs an application may watch its requests. Nothing an observer throws reaches the cycle. */
export interface Observer {
  /** The resolver found the view of this request; its middleware hooks and the view come next. */
  viewFound?(request: HttpRequest, match: ResolverMatch): void
  /**
   * Something was thrown and became `response`, or `null` when the project's own handler for it failed as well, whose
   * error is told next. The match, where there was one, is `request.resolverMatch`. An address that no pattern matches
   * is told as `Resolver404`, if anybody gets to see that error: under DEBUG, or by a `handler404` of the project.
   */
  errorHandled?(request: HttpRequest, error: unknown, response: HttpResponseBase | null): void
}
