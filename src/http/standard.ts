import { HttpResponse } from './response.js'
import type { HttpResponseBase } from './response-base.js'
import { StreamingHttpResponse } from './streaming.js'

/**
 * The standard `Response` that a view returned, as a response of ours. Its body is streamed on; headers that speak of
 * one connection only are left out, and so is the encoding that `fetch` has already undone.
 */
export function responseFromStandard(response: Response): HttpResponseBase {
  const options = { status: response.status, reason: response.statusText || null }
  const result =
    response.body === null ? new HttpResponse('', options) : new StreamingHttpResponse(response.body, options)
  result.headers.delete('Content-Type')
  const isDecoded = response.url !== '' && response.headers.has('content-encoding')
  response.headers.forEach((value, name) => {
    if (name === 'set-cookie' || connectionHeaders.has(name)) return
    if (isDecoded && (name === 'content-encoding' || name === 'content-length')) return
    result.headers.set(titleCase(name), value)
  })
  for (const cookie of response.headers.getSetCookie()) result.headers.append('Set-Cookie', cookie)
  return result
}

// RFC 9110 section 7.6.1
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

// `Headers` forgets the case; this is the one Django's headers have.
function titleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase())
}
