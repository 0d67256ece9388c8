import { HttpRequest } from '../../src/http/request.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'

/** `GET /path/ HTTP/1.1` to testserver, as an adapter would hand it over. */
export function get(target: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return request('GET', target, headers)
}

export function request(method: string, target: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return new HttpRequest({ method, target, rawHeaders: Object.entries({ Host: 'testserver', ...headers }).flat() })
}

/** The body of a response that does not stream, as text. */
export function text(response: HttpResponseBase): string {
  const { payload } = response
  return typeof payload === 'string' ? payload : new TextDecoder().decode(payload)
}
