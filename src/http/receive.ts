import { ReceivedBody } from './body.js'
import { UnreadablePostError } from './exceptions.js'
import { MultipartParser } from './multipart.js'
import type { HttpRequest } from './request.js'

/**
 * Hands a request its body, once, before the middleware sees it. A multipart form is parsed while it arrives, other
 * bodies are collected, neither beyond the limits of the settings. Resolves when the body has ended; it never rejects:
 * what went wrong is thrown when `body`, `POST` or `FILES` is read, as in Django.
 */
export async function receiveBody(request: HttpRequest, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const body = new ReceivedBody(formParser(request))
  try {
    for await (const chunk of chunks) body.write(chunk)
  } catch (cause) {
    body.error = new UnreadablePostError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
  body.form?.end()
  request.acceptBody(body)
}

function formParser(request: HttpRequest): MultipartParser | null {
  const isForm = request.method === 'POST' && request.contentType === 'multipart/form-data'
  return isForm ? new MultipartParser(request.rawContentType) : null
}
