import type { HttpRequest } from '../http/request.js'
import type { LazyNonce } from '../utils/csp.js'

let csrfTokenOf: ((request: HttpRequest) => string | null) | null = null

/** Says who knows the CSRF token of a request: the middleware that checks it. */
export function setCsrfTokenSource(next: ((request: HttpRequest) => string | null) | null): void {
  csrfTokenOf = next
}

/** The CSRF token of a request, made when a template asks for it; `NOTPROVIDED` where there is none. */
export function csrf(request: HttpRequest): { csrf_token: () => string } {
  return { csrf_token: () => csrfTokenOf?.(request) ?? 'NOTPROVIDED' }
}

/** The request itself, as `request`. */
export function request(current: HttpRequest): { request: HttpRequest } {
  return { request: current }
}

/** The nonce of the Content Security Policy, made when a template prints it. Django 6: `context_processors.csp`. */
export function csp(request: HttpRequest): { csp_nonce: LazyNonce | null } {
  return { csp_nonce: (request as { _cspNonce?: LazyNonce })._cspNonce ?? null }
}
