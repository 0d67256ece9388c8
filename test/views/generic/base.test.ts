import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { activateSettings, defineSettings } from '../../../src/conf/settings.js'
import type { HttpRequest } from '../../../src/http/request.js'
import { HttpResponse } from '../../../src/http/response.js'
import { createApplication } from '../../../src/index.js'
import { allowedMethodsOf, viewName } from '../../../src/urls/names.js'
import { path, rePath } from '../../../src/urls/path.js'
import type { URLPatterns } from '../../../src/urls/types.js'
import { View } from '../../../src/views/generic/base.js'
import { get, request, text } from '../../core/requests.js'

class Simple extends View {
  greeting = 'This is a simple view'

  get(_request: HttpRequest) {
    return new HttpResponse(this.greeting)
  }
}

class Article extends View {
  get(_request: HttpRequest, { year }: { year: number }) {
    return new HttpResponse(`read ${year}`)
  }

  async post(_request: HttpRequest, { slug }: { slug: string }) {
    return new HttpResponse(`wrote ${slug}`)
  }
}

class Optional extends View {
  get(_request: HttpRequest, { page = 1 }: { page?: number } = {}) {
    return new HttpResponse(`page ${page}`)
  }
}

const app = createApplication({
  urlpatterns: [
    path('simple/', Simple.asView()),
    path('hello/', Simple.asView({ greeting: 'Hello' })),
    path('<int:year>/<slug:slug>/', Article.asView()),
  ] satisfies URLPatterns,
})

const answer = async (method: string, target: string) => app.handle(request(method, target))

describe('a class-based view', () => {
  test('has a method for each request method, with the request and what the route captured', async () => {
    expect(text(await answer('GET', '/2024/x/'))).toBe('read 2024')
    expect(text(await answer('POST', '/2024/x/'))).toBe('wrote x')
  })

  test('an instance for each request, with what asView was given', async () => {
    expect(text(await answer('GET', '/simple/'))).toBe('This is a simple view')
    expect(text(await answer('GET', '/hello/'))).toBe('Hello')
  })

  test('answers HEAD as GET', async () => {
    expect((await answer('HEAD', '/simple/')).statusCode).toBe(200)
  })

  test('refuses what it has no method for, and names what it has', async () => {
    const response = await answer('DELETE', '/simple/')
    expect([response.statusCode, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect((await answer('DISPATCH', '/simple/')).statusCode).toBe(405)
    expect((await answer('SETUP', '/simple/')).statusCode).toBe(405)
  })

  test('tells what it allows for OPTIONS', async () => {
    const response = await answer('OPTIONS', '/2024/x/')
    expect([...response.headers]).toEqual(
      expect.arrayContaining([
        ['Allow', 'GET, POST, HEAD, OPTIONS'],
        ['Content-Length', '0'],
      ]),
    )
  })

  test('its kwargs are checked against the route', () => {
    path('<int:year>/<slug:slug>/', Article.asView())
    // @ts-expect-error: the view wants a number
    path('<str:year>/<slug:slug>/', Article.asView())
    expectTypeOf(Article.asView()).parameter(1).toEqualTypeOf<{ year: number } & { slug: string }>()
    expectTypeOf(Simple.asView()).toBeCallableWith({} as HttpRequest, {})
    expectTypeOf(Optional.asView()).parameter(1).toEqualTypeOf<{ page?: number }>()
  })

  test('setup gives it the request, unnamed groups and kwargs', async () => {
    const seen: unknown[] = []
    class Groups extends View {
      get(_request: HttpRequest) {
        seen.push(this.args, this.kwargs, this.request.method)
        return new HttpResponse()
      }
    }
    const groups = rePath('^(a)(b)/$', Groups.asView(), { kwargs: { c: 'd' } })
    await createApplication({ urlpatterns: [groups] }).handle(get('/ab/'))
    expect(seen).toEqual([['a', 'b'], { c: 'd' }, 'GET'])
  })

  test('can be made by hand, for a test of one of its methods', () => {
    const view = new Simple()
    view.setup(get('/'))
    expect(text(view.get(view.request))).toBe('This is a simple view')
  })
})

describe('asView', () => {
  test('takes attributes that the class has', () => {
    expect(() => Simple.asView({ foo: 1 } as never)).toThrow(
      "Simple() received an invalid keyword 'foo'. asView only accepts arguments that are already attributes of the class.",
    )
    // @ts-expect-error: no such attribute
    expect(() => Simple.asView({ farewell: 'x' })).toThrow(TypeError)
    // @ts-expect-error: of another type
    Simple.asView({ greeting: 1 })
  })

  test('takes no methods', () => {
    expect(() => Simple.asView({ get: () => {} } as never)).toThrow(
      'The method name get is not accepted as a keyword argument to Simple().',
    )
  })

  test('says of the view what it was made of', () => {
    const view = Simple.asView({ greeting: 'x' })
    expect([view.viewClass, view.viewInitkwargs, viewName(view)]).toEqual([Simple, { greeting: 'x' }, 'Simple'])
    expect(allowedMethodsOf(view)).toEqual(['GET', 'HEAD', 'OPTIONS'])
  })

  test('has the marks that decorators left on dispatch', () => {
    class Exempt extends Simple {}
    Exempt.prototype.dispatch = Object.assign(
      function (this: Exempt, ...args: Parameters<View['dispatch']>) {
        return View.prototype.dispatch.apply(this, args)
      },
      { csrfExempt: true },
    )
    const view = Exempt.asView()
    expect(Reflect.get(view, 'csrfExempt')).toBe(true)
    expect(allowedMethodsOf(view)).toBeUndefined()
  })

  test('a setup that forgets its super is found out', () => {
    class Forgetful extends Simple {
      override setup() {}
    }
    expect(() => Forgetful.asView()(get('/'), {})).toThrow(
      "Forgetful instance has no 'request' attribute. Did you override setup() and forget to call super()?",
    )
  })
})

describe('the log', () => {
  beforeEach(() => activateSettings(defineSettings({ DEBUG: true })))
  afterEach(() => {
    activateSettings(null)
    vi.restoreAllMocks()
  })

  test('names the method that was not allowed', () => {
    const printed = vi.spyOn(console, 'warn').mockImplementation(() => {})
    Simple.asView()(request('PUT', '/simple/'), {})
    expect(printed.mock.calls).toEqual([['Method Not Allowed (PUT): /simple/']])
  })
})
