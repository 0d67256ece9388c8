import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BadRequest, DisallowedHost, Http404, PermissionDenied } from '../../src/http/exceptions.js'
import { HttpResponse, HttpResponseNotFound } from '../../src/http/response.js'
import { createApplication } from '../../src/index.js'
import { CommonMiddleware } from '../../src/middleware/common.js'
import { path } from '../../src/urls/path.js'
import type { LogRecord } from '../../src/utils/log.js'
import { get } from '../core/requests.js'

const records: LogRecord[] = []
beforeEach(() => records.splice(0))
afterEach(() => vi.restoreAllMocks())

const throwing = (error: unknown) => () => {
  throw error
}
const app = createApplication({
  settings: {
    ALLOWED_HOSTS: ['testserver'],
    MIDDLEWARE: [CommonMiddleware],
    LOGGING: {
      handlers: { keep: { class: record => void records.push(record) } },
      loggers: { django: { handlers: ['keep'] } },
    },
  },
  urlpatterns: [
    path('fine/', () => new HttpResponse()),
    path('returned/', () => new HttpResponseNotFound()),
    path('missing/', throwing(new Http404())),
    path('denied/', throwing(new PermissionDenied())),
    path('bad/', throwing(new BadRequest('No such colour'))),
    path('host/', throwing(new DisallowedHost("Invalid HTTP_HOST header: 'x'."))),
    path('boom/', throwing(new Error('boom'))),
  ],
})

test.each([
  ['/fine/', []],
  ['/returned/', ['django.request WARNING Not Found: /returned/']],
  ['/missing/', ['django.request WARNING Not Found: /missing/']],
  ['/nowhere/%0aERROR', ['django.request WARNING Not Found: /nowhere/\\x0aERROR']],
  ['/denied/', ['django.request WARNING Forbidden (Permission denied): /denied/']],
  ['/bad/', ['django.request WARNING No such colour: /bad/']],
  [
    '/host/',
    [
      "django.security.DisallowedHost ERROR Invalid HTTP_HOST header: 'x'.",
      'django.request WARNING Bad Request: /host/',
    ],
  ],
  ['/boom/', ['django.request ERROR Internal Server Error: /boom/']],
  ['/fine', []],
])('%s is logged as Django logs it', async (target, lines) => {
  const response = await app.handle(get(target))
  expect(records.map(({ name, level, message }) => `${name} ${level} ${message}`)).toEqual(lines)
  for (const { statusCode, request } of records) {
    expect(statusCode).toBe(response.statusCode)
    expect(request?.method).toBe('GET')
  }
})
