import { afterEach } from 'vitest'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import { receiveBody } from '../../src/http/receive.js'
import { HttpRequest } from '../../src/http/request.js'
import type { RequestSource } from '../../src/http/source.js'

afterEach(() => {
  activateSettings(null)
})

/** Has the rest of the test run under these settings. */
export function withSettings(settings: Parameters<typeof defineSettings>[0]): void {
  activateSettings(defineSettings(settings))
}

export function request(source: Partial<RequestSource> = {}): HttpRequest {
  return new HttpRequest({ method: 'GET', target: '/', rawHeaders: [], ...source })
}

/** A request that has received `body`, in the given pieces. */
export async function posted(
  contentType: string,
  body: string | Uint8Array | readonly Uint8Array[],
  source: Partial<RequestSource> = {},
): Promise<HttpRequest> {
  const made = request({ method: 'POST', rawHeaders: ['Content-Type', contentType], ...source })
  await receiveBody(made, pieces(Array.isArray(body) ? body : [typeof body === 'string' ? bytes(body) : body]))
  return made
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function text(content: string | Uint8Array): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}

export async function* pieces(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks
}
