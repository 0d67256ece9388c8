import type { Application } from '../core/application.js'
import { receiveBody } from '../http/receive.js'
import { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { RequestSource } from '../http/source.js'

/**
 * The application as a function from the standard `Request` to the standard `Response`, for runtimes that speak those:
 * Cloudflare Workers, Deno, Bun, Lambda behind an adapter.
 *
 * ```ts
 * export default { fetch: fetchHandler(app) }
 * ```
 */
export function fetchHandler(app: Application): (request: Request) => Promise<Response> {
  return async standard => {
    const request = new HttpRequest(sourceOf(standard))
    if (standard.body) {
      const refusal = await receiveBody(request, chunksOf(standard.body), app.bodyRules(request))
      if (refusal !== null) return new Response('The request body is too large.\n', { status: refusal })
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

function sourceOf(request: Request): RequestSource {
  const { protocol, host, pathname, search, hostname, port } = new URL(request.url)
  const scheme = protocol === 'https:' ? 'https' : 'http'
  const rawHeaders = request.headers.has('host') ? [] : ['Host', host]
  for (const [name, value] of request.headers) rawHeaders.push(name, value)
  return {
    method: request.method,
    target: pathname + search,
    rawHeaders,
    signal: request.signal,
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
  if (!init.headers.has('Content-Length')) init.headers.set('Content-Length', String(bytes.byteLength))
  response.close()
  return new Response(method === 'HEAD' ? null : (bytes as BodyInit), init)
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
