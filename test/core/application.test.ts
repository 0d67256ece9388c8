import '../../src/adapters/node-platform.js'
import { createHook } from 'node:async_hooks'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ImproperlyConfigured } from '../../src/conf/exceptions.js'
import { activateSettings, defineSettings, settings } from '../../src/conf/settings.js'
import {
  BadRequest,
  Http404,
  MultiPartParserError,
  PermissionDenied,
  SuspiciousOperation,
} from '../../src/http/exceptions.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import { HttpResponseBase } from '../../src/http/response-base.js'
import { createApplication } from '../../src/index.js'
import { CommonMiddleware } from '../../src/middleware/common.js'
import { activateResolver, getUrlconf } from '../../src/urls/active.js'
import { path, rePath } from '../../src/urls/path.js'
import { reverse } from '../../src/urls/reverse.js'
import { get, request, text } from './requests.js'

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

const site = { ALLOWED_HOSTS: ['testserver'] }
const quiet = { observer: {} }

describe('views', () => {
  test('a request is answered by the view that its URL names', () => {
    const hello = (_: HttpRequest, { name }: { name: string }) => new HttpResponse(`Hello ${name}`)
    const app = createApplication({ urlpatterns: [path('hello/<name>/', hello)], settings: site })
    const response = app.handle(get('/hello/Ann/')) as HttpResponse
    expect(response.statusCode).toBe(200)
    expect(text(response)).toBe('Hello Ann')
  })

  test('a synchronous view is answered in the same tick, and no promise is made on the way', () => {
    const app = createApplication({
      urlpatterns: [path('<int:id>/', (_, { id }) => new HttpResponse(`${id}`))],
      settings: { ...site, MIDDLEWARE: [CommonMiddleware, next => request => next(request), class {}] },
    })
    let answer: unknown
    const promises = countPromises(() => {
      answer = app.handle(get('/7/'))
    })
    expect(answer).toBeInstanceOf(HttpResponse)
    expect(promises).toBe(0)
  })

  test('so are its errors, and addresses that lead nowhere', () => {
    const broken = () => {
      throw new Error('broken')
    }
    const app = createApplication({ urlpatterns: [path('', broken)], ...quiet })
    expect(app.handle(get('/'))).toMatchObject({ statusCode: 500 })
    expect(app.handle(get('/nowhere/'))).toMatchObject({ statusCode: 404 })
  })

  test('an asynchronous view is awaited', async () => {
    const later = async () => new HttpResponse('later')
    const app = createApplication({ urlpatterns: [path('', later)] })
    const answer = app.handle(get('/'))
    expect(answer).toBeInstanceOf(Promise)
    expect(text(await answer)).toBe('later')
  })

  test('a standard Response is an answer', async () => {
    const proxied = async () => new Response('from elsewhere', { status: 201, headers: { 'X-From': 'elsewhere' } })
    const app = createApplication({ urlpatterns: [path('', proxied)] })
    const response = await app.handle(get('/'))
    expect(response).toBeInstanceOf(HttpResponseBase)
    expect(response.statusCode).toBe(201)
    expect(response.headers.get('X-From')).toBe('elsewhere')
  })

  test('resolverMatch is there for the view', () => {
    const seen: unknown[] = []
    const view = (request: HttpRequest) => {
      seen.push(request.resolverMatch?.urlName)
      return new HttpResponse()
    }
    createApplication({ urlpatterns: [path('', view, { name: 'index' })] }).handle(get('/'))
    expect(seen).toEqual(['index'])
  })

  test('request.urlconf, set by a middleware, replaces the root', () => {
    const other = {
      urlpatterns: [path('other/', () => new HttpResponse('other'))],
      handler404: () => new HttpResponse('mine', { status: 404 }),
    }
    const app = createApplication({
      urlpatterns: [],
      settings: {
        MIDDLEWARE: [
          next => request => {
            request.urlconf = other
            return next(request)
          },
        ],
      },
    })
    expect(text(app.handle(get('/other/')) as HttpResponse)).toBe('other')
    expect(text(app.handle(get('/nowhere/')) as HttpResponse)).toBe('mine')
  })

  test('request.urlconf is what reverse() looks into while that request is answered', async () => {
    const addresses = async () => {
      const before = reverse('here')
      await null
      return new HttpResponse(`${before} ${reverse('here')} ${getUrlconf() !== null}`)
    }
    const other = { urlpatterns: [path('other/', addresses, { name: 'here' })] }
    const app = createApplication({
      urlpatterns: [path('root/', addresses, { name: 'here' })],
      settings: {
        MIDDLEWARE: [
          next => request => {
            if (request.pathInfo === '/other/') request.urlconf = other
            return next(request)
          },
        ],
      },
    })
    const answers = await Promise.all([app.handle(get('/other/')), app.handle(get('/root/'))])
    expect(answers.map(answer => text(answer as HttpResponse))).toEqual(['/other/ /other/ true', '/root/ /root/ false'])
    expect(reverse('here')).toBe('/root/')
  })
})

