import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { ResolverMatch } from '../urls/match.js'

/** Who runs an application may watch its requests. Nothing an observer throws reaches the cycle. */
export interface Observer {
  /** The resolver found the view of this request; its middleware hooks and the view come next. */
  viewFound?(request: HttpRequest, match: ResolverMatch): void
  /**
   * Something was thrown (or no URL matched: `Http404`) and became `response`. The match, where there was one, is
   * `request.resolverMatch`.
   */
  errorHandled?(request: HttpRequest, error: unknown, response: HttpResponseBase): void
}

/** What watches when nobody else does: errors of the server's own go to standard error, as a log would have them. */
export const consoleObserver: Observer = {
  errorHandled(request, error, response) {
    if (response.statusCode >= 500) console.error(`${response.reasonPhrase}: ${printable(request.path)}`, error)
  },
}

/** Control characters could rewrite the lines above in a terminal. */
function printable(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, character => encodeURIComponent(character))
}
