import { afterEach, describe, expect, test } from 'vitest'
import type { Settings } from '../../src/conf/global-settings.js'
import { activateSettings } from '../../src/conf/settings.js'
import { HttpResponseRedirect } from '../../src/http/redirects.js'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { createApplication } from '../../src/index.js'
import { CommonMiddleware } from '../../src/middleware/common.js'
import { activateResolver } from '../../src/urls/active.js'
import { path } from '../../src/urls/path.js'
import { get, request, text } from '../core/requests.js'

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

const hello = () => new HttpResponse('héllo €😀')
const stubborn = Object.assign(() => new HttpResponse(), { shouldAppendSlash: false })

function answer(incoming: ReturnType<typeof get>, settings: Partial<Settings> = {}): HttpResponseBase {
  const app = createApplication({
    urlpatterns: [
      path('slash/', hello),
      path('noslash', hello),
      path('needsquoting#/', hello),
      path('stubborn/', stubborn),
      path('stream/', () => new StreamingHttpResponse(['a'])),
      path('counted/', () => new HttpResponse('abc', { headers: { 'Content-Length': '3000' } })),
    ],
    settings: { MIDDLEWARE: [CommonMiddleware], ALLOWED_HOSTS: ['testserver', 'www.testserver'], ...settings },
    observer: {},
  })
  return app.handle(incoming) as HttpResponseBase
}

describe('APPEND_SLASH', () => {
  test('redirects to the address with a slash when only that one matches', () => {
    const response = answer(get('/slash?page=1&q=caf%C3%A9'))
    expect(response.statusCode).toBe(301)
    expect(response.headers.get('Location')).toBe('/slash/?page=1&q=caf%C3%A9')
  })

  test('quotes the address again', () => {
    expect(answer(get('/needsquoting%23')).headers.get('Location')).toBe('/needsquoting%23/')
  })

  test.each([
    ['an address that exists without one', '/noslash', 200],
    ['one that does not exist with one either', '/unknown', 404],
    ['a view that says no', '/stubborn', 404],
  ])('leaves alone %s', (_, target, status) => {
    expect(answer(get(target)).statusCode).toBe(status)
  })

  test('can be switched off', () => {
    expect(answer(get('/slash'), { APPEND_SLASH: false }).statusCode).toBe(404)
  })

  test('never leads to another host', () => {
    expect(answer(get('//evil.com')).statusCode).toBe(404)
    const app = createApplication({
      urlpatterns: [path('<path:anything>/', hello)],
      settings: { MIDDLEWARE: [CommonMiddleware], ALLOWED_HOSTS: ['testserver'] },
    })
    // `//evil.com` itself does not match, `//evil.com/` does
    const response = app.handle(get('//evil.com')) as HttpResponseBase
    expect(response.headers.get('Location')).toBe('/%2Fevil.com/')
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('does not lose what a %s sent: under DEBUG it says so', method => {
    const response = answer(request(method, '/slash'), { DEBUG: true })
    expect(response.statusCode).toBe(500)
    expect(text(response)).toContain(
      `You called this URL via ${method}, but the URL doesn't end in a slash and you have APPEND_SLASH set. Django ` +
        `can't redirect to the slash URL while maintaining ${method} data. Change your form to point to ` +
        'testserver/slash/ (note the trailing slash), or set APPEND_SLASH=False in your Django settings.',
    )
  })

  test('the class of the redirect can be another', () => {
    class Temporary extends CommonMiddleware {
      override responseRedirectClass = HttpResponseRedirect
    }
    expect(answer(get('/slash'), { MIDDLEWARE: [Temporary] }).statusCode).toBe(302)
  })
})

describe('PREPEND_WWW', () => {
  test('adds www., and a slash with the same redirect', () => {
    const response = answer(get('/slash'), { PREPEND_WWW: true })
    expect(response.headers.get('Location')).toBe('http://www.testserver/slash/')
  })

  test('is content with a host that has it', () => {
    expect(answer(get('/slash/', { Host: 'www.testserver' }), { PREPEND_WWW: true }).statusCode).toBe(200)
  })
})

describe('DISALLOWED_USER_AGENTS', () => {
  const settings = { DISALLOWED_USER_AGENTS: [/^Naver/g] }

  test('are refused, every time', () => {
    expect(answer(get('/slash/', { 'User-Agent': 'NaverBot' }), settings).statusCode).toBe(403)
    expect(answer(get('/slash/', { 'User-Agent': 'NaverBot' }), settings).statusCode).toBe(403)
  })

  test('others pass, and a client without a name', () => {
    expect(answer(get('/slash/', { 'User-Agent': 'Firefox' }), settings).statusCode).toBe(200)
    expect(answer(get('/slash/'), settings).statusCode).toBe(200)
  })
})

describe('Content-Length', () => {
  test('counts bytes', () => {
    expect(answer(get('/slash/')).headers.get('Content-Length')).toBe(String(Buffer.byteLength('héllo €😀')))
  })

  test('stays what a view set, and away from streams', () => {
    expect(answer(get('/counted/')).headers.get('Content-Length')).toBe('3000')
    expect(answer(get('/stream/')).headers.has('Content-Length')).toBe(false)
  })
})

test('a host that is not allowed is refused', () => {
  expect(answer(get('/slash/', { Host: 'evil.com' })).statusCode).toBe(400)
})

test('can be constructed by hand', () => {
  const response = new CommonMiddleware().processResponse(get('/'), new HttpResponse('abc'))
  expect(response.headers.get('Content-Length')).toBe('3')
})
