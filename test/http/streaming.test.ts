import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { bytes, text } from './helpers.js'

async function read(response: StreamingHttpResponse): Promise<string[]> {
  const chunks: string[] = []
  for await (const chunk of response.streamingContent) chunks.push(text(chunk))
  return chunks
}

describe('StreamingHttpResponse', () => {
  it.each([
    ['a list', ['a', bytes('é')], false],
    [
      'a generator',
      (function* () {
        yield 'a'
        yield 'é'
      })(),
      false,
    ],
    [
      'an async generator',
      (async function* () {
        yield 'a'
        yield 'é'
      })(),
      true,
    ],
    ['a Node stream', Readable.from(['a', 'é']), true],
    [
      'a web stream',
      new ReadableStream({
        start: c => {
          c.enqueue(bytes('a'))
          c.enqueue(bytes('é'))
          c.close()
        },
      }),
      true,
    ],
  ])('streams %s, once', async (_, content, isAsync) => {
    const response = new StreamingHttpResponse(content as Iterable<string>, { contentType: 'text/plain' })
    expect([response.streaming, response.isAsync]).toEqual([true, isAsync])
    expect(await read(response)).toEqual(['a', 'é'])
    expect(await read(response)).toEqual([])
    expect(response.wireHeaders()).toEqual(['Content-Type', 'text/plain'])
  })

  it('is made of what can be iterated, and of nothing else', () => {
    const make = (content: unknown) => () => new StreamingHttpResponse(content as never)
    expect(make(Promise.resolve(['a']))).toThrow(
      new TypeError('A response streams an iterable, and a promise (await it first) is none.'),
    )
    for (const content of [5, null, {}]) expect(make(content)).toThrow(TypeError)
  })

  it('has no content', () => {
    const response = new StreamingHttpResponse(['a'])
    const message = 'This StreamingHttpResponse instance has no `content` attribute. Use `streamingContent` instead.'
    expect(() => response.content).toThrow(new TypeError(message))
    expect(() => response.payload).toThrow(TypeError)
    expect(() => response.write('x')).toThrow('This StreamingHttpResponse instance is not writable')
  })

  it('can be wrapped in another stream', () => {
    const response = new StreamingHttpResponse(['a', 'b'])
    const inner = response.streamingContent as Iterable<Uint8Array>
    response.streamingContent = (function* () {
      for (const chunk of inner) yield text(chunk).toUpperCase()
    })()
    expect(text(response.getvalue())).toBe('AB')
  })

  it('encodes text in its charset', () => {
    const response = new StreamingHttpResponse(['é'], { contentType: 'text/plain; charset=latin-1' })
    expect(response.getvalue()).toEqual(Uint8Array.of(0xe9))
  })

  it('lets go of its source when it is closed', async () => {
    const left: string[] = []
    const generator = (async function* () {
      try {
        yield 'a'
        yield 'b'
      } finally {
        left.push('generator')
      }
    })()
    const response = new StreamingHttpResponse(generator)
    for await (const _ of response.streamingContent) break
    response.close()
    const stream = Readable.from(['a'])
    new StreamingHttpResponse(stream).close()
    new StreamingHttpResponse(Object.assign(['a'], { close: () => left.push('closed') })).close()
    expect([left, stream.destroyed]).toEqual([['generator', 'closed'], true])
  })
})
