import errorPage from '../../templates/pages/error.html'
import type { HttpRequest } from '../http/request.js'
import {
  HttpResponseBadRequest,
  HttpResponseForbidden,
  HttpResponseNotFound,
  HttpResponseServerError,
} from '../http/response.js'
import { projectPage } from '../template/project-page.js'
import { Resolver404 } from '../urls/exceptions.js'
import { quote } from '../utils/quoting.js'

// Django's default error views (`django.views.defaults`): the project's template of that name, or a page of one sentence.

const NOT_FOUND = pageOf('Not Found', 'The requested resource was not found on this server.')
const SERVER_ERROR = pageOf('Server Error (500)')
const BAD_REQUEST = pageOf('Bad Request (400)')
const FORBIDDEN = pageOf('403 Forbidden')

/**
 * The default `handler404`: `404.html`, which gets `request_path` (quoted) and `exception` (its message, if it has one,
 * or its name).
 */
export function pageNotFound(request: HttpRequest, exception?: unknown): HttpResponseNotFound {
  const values = () => ({ request_path: quote(request.path), exception: describe(exception) })
  return new HttpResponseNotFound(projectPage('404.html', values, request) ?? NOT_FOUND)
}

/** The default `handler500`: `500.html`, which gets nothing: whatever it would ask for may be what is broken. */
export function serverError(_request: HttpRequest): HttpResponseServerError {
  return new HttpResponseServerError(projectPage('500.html') ?? SERVER_ERROR)
}

/** What is left when `handler500` fails: needs nothing of the project, and cannot fail. */
export function plainServerError(): HttpResponseServerError {
  return new HttpResponseServerError(SERVER_ERROR)
}

/** The default `handler400`: `400.html`. Says nothing of the exception, which may hold what others should not see. */
export function badRequest(request: HttpRequest, _exception?: unknown): HttpResponseBadRequest {
  return new HttpResponseBadRequest(projectPage('400.html', () => ({}), request) ?? BAD_REQUEST)
}

/** The default `handler403`: `403.html`, which gets `exception`, its message. */
export function permissionDenied(request: HttpRequest, exception?: unknown): HttpResponseForbidden {
  const values = () => ({ exception: messageOf(exception) })
  return new HttpResponseForbidden(projectPage('403.html', values, request) ?? FORBIDDEN)
}

function describe(exception: unknown): string {
  // What a resolver throws lists its patterns.
  return (exception instanceof Resolver404 ? '' : messageOf(exception)) || nameOf(exception)
}

function messageOf(exception: unknown): string {
  return exception instanceof Error ? exception.message : String(exception ?? '')
}

function nameOf(exception: unknown): string {
  return exception instanceof Error ? exception.name : 'Resolver404'
}

// Made at every start: for two values that are known the template engine need not be loaded.
function pageOf(title: string, details = ''): string {
  return errorPage.replaceAll('{{ title }}', title).replace('{{ details }}', details)
}
