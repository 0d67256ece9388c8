import { expect, test } from 'vitest'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { createApplication } from '../../src/index.js'
import {
  CommonMiddleware,
  ConditionalGetMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from '../../src/middleware/index.js'
import { path } from '../../src/urls/path.js'
import { withDjango } from '../contrib/django.js'
import { get } from '../core/requests.js'

// What each of them does is in the recordings (test/vectors); here is what they do together.

withDjango()

function site(MIDDLEWARE: readonly (typeof SecurityMiddleware | typeof CsrfViewMiddleware)[], settings = {}) {
  const app = createApplication({
    urlpatterns: [path('', () => new HttpResponse('hello'))],
    settings: { ALLOWED_HOSTS: ['testserver'], MIDDLEWARE, ...settings },
    observer: {},
  })
  return (headers = {}) => app.handle(get('/', headers)) as HttpResponseBase
}

test('the list of a new project answers in the same tick, with these headers', () => {
  const list = [SecurityMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware]
  const response = site(list as never)()
  expect(response).toBeInstanceOf(HttpResponse)
  expect([...response.headers]).toEqual([
    ['Content-Type', 'text/html; charset=utf-8'],
    ['X-Frame-Options', 'DENY'],
    ['Content-Length', '5'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'same-origin'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
  ])
})

test('patterns with flags that remember are asked anew for each request', () => {
  const visit = site([SecurityMiddleware], { SECURE_SSL_REDIRECT: true, SECURE_REDIRECT_EXEMPT: [/^$/g] })
  expect([visit().statusCode, visit().statusCode]).toEqual([200, 200])
})

test('a client that has the page gets 304', () => {
  const visit = site([ConditionalGetMiddleware] as never)
  const etag = visit().headers.get('ETag')!
  expect(visit({ 'If-None-Match': etag }).statusCode).toBe(304)
})
