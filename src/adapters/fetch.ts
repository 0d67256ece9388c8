import type { Application } from '../core/application.js'
import { receiveBody, refusalText } from '../http/receive.js'
import { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { RequestSource } from '../http/source.js'

/** What a Fetch runtime knows beside the request. `Platform`: what it calls its handlers with after the request. */
export interface FetchHandlerOptions<Platform extends readonly unknown[] = readonly unknown[]> {
  /**
   * The address of the client, for `META.REMOTE_ADDR`: the standard `Request` has none, so it is `''` unless told.
   * A header may be trusted with it only where the runtime itself sets that header.
   */
  readonly remoteAddress?: (request: Request, ...platform: Platform) => string | null | undefined
}

/**
 * The application as a function from the standard `Request` to the standard `Response`, for runtimes that speak those:
 * Cloudflare Workers, Deno, Bun, Lambda behind an adapter.
 *
 * ```ts
 * export default { fetch: fetchHandler(app) }
 *
 * // where the runtime tells who asks:
 * fetchHandler(app, { remoteAddress: request => request.headers.get('CF-Connecting-IP') }) // Cloudflare Workers
 * fetchHandler(app, { remoteAddress: (_, info: Deno.ServeHandlerInfo) => info.remoteAddr.hostname }) // Deno
 * fetchHandler(app, { remoteAddress: (request, server: Server) => server.requestIP(request)?.address }) // Bun
 * ```
 */
export function fetchHandler<Platform extends readonly unknown[] = readonly unknown[]>(
  app: Application,
  options: FetchHandlerOptions<Platform> = {},
): (request: Request, ...platform: Platform) => Promise<Response> {
  return async (standard, ...platform) => {
    const request = new HttpRequest(sourceOf(standard, options.remoteAddress?.(standard, ...platform) ?? ''))
    if (standard.body) {
      const refusal = await receiveBody(request, chunksOf(standard.body), app.bodyRules(request))
      if (refusal !== null) return new Response(refusalText, { status: refusal })
    }
    const response = await app.handle(request)
    try {
      return toStandard(response, standard.method)
    } catch (error) {
      console.error('A response could not be sent:', error)
      response.close()
      return new Response('Internal Server Error', { status: 500 })
    }
  }
}

function sourceOf(request: Request, remoteAddress: string): RequestSource {
  const { protocol, host, pathname, search, hostname, port } = new URL(request.url)
  const scheme = protocol === 'https:' ? 'https' : 'http'
  const rawHeaders = request.headers.has('host') ? [] : ['Host', host]
  for (const [name, value] of request.headers) rawHeaders.push(name, value)
  return {
    method: request.method,
    target: pathname + search,
    rawHeaders,
    signal: request.signal,
    remoteAddress,
    scheme,
    serverName: hostname,
    serverPort: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
  }
}

// Not every runtime can iterate a ReadableStream.
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.releaseLock()
  }
}

function toStandard(response: HttpResponseBase, method: string): Response {
  const { statusCode: status, reasonPhrase: statusText } = response
  const hasBody = status !== 204 && status !== 205 && status !== 304
  const headers = headersOf(response)
  if (!response.streaming && hasBody) return whole(response, method, { status, statusText, headers })
  if (hasBody && method !== 'HEAD') return new Response(streamOf(response), { status, statusText, headers })
  response.close()
  return new Response(null, { status, statusText, headers })
}

function whole(response: HttpResponseBase, method: string, init: ResponseInit & { headers: Headers }): Response {
  const { payload } = response
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  const isSent = method !== 'HEAD'
  if (isSent || !init.headers.has('Content-Length')) init.headers.set('Content-Length', String(bytes.byteLength))
  response.close()
  return new Response(isSent ? (bytes as BodyInit) : null, init)
}

function headersOf(response: HttpResponseBase): Headers {
  const headers = new Headers()
  const flat = response.wireHeaders()
  for (let index = 0; index < flat.length; index += 2) headers.append(flat[index]!, flat[index + 1]!)
  return headers
}

/** Pulled by the client's pace; `close()` runs at the end, after an error and when the client goes away. */
function streamOf(response: HttpResponseBase): ReadableStream<Uint8Array> {
  const content = response.streamingContent
  const iterator = Symbol.asyncIterator in content ? content[Symbol.asyncIterator]() : content[Symbol.iterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (!done) return controller.enqueue(value)
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      response.close()
    },
    async cancel() {
      try {
        await iterator.return?.()
      } finally {
        response.close()
      }
    },
  })
}