describe('what a view must not return', () => {
  async function messageFor(view: unknown): Promise<string> {
    let message = ''
    const app = createApplication({
      urlpatterns: [path('', view as () => HttpResponse)],
      observer: {
        errorHandled: (_, error) => {
          message = (error as Error).message
        },
      },
    })
    expect((await app.handle(get('/'))).statusCode).toBe(500)
    return message
  }

  test.each([
    [function index() {}, "The view index didn't return an HttpResponse object. It returned undefined instead."],
    [
      function index() {
        return null
      },
      "The view index didn't return an HttpResponse object. It returned null instead.",
    ],
    [async function index() {}, "The view index didn't return an HttpResponse object. It returned undefined instead."],
    [
      function index() {
        return 'text'
      },
      'The view index didn\'t return an HttpResponse object. It returned the string "text" instead.',
    ],
    [
      function index() {
        return { a: 1 }
      },
      "The view index didn't return an HttpResponse object. It returned a plain object instead.",
    ],
    [function* index() {}, "The view index didn't return an HttpResponse object. It returned a generator instead."],
  ])('%o', async (view, message) => {
    expect(await messageFor(view)).toBe(message)
  })
})

describe('errors become responses', () => {
  const raise = (error: unknown) => () => {
    throw error
  }
  const urlpatterns = [
    path('404/', raise(new Http404('gone'))),
    path('403/', raise(new PermissionDenied())),
    path('400/', raise(new BadRequest('bad'))),
    path('suspicious/', raise(new SuspiciousOperation('odd'))),
    path('multipart/', raise(new MultiPartParserError('broken form'))),
    path('500/', raise(new RangeError('oops'))),
    path('null/', raise(null)),
    path('async/', async () => raise(new PermissionDenied())()),
  ]
  const withoutDebug = () => createApplication({ urlpatterns, settings: site, ...quiet })
  const withDebug = () => createApplication({ urlpatterns, settings: { ...site, DEBUG: true }, ...quiet })

  test.each([
    ['/404/', 404, '<h1>Not Found</h1><p>The requested resource was not found on this server.</p>'],
    ['/nowhere/', 404, '<h1>Not Found</h1><p>The requested resource was not found on this server.</p>'],
    ['/403/', 403, '<h1>403 Forbidden</h1><p></p>'],
    ['/400/', 400, '<h1>Bad Request (400)</h1><p></p>'],
    ['/suspicious/', 400, '<h1>Bad Request (400)</h1><p></p>'],
    ['/multipart/', 400, '<h1>Bad Request (400)</h1><p></p>'],
    ['/500/', 500, '<h1>Server Error (500)</h1><p></p>'],
    ['/null/', 500, '<h1>Server Error (500)</h1><p></p>'],
    ['/async/', 403, '<h1>403 Forbidden</h1><p></p>'],
  ])('%s: %i', async (target, status, body) => {
    const response = await withoutDebug().handle(get(target))
    expect(response.statusCode).toBe(status)
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(text(response)).toContain(body)
  })

  test.each([
    ['/404/', 404, 'Page not found (404) at /404/\n\ngone'],
    ['/nowhere/', 404, '  1. 404/'],
    ['/403/', 403, '403 Forbidden'],
    ['/400/', 400, 'BadRequest at /400/\n\nbad'],
    ['/suspicious/', 400, 'SuspiciousOperation at /suspicious/\n\nodd'],
    ['/multipart/', 400, 'Bad Request (400)'],
    ['/500/', 500, 'RangeError at /500/\n\noops'],
    ['/null/', 500, 'Thrown value at /null/\n\nnull'],
  ])('%s under DEBUG: %i', async (target, status, body) => {
    const response = await withDebug().handle(get(target))
    expect(response.statusCode).toBe(status)
    expect(text(response)).toContain(body)
  })

  test('the technical pages are HTML for a browser and JSON for who asks for it', async () => {
    const html = await withDebug().handle(get('/500/', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }))
    expect(html.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(html.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(text(html)).toContain('<title>RangeError at /500/</title>')
    const json = await withDebug().handle(get('/500/', { Accept: 'application/json' }))
    expect(JSON.parse(text(json))).toMatchObject({ status: 500, error: { name: 'RangeError', message: 'oops' } })
  })

  test('handlers of the root URLconf take their place', async () => {
    const handler = (status: number) => (_: HttpRequest, error?: unknown) =>
      new HttpResponse(`mine ${(error as Error | undefined)?.message}`, { status })
    const app = createApplication({
      urlpatterns,
      handler400: handler(400),
      handler403: handler(403),
      handler404: async (_, error) => new HttpResponse((error as Error).name, { status: 404 }),
      handler500: handler(500),
      settings: site,
      ...quiet,
    })
    expect(text(await app.handle(get('/400/')))).toBe('mine bad')
    expect(text(await app.handle(get('/403/')))).toBe('mine ')
    expect(text(await app.handle(get('/404/')))).toBe('Http404')
    expect(text(await app.handle(get('/nowhere/')))).toBe('Resolver404')
    expect(text(await app.handle(get('/500/')))).toBe('mine undefined')
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('broken handler')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('broken handler')
      },
    ],
    ['returns nothing', () => undefined as never],
  ])('a handler that %s makes it a server error', async (_, broken) => {
    const handler500 = () => new HttpResponse('my 500', { status: 500 })
    const app = createApplication({ urlpatterns, handler404: broken, handler500, settings: site, ...quiet })
    expect(text(await app.handle(get('/404/')))).toBe('my 500')
    const hopeless = createApplication({
      urlpatterns,
      handler404: broken,
      handler500: broken,
      settings: site,
      ...quiet,
    })
    expect(text(await hopeless.handle(get('/404/')))).toContain('Server Error (500)')
  })

  test('a Host that is not allowed is a bad request when somebody asks for it', async () => {
    const app = createApplication({
      urlpatterns: [path('', request => new HttpResponse(request.getHost()))],
      settings: { ALLOWED_HOSTS: ['example.com'] },
      ...quiet,
    })
    expect((await app.handle(get('/'))).statusCode).toBe(400)
  })
})

