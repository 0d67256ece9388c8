import { patchVaryHeaders } from '../http/cache.js'
import { toBytes } from '../http/content.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponse } from '../http/response.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { StreamingHttpResponse } from '../http/streaming.js'
import { gzip, gzipLater, gzipPieces } from './gzip-format.js'
import type { GetResponse, MiddlewareHooks } from './types.js'

/** Below this many bytes it is not worth the work. */
const SHORTEST = 200

/**
 * Compresses what the client takes compressed, streams too: each piece of one is sent at once. Some random bytes go
 * along, so that the length says less about the content (BREACH). Django: `django.middleware.gzip.GZipMiddleware`.
 */
export class GZipMiddleware implements Pick<MiddlewareHooks, 'processResponse'> {
  /** How many random bytes there are less than. */
  maxRandomBytes = 100
  readonly getResponse: GetResponse | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    const isStream = response instanceof StreamingHttpResponse
    const content = response instanceof HttpResponse ? toBytes(response.payload, 'utf-8') : null
    if (!isStream && (content === null || content.length < SHORTEST)) return response
    if (response.headers.has('Content-Encoding')) return response
    patchVaryHeaders(response, ['Accept-Encoding'])
    if (!/\bgzip\b/.test(request.headers.get('Accept-Encoding', ''))) return response
    if (isStream) this.#compressStream(response)
    else if (!this.#compressContent(response as HttpResponse, content!)) return response
    weakenEtag(response)
    response.headers.set('Content-Encoding', 'gzip')
    return response
  }

  #compressStream(response: StreamingHttpResponse): void {
    const pieces = response.streamingContent
    response.streamingContent =
      Symbol.asyncIterator in pieces ? gzipLater(pieces, this.maxRandomBytes) : gzipPieces(pieces, this.maxRandomBytes)
    // How long it will be, nobody knows before its end.
    response.headers.delete('Content-Length')
  }

  /** Whether it is shorter that way, and was replaced. */
  #compressContent(response: HttpResponse, content: Uint8Array): boolean {
    const compressed = gzip(content, this.maxRandomBytes)
    if (compressed.length >= content.length) return false
    response.content = compressed
    response.headers.set('Content-Length', compressed.length)
    return true
  }
}

// The bytes are others now; what they stand for is the same. RFC 9110 section 8.8.1.
function weakenEtag(response: HttpResponseBase): void {
  const etag = response.getHeader('ETag')
  if (etag?.startsWith('"')) response.headers.set('ETag', `W/${etag}`)
}
