import { afterEach, describe, expect, test, vi } from 'vitest'
import { activateSettings } from '../../src/conf/settings.js'
import { HttpResponse } from '../../src/http/response.js'
import { createApplication } from '../../src/index.js'
import type { Middleware } from '../../src/middleware/types.js'
import { activateResolver } from '../../src/urls/active.js'
import { path } from '../../src/urls/path.js'
import { get, text } from './requests.js'

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

describe('a response that no server may send', () => {
  const errorOf = (view: () => HttpResponse) => {
    const errorHandled = vi.fn()
    const app = createApplication({ urlpatterns: [path('', view)], observer: { errorHandled } })
    expect(app.handle(get('/'))).toMatchObject({ statusCode: 500 })
    return errorHandled.mock.lastCall?.[1]
  }

  test.each(['Connection', 'keep-alive', 'Transfer-Encoding', 'UPGRADE', 'TE', 'Trailer', 'Proxy-Connection'])(
    'has the header %s, and is an error that names it and the view',
    header => {
      function articleList() {
        return new HttpResponse('hello', { headers: { 'X-Before': '1', [header]: 'x' } })
      }
      expect(errorOf(articleList)).toMatchObject({
        name: 'UnsendableResponse',
        header,
        message: `The response of the view articleList has the header '${header}', which is between the server and its client: leave it out, and the server sends what is right.`,
      })
    },
  )

  test.each([
    [101, 'has the status 101, which announces another response: a view’s own is from 200 to 599.'],
    [600, 'has the status 600, but has to have a whole number from 200 to 599.'],
    [Number.NaN, 'has the status NaN, but has to have a whole number from 200 to 599.'],
  ])('has the status %d, and is an error that says so', (status, sentence) => {
    function upgrade() {
      const response = new HttpResponse('hello')
      response.statusCode = status
      return response
    }
    const message = `The response of the view upgrade ${sentence.replace('’', "'")}`
    expect(errorOf(upgrade)).toMatchObject({ statusCode: status, header: null, message })
  })

  test('is closed', () => {
    const closer = vi.fn()
    errorOf(() => {
      const response = new HttpResponse('', { status: 100 })
      response.addCloser(closer)
      return response
    })
    expect(closer).toHaveBeenCalledOnce()
  })

  test('is noticed when middleware has had its say', () => {
    const keepAlive: Middleware = getResponse => request => {
      const response = getResponse(request) as HttpResponse
      response.headers.set('Keep-Alive', 'timeout=5')
      return response
    }
    const app = createApplication({
      urlpatterns: [path('', () => new HttpResponse('hello'))],
      settings: { MIDDLEWARE: [keepAlive], DEBUG: true, ALLOWED_HOSTS: ['testserver'] },
      observer: {},
    })
    const response = app.handle(get('/nowhere/')) as HttpResponse
    expect(response.statusCode).toBe(500)
    expect(text(response)).toContain('Keep-Alive')
  })

  test.each([
    ['answers as little', () => new HttpResponse('mine', { headers: { Connection: 'close' } })],
    [
      'fails',
      () => {
        throw new Error('handler500')
      },
    ],
    ['fails later', () => Promise.reject(new Error('handler500'))],
  ])('is the plainest 500 when the project’s own handler %s', async (_, handler500) => {
    const app = createApplication({
      urlpatterns: [path('', () => new HttpResponse('', { headers: { Upgrade: 'x' } }))],
      handler500,
      observer: {},
    })
    const response = (await app.handle(get('/'))) as HttpResponse
    expect([response.statusCode, response.headers.has('Connection')]).toEqual([500, false])
    expect(text(response)).toContain('Server Error (500)')
  })

  test('is the project’s own 500 page when it has one', async () => {
    const app = createApplication({
      urlpatterns: [path('', () => new HttpResponse('', { headers: { Upgrade: 'x' } }))],
      handler500: async () => new HttpResponse('sorry', { status: 500 }),
      observer: {},
    })
    expect(text((await app.handle(get('/'))) as HttpResponse)).toBe('sorry')
  })
})