describe('the observer', () => {
  test('learns which view was found and what became of errors', async () => {
    const events: unknown[] = []
    const app = createApplication({
      urlpatterns: [
        path(
          '<int:id>/',
          function fail() {
            throw new Error('x')
          },
          { name: 'fail' },
        ),
      ],
      observer: {
        viewFound: (_, match) => events.push(match.viewName),
        errorHandled: (request, error, response) =>
          events.push([request.resolverMatch?.route, (error as Error).message, response?.statusCode]),
      },
    })
    await app.handle(get('/7/'))
    expect(events).toEqual(['fail', ['<int:id>/', 'x', 500]])
  })

  test('cannot break the cycle', async () => {
    const fail = () => {
      throw new Error('observer')
    }
    const app = createApplication({
      urlpatterns: [path('', () => new HttpResponse('fine'))],
      observer: { viewFound: fail, errorHandled: fail },
      settings: { DEBUG: true, ...site },
    })
    expect(text(await app.handle(get('/')))).toBe('fine')
    expect((await app.handle(get('/nowhere/'))).statusCode).toBe(404)
  })

  test('without one, server errors are printed, with the path made harmless', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const error = new Error('x')
    const app = createApplication({
      urlpatterns: [
        rePath('', () => {
          throw error
        }),
      ],
    })
    await app.handle(get('/%1b[2J'))
    expect(printed.mock.calls).toEqual([[`Internal Server Error: /\\x1b[2J\n${error.stack}`]])
    printed.mockRestore()
  })
})

describe('createApplication', () => {
  test('makes its settings and URLs the active ones', () => {
    const app = createApplication({
      urlpatterns: [path('news/', () => new HttpResponse(), { name: 'news' })],
      settings: defineSettings({ DEBUG: true }, { COLOUR: 'red' }),
    })
    expect(settings.DEBUG).toBe(true)
    expect(app.settings).toMatchObject({ COLOUR: 'red', APPEND_SLASH: true })
    expect(reverse('news')).toBe('/news/')
  })

  test('of two applications, each runs with its own', () => {
    const view = () => new HttpResponse(String(settings.DEBUG))
    const one = createApplication({ urlpatterns: [path('', view)], settings: { DEBUG: true } })
    const two = createApplication({ urlpatterns: [path('', view)], settings: { DEBUG: false } })
    expect([one, two, one].map(app => text(app.handle(get('/')) as HttpResponse))).toEqual(['true', 'false', 'true'])
  })

  test('refuses what cannot work, with a name', () => {
    expect(() => createApplication({} as never)).toThrow(ImproperlyConfigured)
    expect(() => createApplication({ urlpatterns: [], handler404: 'views.oops' } as never)).toThrow(
      ImproperlyConfigured,
    )
    expect(() => createApplication({ urlpatterns: [], settings: { DEBGU: true } as never })).toThrow(
      'Did you mean "DEBUG"?',
    )
    expect(() => createApplication({ urlpatterns: [], settings: { MIDDLEWARE: ['common'] as never } })).toThrow(
      'MIDDLEWARE holds the string "common"; it takes middleware by reference.',
    )
    const dotted = 'django.middleware.common.CommonMiddleware'
    expect(() => createApplication({ urlpatterns: [], settings: { MIDDLEWARE: [dotted] as never } })).toThrow(
      'Import CommonMiddleware and list it itself: MIDDLEWARE: [CommonMiddleware].',
    )
    expect(() =>
      createApplication({ urlpatterns: [], settings: { MIDDLEWARE: [function nothing() {} as never] } }),
    ).toThrow(new ImproperlyConfigured('Middleware factory nothing returned undefined.'))
  })
})

/** How many promises `run` makes, its own and those of everything it calls. */
function countPromises(run: () => void): number {
  let count = 0
  const hook = createHook({
    init(_, type) {
      if (type === 'PROMISE') count++
    },
  })
  hook.enable()
  run()
  hook.disable()
  return count
}

test('HEAD and POST reach the view like any other method', () => {
  const app = createApplication({ urlpatterns: [path('', request => new HttpResponse(request.method ?? ''))] })
  expect(text(app.handle(request('HEAD', '/')) as HttpResponse)).toBe('HEAD')
  expect(text(app.handle(request('POST', '/')) as HttpResponse)).toBe('POST')
})
