import { gunzipSync, inflateRawSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { activateSettings } from '../../src/conf/settings.js'
import { FileResponse } from '../../src/http/file-response.js'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { GZipMiddleware } from '../../src/middleware/gzip.js'
import { get } from '../core/requests.js'

afterEach(() => void activateSettings(null))

const request = () => get('/', { 'Accept-Encoding': 'gzip, deflate' })
const compress = (response: HttpResponseBase) => new GZipMiddleware().processResponse(request(), response)

async function chunksOf(response: HttpResponseBase): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response.streamingContent) chunks.push(chunk)
  return chunks
}

const page = 'A page with a secret in it, and what an attacker made it contain. '.repeat(20)

test('a page is shorter, and the same when it is unpacked', () => {
  const response = compress(new HttpResponse(page)) as HttpResponse
  expect(response.headers.get('Content-Encoding')).toBe('gzip')
  expect(response.headers.get('Content-Length')).toBe(String(response.content.length))
  expect(response.content.length).toBeLessThan(page.length / 2)
  expect(gunzipSync(response.content).toString()).toBe(page)
})

test('one page has many lengths', () => {
  const lengths = new Set(Array.from({ length: 60 }, () => (compress(new HttpResponse(page)) as HttpResponse).tell()))
  expect(lengths.size).toBeGreaterThan(10)
  expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThan(100)
})

test('what does not get shorter stays as it is', () => {
  const random = globalThis.crypto.getRandomValues(new Uint8Array(1000))
  const response = compress(new HttpResponse(random)) as HttpResponse
  expect([...response.content]).toEqual([...random])
  expect([response.headers.get('Content-Encoding'), response.headers.get('Vary')]).toEqual([null, 'Accept-Encoding'])
})

describe('a stream', () => {
  test('is one gzip file, however many pieces it has', async () => {
    const pieces = ['first ', '', 'second '.repeat(10_000), 'second again '.repeat(5000), 'last']
    const chunks = await chunksOf(compress(new StreamingHttpResponse(pieces)))
    expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe(pieces.join(''))
  })

  test('refers to what went before, and is the smaller for it', async () => {
    const piece = String(globalThis.crypto.getRandomValues(new Uint32Array(500)))
    const [, first, second] = await chunksOf(compress(new StreamingHttpResponse([piece, piece])))
    expect(second!.length).toBeLessThan(first!.length / 20)
  })

  test('hands each piece on before the next is there', async () => {
    const response = compress(
      new StreamingHttpResponse(
        (async function* () {
          yield 'data: one\n\n'
          throw new Error('nobody asked for more')
        })(),
      ),
    )
    const chunks = (response.streamingContent as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
    const header = (await chunks.next()).value as Uint8Array
    expect([...header.subarray(0, 4)]).toEqual([0x1f, 0x8b, 8, 8])
    const piece = (await chunks.next()).value as Uint8Array
    // 2: read what is there, more is to come.
    expect(inflateRawSync(piece, { finishFlush: 2 }).toString()).toBe('data: one\n\n')
  })

  test('that does not wait stays one that does not', () => {
    const response = compress(new StreamingHttpResponse(['a', 'b'])) as StreamingHttpResponse
    expect(response.isAsync).toBe(false)
    expect(gunzipSync(response.getvalue()).toString()).toBe('ab')
  })

  test('closes what it came from when it is given up', async () => {
    let isClosed = false
    const response = compress(
      new StreamingHttpResponse(
        (function* () {
          try {
            for (;;) yield 'more'
          } finally {
            isClosed = true
          }
        })(),
      ),
    )
    const chunks = (response.streamingContent as Iterable<Uint8Array>)[Symbol.iterator]()
    chunks.next()
    chunks.next()
    response.close()
    expect(isClosed).toBe(true)
  })
})

test('a file keeps its name and type, and loses its length and its parts', async () => {
  const response = compress(new FileResponse(new TextEncoder().encode(page), { filename: 'page.txt' })) as FileResponse
  response.serveRange(get('/', { Range: 'bytes=0-10' }))
  expect(response.statusCode).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('text/plain')
  expect(response.headers.get('Content-Disposition')).toBe('inline; filename="page.txt"')
  expect(response.headers.has('Content-Length')).toBe(false)
  expect(gunzipSync(Buffer.concat(await chunksOf(response))).toString()).toBe(page)
})
