import { describe, expect, test, vi } from 'vitest'
import type { SettingsInput } from '../../src/conf/settings.js'
import { SessionMiddleware } from '../../src/contrib/sessions/index.js'
import { receiveBody } from '../../src/http/receive.js'
import { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { createApplication } from '../../src/index.js'
import { CsrfViewMiddleware } from '../../src/middleware/csrf.js'
import { getToken, unmaskCipherToken } from '../../src/middleware/csrf-tokens.js'
import { RequestContext } from '../../src/template/context.js'
import { csrf } from '../../src/template/context-processors.js'
import { Engine } from '../../src/template/engine.js'
import { path } from '../../src/urls/path.js'
import type { AnyView } from '../../src/urls/types.js'
import { rawBody } from '../../src/views/decorators/body.js'
import { csrfProtect } from '../../src/views/decorators/csrf.js'
import { shared, withDjango } from '../contrib/django.js'
import { get, text } from '../core/requests.js'
import { bytes, pieces } from '../http/helpers.js'

withDjango()

const form = new Engine({ contextProcessors: [csrf] }).fromString('<form method="post">{% csrf_token %}</form>')
const formView = (request: HttpRequest) => new HttpResponse(form.render(new RequestContext(request)))

function site(view: AnyView = formView, settings: SettingsInput = {}) {
  return createApplication({
    urlpatterns: [path('', view as typeof formView)],
    settings: { ...shared, MIDDLEWARE: [CsrfViewMiddleware], ...settings },
    observer: {},
  })
}

async function post(body: string, headers: Record<string, string>, method = 'POST'): Promise<HttpRequest> {
  const request = new HttpRequest({
    method,
    target: '/',
    rawHeaders: Object.entries({
      Host: 'testserver',
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(body.length),
      ...headers,
    }).flat(),
  })
  await receiveBody(request, pieces([bytes(body)]))
  return request
}

test('the token of a page comes back with its form and is good', async () => {
  const app = site()
  const page = app.handle(get('/')) as HttpResponseBase
  const [, token] = /name="csrfmiddlewaretoken" value="(\w{64})"/.exec(text(page))!
  const secret = page.cookies.get('csrftoken')!.value
  expect(unmaskCipherToken(token!)).toBe(secret)
  expect(page.headers.get('Vary')).toBe('Cookie')
  const cookie = `csrftoken=${secret}`
  expect((await app.handle(await post(`csrfmiddlewaretoken=${token}`, { Cookie: cookie }))).statusCode).toBe(200)
  expect((await app.handle(await post('', { Cookie: cookie, 'X-CSRFToken': secret }, 'DELETE'))).statusCode).toBe(200)
  expect((await app.handle(await post('', { Cookie: cookie }))).statusCode).toBe(403)
})

test('no two tokens are alike, and all of them are of one secret', () => {
  const request = get('/')
  const tokens = [getToken(request), getToken(request)]
  expect(tokens[0]).not.toBe(tokens[1])
  expect(unmaskCipherToken(tokens[0]!)).toBe(unmaskCipherToken(tokens[1]!))
})

test('a page that shows no token sets no cookie', () => {
  const response = site(() => new HttpResponse('plain')).handle(get('/')) as HttpResponseBase
  expect([response.wireHeaders().includes('Set-Cookie'), response.headers.get('Vary')]).toEqual([false, null])
})

describe('what is refused', () => {
  const refused = async (settings: SettingsInput = {}, headers: Record<string, string> = {}) =>
    site(formView, settings).handle(await post('', headers))

  test('is told to a visitor without saying why', async () => {
    const response = await refused()
    expect(response.statusCode).toBe(403)
    expect(text(response)).toContain('<p>CSRF verification failed. Request aborted.</p>')
    expect(text(response)).toContain('This cookie is required for security reasons')
    expect(text(response)).toContain('More information is available with DEBUG=True.')
    expect(text(response)).not.toContain('Reason given for failure')
  })

  test('is explained under DEBUG, with nothing that runs', async () => {
    const response = await refused(
      { DEBUG: true, LOGGING: { loggers: { django: { level: 'CRITICAL' } } } },
      { Origin: 'http://<script>$&' },
    )
    expect(text(response)).toContain(
      '<pre>Origin checking failed - http://&lt;script&gt;$&amp; does not match any trusted origins.</pre>',
    )
    expect(text(response)).not.toContain('{{')
  })

  test('is logged', async () => {
    const lines: string[] = []
    const LOGGING = {
      handlers: { kept: { class: (record: { message: string }) => lines.push(record.message) } },
      loggers: { 'django.security.csrf': { handlers: ['kept'], propagate: false } },
    }
    await refused({ LOGGING } as SettingsInput)
    expect(lines).toEqual(['Forbidden (CSRF cookie not set.): /'])
  })

  test('may have a page of its own', async () => {
    const CSRF_FAILURE_VIEW = vi.fn((_request: HttpRequest, { reason }: { reason: string }) => {
      return new HttpResponse(`sorry: ${reason}`, { status: 403 })
    })
    expect(text(await refused({ CSRF_FAILURE_VIEW }))).toBe('sorry: CSRF cookie not set.')
  })
})

test('a view that takes its body raw gets the token in a header', async () => {
  const view = rawBody()(async request => {
    let length = 0
    for await (const chunk of request) length += chunk.length
    return new HttpResponse(`${length} bytes`)
  })
  const app = site(view)
  const request = new HttpRequest({
    method: 'POST',
    target: '/',
    rawHeaders: [
      'Host',
      'testserver',
      'Content-Type',
      'text/csv',
      'Cookie',
      `csrftoken=${'a'.repeat(32)}`,
      'X-CSRFToken',
      'a'.repeat(32),
    ],
  })
  await receiveBody(request, pieces([bytes('a,b,c')]), app.bodyRules(request))
  expect(text(await app.handle(request))).toBe('5 bytes')
})

test('the secret may be in the session', async () => {
  const settings = { CSRF_USE_SESSIONS: true, MIDDLEWARE: [SessionMiddleware, CsrfViewMiddleware] }
  const app = site(formView, settings)
  const page = app.handle(get('/')) as HttpResponseBase
  expect(page.cookies.has('csrftoken')).toBe(false)
  const [, token] = /value="(\w{64})"/.exec(text(page))!
  const cookie = `sessionid=${page.cookies.get('sessionid')!.value}`
  expect((await app.handle(await post(`csrfmiddlewaretoken=${token}`, { Cookie: cookie }))).statusCode).toBe(200)
  expect((await app.handle(await post(`csrfmiddlewaretoken=${'a'.repeat(64)}`, { Cookie: cookie }))).statusCode).toBe(
    403,
  )
})

test('CSRF_USE_SESSIONS without sessions says what is missing', () => {
  const middleware = new CsrfViewMiddleware()
  site(formView, { CSRF_USE_SESSIONS: true })
  expect(() => middleware.processRequest(get('/'))).toThrow(
    'CSRF_USE_SESSIONS is enabled, but request.session is not set. SessionMiddleware must appear before ' +
      'CsrfViewMiddleware in MIDDLEWARE.',
  )
})

test('the decorator answers by itself, without an application', async () => {
  const view = csrfProtect((_request: HttpRequest) => new HttpResponse('done'))
  const request = await post('', {})
  request._dontEnforceCsrfChecks = true
  expect(view(request).payload).toBe('done')
  expect(view(await post('', {})).statusCode).toBe(403)
})
