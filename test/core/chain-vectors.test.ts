import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import { createApplication } from '../../src/core/application.js'
import * as exceptions from '../../src/http/exceptions.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { MiddlewareNotUsed } from '../../src/middleware/exceptions.js'
import type { GetResponse, Middleware, MiddlewareClass } from '../../src/middleware/types.js'
import { activateResolver } from '../../src/urls/active.js'
import { rePath } from '../../src/urls/path.js'
import { after } from '../../src/utils/after.js'
import { request, text } from './requests.js'

// What Django's handler does with described middleware (`mode: chain` of the family `middleware`): the exact order of
// everything that runs. Each case is run with synchronous parts and with asynchronous ones.

type Action =
  | 'pass'
  | 'none'
  | {
      readonly respond?: Described
      readonly raise?: string
      readonly template?: Template
      readonly set_urlconf?: false
    }
type Described = { readonly status?: number; readonly body?: string }
type Template = { readonly body?: string; readonly fail?: string }

interface DescribedMiddleware {
  readonly name: string
  readonly style: 'mixin' | 'class' | 'function'
  readonly hooks: Readonly<Record<string, Action>>
  readonly init?: { readonly raise: string }
}

interface Case {
  readonly id: string
  readonly in: {
    readonly mode: string
    readonly middleware: readonly DescribedMiddleware[]
    readonly view?: Action
    readonly request?: { readonly path: string }
    readonly default_handlers?: boolean
    readonly handler_fails?: number
  }
  readonly out: {
    readonly events: readonly string[]
    readonly status?: number
    readonly body?: string
    readonly headers?: unknown
  }
}

const file = `${process.env.TINY_DJANGO_VECTORS ?? 'test/vectors'}/http/middleware.json`
const cases: Case[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }).cases.filter(one => one.in.mode === 'chain')
  : []

afterEach(() => {
  activateSettings(null)
  activateResolver(null)
})

describe.skipIf(cases.length === 0).each(['sync', 'async'] as const)('%s', mode => {
  test.each(cases.map(one => [one.id, one] as const))('%s', async (_, one) => {
    const run = new Run(mode === 'async')
    const response = await run.answer(one)
    expect(run.events).toEqual(one.out.events.map(withoutPythonNames))
    if (one.out.status === undefined) return // Django lets the error out; here the plainest page goes out
    expect(response.statusCode).toBe(one.out.status)
    expect(text(response)).toBe(one.out.body)
    if (one.out.headers) expect([...response.headers]).toEqual(one.out.headers)
  })
})

test.skipIf(cases.length > 0)('there are no recordings at TINY_DJANGO_VECTORS', () => {})

/** One case: builds what it describes and writes down what runs. */
class Run {
  readonly events: string[] = []
  readonly #isAsync: boolean

  constructor(isAsync: boolean) {
    this.#isAsync = isAsync
  }

  async answer({ in: input }: Case): Promise<HttpResponseBase> {
    const handlers = input.default_handlers ? {} : this.#handlers(input.handler_fails)
    const app = createApplication({
      urlpatterns: [rePath('^$', () => this.#view(input.view))],
      ...handlers,
      settings: defineSettings({
        ALLOWED_HOSTS: ['testserver'],
        MIDDLEWARE: input.middleware.map(described => this.#middleware(described)),
      }),
      observer: {},
    })
    return app.handle(request('GET', encodeURI(input.request?.path ?? '/')))
  }

  #view(action: Action = { respond: { body: 'view' } }): HttpResponse {
    this.events.push('view')
    return this.#later(() => this.#act(action, 'view')) as HttpResponse
  }

  #handlers(failing: number | undefined): Record<string, (request: HttpRequest, error?: unknown) => HttpResponse> {
    const handler = (status: number) => (_: HttpRequest, error?: unknown) => {
      this.events.push(`handler${status}${status === 500 ? '' : `(${(error as Error).name})`}`)
      if (status === failing) throw new Error('the handler failed')
      return new HttpResponse(`handler${status}`, { status })
    }
    return { handler400: handler(400), handler403: handler(403), handler404: handler(404), handler500: handler(500) }
  }

  #middleware(described: DescribedMiddleware): Middleware | MiddlewareClass {
    const { name, style } = described
    if (style === 'function') {
      return getResponse => {
        this.#init(described)
        return request => this.#around(described, getResponse, request)
      }
    }
    const run = this
    class Described {
      constructor(getResponse: GetResponse) {
        run.#init(described)
        if (style === 'class')
          Object.assign(this, { call: (request: HttpRequest) => run.#around(described, getResponse, request) })
        for (const [hook, action] of Object.entries(described.hooks)) {
          if (hook === 'before' || hook === 'after') continue
          Object.assign(this, { [camelCase(hook)]: run.#hook(name, hook, action) })
        }
      }
    }
    return Described as MiddlewareClass
  }

  #init({ name, init }: DescribedMiddleware): void {
    this.events.push(`${name}.init`)
    if (init) throw new MiddlewareNotUsed()
  }

  #around({ name, hooks }: DescribedMiddleware, getResponse: GetResponse, request: HttpRequest): HttpResponseBase {
    this.events.push(`${name}.before`)
    const early = this.#act(hooks.before ?? 'pass', name)
    const answer = early ? this.#later(() => early) : getResponse(request)
    return after(answer, (response: unknown) => {
      this.events.push(`${name}.after(${(response as HttpResponseBase).statusCode})`)
      return this.#act(hooks.after ?? 'pass', `${name}.after`) ?? response
    }) as HttpResponseBase
  }

  #hook(name: string, hook: string, action: Action): (request: HttpRequest, ...rest: unknown[]) => unknown {
    return (_request, ...rest) => {
      const [given] = rest
      this.events.push(`${name}.${hook}${detail(hook, given)}`)
      return this.#later(() => {
        const answer = this.#act(action, `${name}.${hook}`)
        return answer ?? (/response$/.test(hook) && action === 'pass' ? given : undefined)
      })
    }
  }

  #act(action: Action, label: string): HttpResponseBase | undefined {
    if (typeof action === 'string') return undefined
    if (action.raise) throw makeError(action.raise)
    if (action.template) return this.#template(action.template)
    return action.respond ? new HttpResponse(action.respond.body ?? label, action.respond) : undefined
  }

  #template({ body = '', fail }: Template): HttpResponse {
    const response = new HttpResponse(body)
    const render = () => {
      this.events.push('render')
      return this.#later(() => {
        if (fail) throw makeError(fail)
        return response
      })
    }
    return Object.assign(response, { render })
  }

  #later<T>(call: () => T): T | Promise<T> {
    return this.#isAsync ? Promise.resolve().then(call) : call()
  }
}

function detail(hook: string, given: unknown): string {
  if (hook === 'process_exception') return `(${nameOfError(given)})`
  return hook === 'process_response' ? `(${(given as HttpResponseBase).statusCode})` : ''
}

// Python's own exceptions have no class here: that it is none of Django's is what counts.
function nameOfError(error: unknown): string {
  const { name } = error as Error
  return isDjangos(name) ? name : 'Exception'
}

function withoutPythonNames(event: string): string {
  return event.replace(/\((\w+)\)$/, (all, name: string) =>
    /^\d+$/.test(name) || isDjangos(name) ? all : '(Exception)',
  )
}

function isDjangos(name: string): boolean {
  return name in exceptions || name === 'Resolver404'
}

function makeError(name: string): Error {
  const known = (exceptions as unknown as Record<string, new () => Error>)[name]
  return known ? new known() : new Error(name)
}

function camelCase(hook: string): string {
  return hook.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
