import { BadRequest, Http404, MultiPartParserError, PermissionDenied, SuspiciousOperation } from '../http/exceptions.js'
import { lineAbout, logResponse } from '../http/log.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { getLogger } from '../utils/log.js'
import { printable } from '../utils/printable.js'

declare module '../utils/logging/record.js' {
  interface LogExtra {
    /** Whether nobody threw anything: a view, or a middleware, answered with this status. */
    readonly wasReturned?: boolean
  }
}

/**
 * The line that Django writes about an error when it has become a response; `null`: when the project's own handler for
 * it failed too.
 */
export function logError(request: HttpRequest, error: unknown, response: HttpResponseBase | null): void {
  if (response === null) {
    getLogger('django.request').error(lineAbout(request, 'Internal Server Error'), { request, error, statusCode: 500 })
  } else if (error instanceof SuspiciousOperation) {
    const { statusCode } = response
    getLogger(`django.security.${error.name}`).error(printable(error.message), { request, error, statusCode })
    thrown.add(response)
  } else if (error instanceof Http404) thrown.add(response)
  else {
    logResponse(() => lineAbout(request, whatHappened(error, response)), { request, response, error })
  }
}

/** The line about a refusal that is what the client gets, if nothing was said of it yet. */
export function logRefusal(request: HttpRequest, response: HttpResponseBase): void {
  const wasReturned = !thrown.has(response)
  logResponse(() => lineAbout(request, response.reasonPhrase), {
    request,
    response,
    ...(wasReturned && { wasReturned }),
  })
}

// What was thrown and became these responses is said of them only at the end: middleware may still put another in the
// place of a 404 (APPEND_SLASH a redirect). Django logs both there, and what is suspicious to its own logger before.
const thrown = new WeakSet<HttpResponseBase>()

function whatHappened(error: unknown, response: HttpResponseBase): string {
  if (error instanceof PermissionDenied) return 'Forbidden (Permission denied)'
  if (error instanceof MultiPartParserError) return 'Bad request (Unable to parse request body)'
  if (error instanceof BadRequest) return printable(error.message)
  return response.reasonPhrase
}
