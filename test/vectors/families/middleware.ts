import { isDeepStrictEqual } from 'node:util'
import { defineSettings } from '../../../src/conf/index.js'
import * as http from '../../../src/http/index.js'
import { HttpRequest, HttpResponse, type HttpResponseBase } from '../../../src/http/index.js'
import { createApplication } from '../../../src/index.js'
import {
  after,
  type GetResponse,
  type Middleware,
  type MiddlewareClass,
  MiddlewareNotUsed,
} from '../../../src/middleware/index.js'
import { activateResolver, rePath } from '../../../src/urls/index.js'
import type { Family, Input } from '../family.js'
import { csrfOperations } from './csrf.js'
import { direct } from './middleware-direct.js'

export const middleware: Family = {
  name: 'middleware',
  operations: { chain, direct, ...csrfOperations },
}

// Described middleware around a described view, and the exact order of everything that runs. Synchronous parts and
// asynchronous ones have to give the same.
async function chain(input: Input): Promise<unknown> {
  const synchronous = await new Run(false).outcome(input as unknown as Chain)
  const asynchronous = await new Run(true).outcome(input as unknown as Chain)
  return isDeepStrictEqual(synchronous, asynchronous) ? synchronous : { synchronous, asynchronous }
}

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

interface Chain {
  readonly middleware: readonly DescribedMiddleware[]
  readonly view?: Action
  readonly request?: { readonly path: string }
  readonly default_handlers?: boolean
  readonly handler_fails?: number
}

/** One case: builds what it describes and writes down what runs. */
class Run {
  readonly events: string[] = []
  readonly #isAsync: boolean

  constructor(isAsync: boolean) {
    this.#isAsync = isAsync
  }

  async outcome(input: Chain): Promise<unknown> {
    const response = await this.#answer(input)
    const { statusCode: status, payload: body } = response
    // The recordings have the headers of Django's own pages only.
    return { events: this.events, status, body, ...(input.default_handlers ? { headers: [...response.headers] } : {}) }
  }

  async #answer(input: Chain): Promise<HttpResponseBase> {
    const handlers = input.default_handlers ? {} : this.#handlers(input.handler_fails)
    const app = createApplication({
      urlpatterns: [rePath('^$', () => this.#view(input.view))],
      ...handlers,
      settings: defineSettings({
        ALLOWED_HOSTS: ['testserver'],
        // Nobody wants to read of errors that are there on purpose.
        LOGGING: { loggers: { 'django.request': { level: 'CRITICAL' } } },
        MIDDLEWARE: input.middleware.map(described => this.#middleware(described)),
      }),
      observer: {},
    })
    const target = encodeURI(input.request?.path ?? '/')
    try {
      return await app.handle(new HttpRequest({ method: 'GET', target, rawHeaders: ['Host', 'testserver'] }))
    } finally {
      activateResolver(null)
    }
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
    return action.respond
      ? new HttpResponse(action.respond.body ?? label, { status: action.respond.status })
      : undefined
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
  if (hook === 'process_exception') return `(${(given as Error).name})`
  return hook === 'process_response' ? `(${(given as HttpResponseBase).statusCode})` : ''
}

/** An error of that Python name: one of ours where there is one. */
function makeError(name: string): Error {
  const known = (http as unknown as Record<string, new () => Error>)[name]
  return known ? new known() : Object.assign(new Error(name), { name })
}

function camelCase(hook: string): string {
  return hook.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
