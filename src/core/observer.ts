import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { ResolverMatch } from '../urls/match.js'
import { printable } from '../utils/printable.js'

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

/** What watches when nobody else does: errors of the server's own go to standard error, as a log would have them. */
export const consoleObserver: Observer = {
  errorHandled(request, error, response) {
    if (response === null || response.statusCode >= 500) {
      console.error(`Internal Server Error: ${printable(request.path)}`, error)
    }
  },
}
