import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { fetchHandler } from '../../src/adapters/fetch.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { maxBody, rawBody } from '../../src/views/decorators/index.js'
import { applicationOf } from './servers.js'

const handlerOf = (view: (request: HttpRequest) => unknown) => fetchHandler(applicationOf(view))

test('a standard Request becomes a standard Response', async () => {
  const handler = handlerOf(
    request =>
      new HttpResponse(`${request.method} ${request.buildAbsoluteUri()}`, { status: 201, headers: { 'X-Own': '1' } }),
  )
  const response = await handler(new Request('https://example.com/caf%C3%A9/?q=1'))
  expect(response.status).toBe(201)
  expect(response.headers.get('X-Own')).toBe('1')
  expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('Content-Length')).toBe('38')
  expect(await response.text()).toBe('GET https://example.com/caf%C3%A9/?q=1')
})

test('forms and other bodies arrive', async () => {
  const handler = handlerOf(request => new HttpResponse(request.POST.get('name') ?? request.text()))
  const post = (body: BodyInit) => handler(new Request('http://x/', { method: 'POST', body }))
  expect(await (await post(new URLSearchParams({ name: 'Ann' }))).text()).toBe('Ann')
  expect(await (await post('plain')).text()).toBe('plain')
})

test('each cookie is a header of its own', async () => {
  const handler = handlerOf(() => {
    const response = new HttpResponse()
    response.setCookie('a', '1')
    response.setCookie('b', '2')
    return response
  })
  const response = await handler(new Request('http://x/'))
  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/'])
})

test.each([204, 304])('%i has no body', async status => {
  const response = await handlerOf(() => new HttpResponse('', { status }))(new Request('http://x/'))
  expect(response.status).toBe(status)
  expect(response.body).toBeNull()
})

test('HEAD has the head alone', async () => {
  const response = await handlerOf(() => new HttpResponse('hello'))(new Request('http://x/', { method: 'HEAD' }))
  expect(response.headers.get('Content-Length')).toBe('5')
  expect(response.body).toBeNull()
})

describe('a stream', () => {
  test('is pulled by the client', async () => {
    const handler = handlerOf(() => new StreamingHttpResponse(['one ', 'two']))
    expect(await (await handler(new Request('http://x/'))).text()).toBe('one two')
  })

  test('is stopped and closed when the client goes away', async () => {
    const events: string[] = []
    const handler = handlerOf(() => {
      const response = new StreamingHttpResponse(
        (async function* () {
          try {
            for (;;) yield 'tick'
          } finally {
            events.push('stopped')
          }
        })(),
      )
      response.addCloser(() => events.push('closed'))
      return response
    })
    const reader = (await handler(new Request('http://x/'))).body!.getReader()
    await reader.read()
    await reader.cancel()
    expect(events.sort()).toEqual(['closed', 'stopped'])
  })

  test('that fails is an error for who reads it', async () => {
    const handler = handlerOf(
      () =>
        new StreamingHttpResponse(
          (async function* () {
            yield 'begun'
            throw new Error('broken')
          })(),
        ),
    )
    await expect((await handler(new Request('http://x/'))).text()).rejects.toThrow('broken')
  })
})

describe('META.REMOTE_ADDR', () => {
  const app = applicationOf(({ META }) => new HttpResponse(`"${META.REMOTE_ADDR}"`))

  test('is what the runtime says', async () => {
    const ofHeader = fetchHandler(app, { remoteAddress: request => request.headers.get('CF-Connecting-IP') })
    const asked = new Request('http://x/', { headers: { 'CF-Connecting-IP': '203.0.113.9' } })
    expect(await (await ofHeader(asked)).text()).toBe('"203.0.113.9"')

    const ofPlatform = fetchHandler(app, { remoteAddress: (_, info: { hostname: string }) => info.hostname })
    expect(await (await ofPlatform(new Request('http://x/'), { hostname: '::1' })).text()).toBe('"::1"')
  })

  test('is empty when nobody says', async () => {
    expect(await (await fetchHandler(app)(new Request('http://x/'))).text()).toBe('""')
    const silent = fetchHandler(app, { remoteAddress: () => undefined })
    expect(await (await silent(new Request('http://x/'))).text()).toBe('""')
  })
})

test.each([
  ['Transfer-Encoding', 200],
  ['Connection', 200],
  ['X-Own', 101],
])('a view that answers with %s and %d is a server error', async (name, status) => {
  const handler = handlerOf(() => new HttpResponse('hello', { status, headers: { [name]: 'x' } }))
  expect((await handler(new Request('http://x/'))).status).toBe(500)
})

test('the length is that of what is sent', async () => {
  const handler = handlerOf(() => new HttpResponse('hello', { headers: { 'Content-Length': '3' } }))
  expect((await handler(new Request('http://x/'))).headers.get('Content-Length')).toBe('5')
})

test('a body that its view reads itself is answered with 413 when it is too large', async () => {
  const view = maxBody(100)(
    rawBody()(async (request: HttpRequest) => {
      for await (const _ of request);
      return new HttpResponse('called')
    }),
  )
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(60))
    },
  })
  const response = await handlerOf(view)(
    new Request('http://x/', { method: 'POST', body, duplex: 'half' } as RequestInit),
  )
  expect([response.status, await response.text()]).toEqual([413, 'The request body is too large.\n'])
})

test.each(['name', 'value', 'reason'])('a line end in a %s leaves the server nowhere (CVE-2021-32052)', async where => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => printed.mockRestore())
  const bad = 'a\r\nX-Evil: 1'
  const handler = handlerOf(() => {
    const response = new HttpResponse('hello')
    if (where === 'name') response.headers.set(bad, 'x')
    else if (where === 'value') response.headers.set('X', bad)
    else response.reasonPhrase = bad
    return response
  })
  const response = await handler(new Request('http://x/'))
  expect(response.status).toBe(500)
  expect(response.headers.has('X-Evil')).toBe(false)
  expect(String(printed.mock.calls)).toContain('BadHeaderError')
})
