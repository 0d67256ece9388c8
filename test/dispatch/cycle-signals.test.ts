import { afterEach, describe, expect, test, vi } from 'vitest'
import { gotRequestException, requestFinished, requestStarted, type Signal } from '../../src/dispatch/index.js'
import { HttpResponse } from '../../src/http/response.js'
import { createApplication } from '../../src/index.js'
import { path } from '../../src/urls/path.js'
import { get, text } from '../core/requests.js'

const settings = { ALLOWED_HOSTS: ['testserver'] }
const boom = new Error('boom')
const app = createApplication({
  settings,
  urlpatterns: [
    path('', () => new HttpResponse('fine')),
    path('boom/', () => {
      throw boom
    }),
  ],
})

const connected: (() => void)[] = []
afterEach(() => {
  for (const disconnect of connected.splice(0)) disconnect()
  vi.restoreAllMocks()
})

function during<N extends object>(signal: Signal<N>, receive: Parameters<Signal<N>['connect']>[0]): void {
  signal.connect(receive)
  connected.push(() => signal.disconnect(receive))
}

describe('the signals of the cycle', () => {
  test('requestStarted comes before the view, with META and the request', async () => {
    const seen: unknown[] = []
    during(requestStarted, ({ environ, request }) => seen.push(environ.PATH_INFO, request.method))
    await app.handle(get('/'))
    expect(seen).toEqual(['/', 'GET'])
  })

  test('an async receiver of requestStarted is waited for', async () => {
    const seen: string[] = []
    during(requestStarted, async () => {
      await Promise.resolve()
      seen.push('started')
    })
    expect(text(await app.handle(get('/')))).toBe('fine')
    expect(seen).toEqual(['started'])
  })

  test('what a receiver of requestStarted throws is a server error', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    during(requestStarted, () => {
      throw boom
    })
    expect((await app.handle(get('/'))).statusCode).toBe(500)
  })

  test('requestFinished comes once, when the response is closed', async () => {
    const finished = vi.fn()
    during(requestFinished, finished)
    const response = await app.handle(get('/'))
    expect(finished).not.toHaveBeenCalled()
    response.close()
    response.close()
    expect(finished).toHaveBeenCalledOnce()
  })

  test('gotRequestException tells what was thrown, and for which request', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const seen: unknown[] = []
    during(gotRequestException, ({ sender, request, exception }) => seen.push(sender, request.path, exception))
    await app.handle(get('/boom/'))
    await app.handle(get('/nowhere/'))
    expect(seen).toEqual([null, '/boom/', boom])
  })
})
