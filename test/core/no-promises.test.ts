import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createServer } from '../../src/adapters/node.js'
import { createApplication } from '../../src/core/create-application.js'
import { JsonResponse } from '../../src/http/json.js'
import { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import {
  CommonMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from '../../src/middleware/index.js'
import { path } from '../../src/urls/path.js'

// Where view and middleware are synchronous, no promise is made on the way of a request.

const app = createApplication({
  urlpatterns: [
    path('hello/', () => new HttpResponse('Hello')),
    path('json/', () => new JsonResponse({ a: 1 })),
    path('later/', async () => new HttpResponse('later')),
  ],
  settings: {
    ALLOWED_HOSTS: ['127.0.0.1'],
    SECRET_KEY: 'x',
    MIDDLEWARE: [SecurityMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware],
  },
})

/** How many promises are made while `work` runs. */
function promisesDuring(work: () => void): number {
  let count = 0
  const hook = createHook({
    init(_, type) {
      if (type === 'PROMISE') count++
    },
  }).enable()
  try {
    work()
  } finally {
    hook.disable()
  }
  return count
}

const requestTo = (target: string) =>
  new HttpRequest({ method: 'GET', target, rawHeaders: ['Host', '127.0.0.1', 'Accept', '*/*'] })

test.each([
  ['/hello/', 200],
  ['/json/', 200],
  ['/nowhere/', 404],
  ['/hello', 301],
])('%s goes through the cycle without one', (target, statusCode) => {
  expect(app.handle(requestTo(target))).toMatchObject({ statusCode }) // and loads what is loaded the first time
  expect(promisesDuring(() => void app.handle(requestTo(target)))).toBe(0)
})

test('an asynchronous view makes some, which are counted', () => {
  expect(promisesDuring(() => void app.handle(requestTo('/later/')))).toBeGreaterThan(0)
})

test('nor does the adapter for node:http, from the first byte to the last', async () => {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const counts: number[] = []
  const [listener] = server.listeners('request') as ((...args: unknown[]) => void)[]
  server.removeAllListeners('request').on('request', (...args: unknown[]) => {
    counts.push(promisesDuring(() => listener!(...args)))
  })
  for (const target of ['/hello/', '/json/', '/later/']) {
    const outgoing = httpRequest({ port, host: '127.0.0.1', path: target, agent: false }).end()
    const [answer] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage]
    answer.resume()
    await once(answer, 'end')
  }
  server.close()
  expect(counts.slice(0, 2)).toEqual([0, 0])
  expect(counts[2]).toBeGreaterThan(0)
})
