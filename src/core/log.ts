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
    const logger = getLogger(`django.security.${error.name}`)
    logResponse(() => printable(error.message), { request, response, error, logger, level: 'ERROR' })
  } else if (error instanceof Http404) {
    logResponse(() => lineAbout(request, response.reasonPhrase), { request, response })
  } else {
    logResponse(() => lineAbout(request, whatHappened(error, response)), { request, response, error })
  }
}

/** The line about a refusal that somebody returned, which is said of every one that nothing was said of yet. */
export function logRefusal(request: HttpRequest, response: HttpResponseBase): void {
  logResponse(() => lineAbout(request, response.reasonPhrase), { request, response, wasReturned: true })
}

function whatHappened(error: unknown, response: HttpResponseBase): string {
  if (error instanceof PermissionDenied) return 'Forbidden (Permission denied)'
  if (error instanceof MultiPartParserError) return 'Bad request (Unable to parse request body)'
  if (error instanceof BadRequest) return printable(error.message)
  return response.reasonPhrase
}
