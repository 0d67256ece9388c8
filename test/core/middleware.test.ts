import { afterEach, describe, expect, test } from 'vitest'
import { activateSettings } from '../../src/conf/settings.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { createApplication } from '../../src/index.js'
import { MiddlewareNotUsed } from '../../src/middleware/exceptions.js'
import type { GetResponse, Middleware, MiddlewareClass } from '../../src/middleware/types.js'
import { activateResolver } from '../../src/urls/active.js'
import { path } from '../../src/urls/path.js'
import { after } from '../../src/utils/after.js'
import { get, text } from './requests.js'

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

function appWith(MIDDLEWARE: readonly (Middleware | MiddlewareClass)[], view: (request: HttpRequest) => unknown) {
  const urlpatterns = [path('<int:id>/', view as (request: HttpRequest) => HttpResponse)]
  return createApplication({ urlpatterns, settings: { MIDDLEWARE }, observer: {} })
}

const hello = () => new HttpResponse('hello')

test('a function middleware sees the response of everything further in', async () => {
  const stamp: Middleware = getResponse => request =>
    after(getResponse(request), response => {
      response.headers.set('X-Stamp', 'yes')
      return response
    })
  expect((await appWith([stamp], hello).handle(get('/1/'))).headers.get('X-Stamp')).toBe('yes')
  expect((await appWith([stamp], async () => hello()).handle(get('/1/'))).headers.get('X-Stamp')).toBe('yes')
})

test('a class with `call` decides itself when to go on', async () => {
  class Gate {
    readonly #getResponse: GetResponse
    constructor(getResponse: GetResponse) {
      this.#getResponse = getResponse
    }
    call(request: HttpRequest) {
      return request.GET.has('open') ? this.#getResponse(request) : new HttpResponse('closed', { status: 403 })
    }
    processRequest(): never {
      throw new Error('never called: call() decides')
    }
  }
  expect(text(await appWith([Gate], hello).handle(get('/1/')))).toBe('closed')
  expect(text(await appWith([Gate], hello).handle(get('/1/?open=1')))).toBe('hello')
})

test('processView gets the view, what it captured, and may answer in its place', async () => {
  const seen: unknown[] = []
  class Guard {
    processView(_request: HttpRequest, view: unknown, args: readonly unknown[], kwargs: Record<string, unknown>) {
      seen.push([view, args, kwargs])
      return kwargs.id === 2 ? new HttpResponse('not this one') : undefined
    }
  }
  const app = appWith([Guard], hello)
  expect(text(await app.handle(get('/1/')))).toBe('hello')
  expect(text(await app.handle(get('/2/')))).toBe('not this one')
  expect(seen).toEqual([
    [hello, [], { id: 1 }],
    [hello, [], { id: 2 }],
  ])
})

test('processException gets whatever was thrown', async () => {
  class Rescue {
    processException(_request: HttpRequest, error: unknown) {
      return new HttpResponse(`rescued from ${error}`)
    }
  }
  const fail = () => {
    throw 'a string'
  }
  expect(text(await appWith([Rescue], fail).handle(get('/1/')))).toBe('rescued from a string')
  expect(text(await appWith([Rescue], async () => fail()).handle(get('/1/')))).toBe('rescued from a string')
})

test('hooks may be asynchronous while the view is not', async () => {
  class Slow {
    async processRequest() {}
    async processView() {}
    async processResponse(_request: HttpRequest, response: HttpResponseBase) {
      response.headers.set('X-Slow', 'yes')
      return response
    }
  }
  const response = await appWith([Slow, Slow], hello).handle(get('/1/'))
  expect(text(response)).toBe('hello')
  expect(response.headers.get('X-Slow')).toBe('yes')
})

test('a middleware that is not used is left out', async () => {
  const debugOnly: Middleware = () => {
    throw new MiddlewareNotUsed('only under DEBUG')
  }
  expect(text(await appWith([debugOnly], hello).handle(get('/1/')))).toBe('hello')
})

test('a middleware that fails to be built stops the application from being made', () => {
  class Broken {
    constructor() {
      throw new Error('no configuration')
    }
  }
  expect(() => appWith([Broken], hello)).toThrow('no configuration')
})

test('a function that makes objects with hooks is a factory too', async () => {
  const factory = (() => ({ processRequest: () => new HttpResponse('from the object') })) as unknown as Middleware
  expect(text(await appWith([factory], hello).handle(get('/1/')))).toBe('from the object')
})

describe('a middleware that returns no response makes it a server error that names it', () => {
  async function messageFor(middleware: Middleware | MiddlewareClass): Promise<string | undefined> {
    const errors: Error[] = []
    const app = createApplication({
      urlpatterns: [path('', hello)],
      settings: { MIDDLEWARE: [middleware] },
      observer: { errorHandled: (_, error) => errors.push(error as Error) },
    })
    expect((await app.handle(get('/'))).statusCode).toBe(500)
    return errors[0]?.message
  }

  test('a function', async () => {
    const forgetful = (() => () => undefined) as unknown as Middleware
    expect(await messageFor(forgetful)).toBe(
      "The middleware forgetful didn't return an HttpResponse object. It returned undefined instead.",
    )
  })

  test('processResponse', async () => {
    class Forgetful {
      async processResponse() {}
    }
    expect(await messageFor(Forgetful as unknown as MiddlewareClass)).toBe(
      "The middleware Forgetful didn't return an HttpResponse object. It returned undefined instead.",
    )
  })

  test('processTemplateResponse', async () => {
    class Forgetful {
      processTemplateResponse() {}
    }
    const errors: Error[] = []
    const template = Object.assign(new HttpResponse(), { render: () => undefined })
    const app = createApplication({
      urlpatterns: [path('', () => template)],
      settings: { MIDDLEWARE: [Forgetful as unknown as MiddlewareClass] },
      observer: { errorHandled: (_, error) => errors.push(error as Error) },
    })
    await app.handle(get('/'))
    expect(errors[0]?.message).toBe(
      "Forgetful.processTemplateResponse didn't return an HttpResponse object. It returned undefined instead.",
    )
  })
})
