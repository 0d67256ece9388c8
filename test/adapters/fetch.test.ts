import { describe, expect, test } from 'vitest'
import { fetchHandler } from '../../src/adapters/fetch.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
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
