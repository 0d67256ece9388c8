import { readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import type { HttpRequest } from '../../../src/http/request.js'
import { HttpResponse } from '../../../src/http/response.js'
import type { HttpResponseBase } from '../../../src/http/response-base.js'
import { allowedMethodsOf } from '../../../src/urls/names.js'
import { path } from '../../../src/urls/path.js'
import { sensitiveVariablesOf } from '../../../src/views/debug/sensitive.js'
import {
  condition,
  conditionalPage,
  csrfExempt,
  decoratorFromMiddleware,
  decoratorFromMiddlewareWithArgs,
  etag,
  lastModified,
  methodDecorator,
  neverCache,
  noAppendSlash,
  requireGET,
  requirePOST,
  sensitivePostParameters,
  sensitiveVariables,
  varyOnCookie,
  varyOnHeaders,
  wraps,
  xframeOptionsDeny,
} from '../../../src/views/decorators/index.js'
import { View } from '../../../src/views/generic/base.js'
import { withDjango } from '../../contrib/django.js'
import { get, request as makeRequest } from '../../core/requests.js'
import type * as Classes from './fixtures/classes.js'

// What each of them does to a response is in the recordings (test/vectors); here is what they do to a view.

withDjango()

const hello = (_request: HttpRequest) => new HttpResponse('hello')

describe('a decorated view', () => {
  test('keeps its type', () => {
    const article = neverCache(
      varyOnHeaders('Accept')((_request: HttpRequest, { year }: { year: number }) => new HttpResponse(`in ${year}`)),
    )
    expect(article(get('/'), { year: 2024 }).payload).toBe('in 2024')
    path('<int:year>/', article)
    // @ts-expect-error the view wants a number
    path('<slug:year>/', article)
  })

  test('keeps its name, its parameters and what it was marked with', () => {
    const page = (_request: HttpRequest, _kwargs: object) => new HttpResponse('')
    Object.assign(page, { mark: 'mine' })
    const decorated = neverCache(csrfExempt(noAppendSlash(requirePOST(page))))
    expect([decorated.name, decorated.length]).toEqual(['page', 2])
    expect({ ...decorated }).toEqual({ csrfExempt: true, shouldAppendSlash: false, mark: 'mine' })
    expect(allowedMethodsOf(decorated)).toEqual(['POST'])
    expect(allowedMethodsOf(requireGET(decorated))).toEqual(['GET'])
    expect(page).not.toHaveProperty('csrfExempt')
  })

  test('may be asynchronous, and may answer with a standard Response', async () => {
    const slow = varyOnCookie(async (_request: HttpRequest) => new HttpResponse('later'))
    expect((await slow(get('/'))).headers.get('Vary')).toBe('Cookie')
    const standard = xframeOptionsDeny((_request: HttpRequest) => new Response('standard', { status: 201 }))
    const response = standard(get('/')) as unknown as HttpResponseBase
    expect([response.statusCode, response.headers.get('X-Frame-Options')]).toEqual([201, 'DENY'])
  })

  test('that forgets its response is left to the cycle, which says so', () => {
    const forgetful = neverCache((() => undefined) as unknown as typeof hello)
    expect(forgetful(get('/'))).toBeUndefined()
  })
})

describe('a decorator of the project', () => {
  type KwargsView<Kwargs> = (
    request: HttpRequest,
    kwargs: Kwargs,
  ) => HttpResponseBase | Response | Promise<HttpResponseBase | Response>

  function evenYears<Kwargs extends { year: number }>(view: KwargsView<Kwargs>): KwargsView<Kwargs> {
    return wraps(view, (request, kwargs) => (kwargs.year % 2 === 0 ? view(request, kwargs) : new HttpResponse('odd')))
  }

  function article(_request: HttpRequest, { year }: { year: number }) {
    return new HttpResponse(`in ${year}`)
  }

  test('decides what runs', () => {
    const decorated = evenYears(requireGET(article))
    expect((decorated(get('/'), { year: 2024 }) as HttpResponse).payload).toBe('in 2024')
    expect((decorated(get('/'), { year: 2023 }) as HttpResponse).payload).toBe('odd')
  })

  test('keeps the name of the view and what it is marked with', () => {
    const decorated = evenYears(csrfExempt(requireGET(article)))
    expect(decorated.name).toBe('article')
    expect(decorated.length).toBe(2)
    expect(decorated).toHaveProperty('csrfExempt', true)
    expect(allowedMethodsOf(decorated)).toEqual(['GET'])
  })

  test('has the parameters of its view in path()', () => {
    path('<int:year>/', evenYears(article))
    // @ts-expect-error the view wants a number
    path('<slug:year>/', evenYears(article))
  })
})

describe('condition', () => {
  const headers = { 'If-None-Match': '"v1"' }

  test('is asked what the view is asked', () => {
    const view = etag((_request, { id }: { id: number }) => `v${id}`)(
      (_request: HttpRequest, _kwargs: { id: number }) => new HttpResponse('page'),
    )
    expect(view(get('/', headers), { id: 1 }).statusCode).toBe(304)
    const fresh = view(get('/', headers), { id: 2 })
    expect([fresh.payload, fresh.headers.get('ETag')]).toEqual(['page', '"v2"'])
  })

  test('may wait for what it is told', async () => {
    const view = condition({
      etagFunc: async () => 'v1',
      lastModifiedFunc: async () => new Date('2024-01-02T03:04:05.900Z'),
    })(async (_request: HttpRequest) => new HttpResponse('page'))
    expect((await view(get('/', headers))).statusCode).toBe(304)
    expect((await view(get('/'))).headers.get('Last-Modified')).toBe('Tue, 02 Jan 2024 03:04:05 GMT')
  })

  test('takes null for what does not exist', () => {
    const view = lastModified(() => null)(hello)
    expect([...view(get('/')).headers.keys()]).toEqual(['Content-Type'])
  })

  test('keeps a change from what has changed meanwhile', () => {
    let isCalled = false
    const view = etag(() => 'v2')((_request: HttpRequest) => {
      isCalled = true
      return new HttpResponse('saved')
    })
    expect(view(makeRequest('PUT', '/', { 'If-Match': '"v1"' })).statusCode).toBe(412)
    expect(isCalled).toBe(false)
  })

  test('conditionalPage makes the tag of the page', () => {
    const page = conditionalPage(hello)
    const tag = page(get('/')).headers.get('ETag')!
    expect(page(get('/', { 'If-None-Match': tag })).statusCode).toBe(304)
  })
})

describe('a decorator from a middleware', () => {
  class Recorder {
    static events: unknown[] = []
    readonly #name: string
    constructor(_getResponse: unknown, name = 'default') {
      this.#name = name
    }
    processRequest(request: HttpRequest) {
      Recorder.events.push('request')
      return request.GET.has('early') ? new HttpResponse('early') : undefined
    }
    processView(_request: HttpRequest, view: unknown, args: readonly unknown[], kwargs: object) {
      Recorder.events.push(['view', (view as { name: string }).name, args, kwargs])
    }
    processException(_request: HttpRequest, error: unknown) {
      Recorder.events.push(`exception ${error}`)
      return error === 'rescue me' ? new HttpResponse('rescued') : null
    }
    processTemplateResponse(_request: HttpRequest, response: HttpResponseBase) {
      Recorder.events.push('template')
      return response
    }
    processResponse(_request: HttpRequest, response: HttpResponseBase) {
      Recorder.events.push('response')
      response.headers.set('X-Recorder', this.#name)
      return response
    }
  }

  const record = decoratorFromMiddleware(Recorder)
  const run = (view: unknown, target = '/') => {
    Recorder.events = []
    return (view as (request: HttpRequest, ...rest: unknown[]) => HttpResponse)(get(target), 'group', { id: 1 })
  }

  test('runs the hooks around one view', () => {
    expect(run(record(hello)).headers.get('X-Recorder')).toBe('default')
    expect(Recorder.events).toEqual(['request', ['view', 'hello', ['group'], { id: 1 }], 'response'])
  })

  test('may be given what the constructor takes', () => {
    const named = decoratorFromMiddlewareWithArgs(Recorder as new (g: unknown, name: string) => Recorder)
    expect(run(named('mine')(hello)).headers.get('X-Recorder')).toBe('mine')
  })

  test('stops at an early answer, which no other hook sees', () => {
    expect(run(record(hello), '/?early').payload).toBe('early')
    expect(Recorder.events).toEqual(['request'])
  })

  test('rescues a view that throws, at once or later, and lets other errors pass', async () => {
    const fail = (error: unknown) => () => {
      throw error
    }
    expect(run(record(fail('rescue me'))).payload).toBe('rescued')
    expect((await run(record((async () => fail('rescue me')()) as never))).payload).toBe('rescued')
    expect(() => run(record(fail('oh no')))).toThrow('oh no')
    await expect(run(record((async () => fail('oh no')()) as never))).rejects.toBe('oh no')
  })

  test('waits with the response of a template until it is rendered', () => {
    const callbacks: ((response: HttpResponseBase) => unknown)[] = []
    const response = Object.assign(new HttpResponse('template'), {
      render: () => response,
      addPostRenderCallback: (callback: (response: HttpResponseBase) => unknown) => callbacks.push(callback),
    })
    run(record(() => response))
    expect(Recorder.events.at(-1)).toBe('template')
    callbacks[0]!(response)
    expect(response.headers.get('X-Recorder')).toBe('default')
  })
})

describe('methodDecorator', async () => {
  const { Page, Hook, Plain } = await compiledClasses()

  test('decorates a method, whatever the decorator makes of `this`', () => {
    const page = Page.asView()
    const response = page(get('/'), {}) as HttpResponse
    expect([response.payload, response.headers.get('Cache-Control')]).toEqual([
      'hello GET',
      'max-age=0, no-cache, no-store, must-revalidate, private',
    ])
    expect((page(makeRequest('POST', '/'), {}) as HttpResponse).headers.get('X-Marks')).toBe('inner, outer')
    expect(new Page().get.name).toBe('get')
  })

  test('decorates a class for a method it inherits', () => {
    const hook = Hook.asView()
    expect(hook).toHaveProperty('csrfExempt', true)
    expect((hook(makeRequest('POST', '/'), {}) as HttpResponse).payload).toBe('posted')
    expect(View.prototype.dispatch).not.toHaveProperty('csrfExempt')
  })

  test('may be called like any function', () => {
    class Later extends View {
      get(_request: HttpRequest) {
        return new HttpResponse('later')
      }
    }
    expect(methodDecorator(neverCache, { name: 'get' })(Later)).toBe(Later)
    expect((Later.asView()(get('/'), {}) as HttpResponse).headers.has('Cache-Control')).toBe(true)
  })

  test('refuses what is no method', () => {
    class Titled extends View {}
    Object.assign(Titled.prototype, { title: 'x' })
    expect(() => methodDecorator(neverCache)(Titled)).toThrow(
      "The keyword argument `name` must be the name of a method of the decorated class: Titled. Got '' instead.",
    )
    expect(() => methodDecorator(neverCache, { name: 'gte' })(Titled)).toThrow("Got 'gte' instead.")
    expect(() => methodDecorator(neverCache, { name: 'title' })(Titled)).toThrow(
      "Cannot decorate 'title' as it isn't a callable attribute of Titled ('x').",
    )
  })

  test('a decorator of views on a method works too, where it passes `this` on', () => {
    const response = Plain.asView()(get('/'), {}) as HttpResponse
    expect([response.payload, response.headers.get('Cache-Control')]).toEqual(['hello', 'max-age=60'])
  })
})

/** The classes of the fixture, compiled as the dev server compiles a project. */
async function compiledClasses(): Promise<typeof Classes> {
  const fixture = new URL('fixtures/classes.ts', import.meta.url)
  const { code } = transformSync(readFileSync(fixture, 'utf8'), { loader: 'ts', format: 'cjs', target: 'node20' })
  const modules: Record<string, unknown> = {
    '../../../../src/http/response.js': await import('../../../src/http/response.js'),
    '../../../../src/views/decorators/index.js': await import('../../../src/views/decorators/index.js'),
    '../../../../src/views/generic/base.js': await import('../../../src/views/generic/base.js'),
  }
  const module = { exports: {} as typeof Classes }
  new Function('module', 'exports', 'require', code)(module, module.exports, (name: string) => modules[name])
  return module.exports
}

describe('what is sensitive', () => {
  test('variables are said of the function itself', () => {
    const login = (_request: HttpRequest) => new HttpResponse('')
    expect(sensitiveVariables('password', 'pin')(login)).toBe(login)
    expect(sensitiveVariablesOf(login)).toEqual(['password', 'pin'])
    expect(sensitiveVariablesOf(sensitiveVariables()(() => 1))).toBe('__ALL__')
    expect(sensitiveVariablesOf(hello)).toBeNull()
  })

  test('fields of a form are said of the request', () => {
    const request = get('/')
    sensitivePostParameters('password')(hello)(request)
    expect(request.sensitivePostParameters).toEqual(['password'])
    sensitivePostParameters()(hello)(request)
    expect(request.sensitivePostParameters).toBe('__ALL__')
  })

  test('a decorator that was not called says so', () => {
    expect(() => sensitiveVariables(hello as never)).toThrow(
      'sensitiveVariables() must be called to use it as a decorator, e.g., use @sensitiveVariables(), not ' +
        '@sensitiveVariables.',
    )
    expect(() => sensitivePostParameters(hello as never)).toThrow('sensitivePostParameters() must be called')
    expect(() => sensitivePostParameters('a')(hello)({} as HttpRequest)).toThrow(
      "sensitivePostParameters didn't receive an HttpRequest object. If you are decorating a classmethod, make sure to " +
        'use @methodDecorator.',
    )
  })
})
