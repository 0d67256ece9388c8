import errorPage from '../../templates/pages/error.html'
import type { HttpRequest } from '../http/request.js'
import {
  HttpResponseBadRequest,
  HttpResponseForbidden,
  HttpResponseNotFound,
  HttpResponseServerError,
} from '../http/response.js'

// Django's default error views (`django.views.defaults`), as they answer where the project has no template of its own.

const NOT_FOUND = pageOf('Not Found', 'The requested resource was not found on this server.')
const SERVER_ERROR = pageOf('Server Error (500)')
const BAD_REQUEST = pageOf('Bad Request (400)')
const FORBIDDEN = pageOf('403 Forbidden')

/** The default `handler404`. */
export function pageNotFound(_request: HttpRequest, _exception?: unknown): HttpResponseNotFound {
  return new HttpResponseNotFound(NOT_FOUND)
}

/** The default `handler500`. */
export function serverError(_request: HttpRequest): HttpResponseServerError {
  return new HttpResponseServerError(SERVER_ERROR)
}

/** The default `handler400`. Says nothing of the exception, which may hold what others should not see. */
export function badRequest(_request: HttpRequest, _exception?: unknown): HttpResponseBadRequest {
  return new HttpResponseBadRequest(BAD_REQUEST)
}

/** The default `handler403`. */
export function permissionDenied(_request: HttpRequest, _exception?: unknown): HttpResponseForbidden {
  return new HttpResponseForbidden(FORBIDDEN)
}

// Made at every start: for two values that are known the template engine need not be loaded.
function pageOf(title: string, details = ''): string {
  return errorPage.replaceAll('{{ title }}', title).replace('{{ details }}', details)
}
