import { getConditionalResponse, setResponseEtag } from '../http/cache.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { parseHttpDateSafe } from '../utils/http.js'
import type { GetResponse, MiddlewareHooks } from './types.js'

/**
 * Answers a GET with 304 when the client has the page already: by the ETag, which is made of the content unless the
 * view has set one, or by Last-Modified. Django: `django.middleware.http.ConditionalGetMiddleware`.
 */
export class ConditionalGetMiddleware implements Pick<MiddlewareHooks, 'processResponse'> {
  readonly getResponse: GetResponse | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    // A change has happened already, and of a HEAD request the content is not known.
    if (request.method !== 'GET') return response
    if (this.needsEtag(response) && !response.hasHeader('ETag')) setResponseEtag(response)
    const etag = response.getHeader('ETag')
    const lastModified = parseHttpDateSafe(response.getHeader('Last-Modified'))
    if (!etag && !lastModified) return response
    return getConditionalResponse(request, { etag, lastModified, response })!
  }

  /** Whether a response that has no ETag is to get one: unless no cache may keep it. */
  needsEtag(response: HttpResponseBase): boolean {
    const directives = response.getHeader('Cache-Control', '').split(',')
    return directives.every(directive => directive.trim().toLowerCase() !== 'no-store')
  }
}
