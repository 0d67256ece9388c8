import { ImproperlyConfigured } from '../conf/exceptions.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponseBase } from '../http/response-base.js'
import { MiddlewareNotUsed } from '../middleware/exceptions.js'
import type { GetResponse, Middleware, MiddlewareClass, MiddlewareHooks } from '../middleware/types.js'
import { isPromiseLike } from '../utils/after.js'
import { toResponse } from './answer.js'
import type { ExceptionConverter } from './exceptions.js'
import type { Observer } from './observer.js'

/** Turns what a layer threw into a response. Throws only what handling it threw. */
export type ConvertException = (request: HttpRequest, error: unknown) => HttpResponseBase | Promise<HttpResponseBase>

/** The hooks that run around the view itself, each list in the order in which it runs. */
export interface ViewHooks {
  readonly view: Pick<MiddlewareHooks, 'processView'>[]
  readonly templateResponse: Pick<MiddlewareHooks, 'processTemplateResponse'>[]
  readonly exception: Pick<MiddlewareHooks, 'processException'>[]
}

/**
 * Builds the middleware around `innermost`, the last in the list first, as Django does: what each one sees further in
 * answers errors with responses. Their view hooks are added to `hooks`.
 */
export function buildChain(
  middleware: readonly (Middleware | MiddlewareClass)[],
  innermost: GetResponse,
  hooks: ViewHooks,
  exceptions: Pick<ExceptionConverter, 'respond'>,
  observer: Observer = {},
): GetResponse {
  const convert: ConvertException = (request, error) => exceptions.respond(request, error, 'middleware')
  let getResponse = innermost
  for (const entry of middleware.toReversed()) {
    const built = build(entry, getResponse)
    if (built === undefined) continue
    collectHooks(built, hooks)
    const layer = convertExceptions(asLayer(built, getResponse), () => `The middleware ${nameOf(entry)}`, convert)
    getResponse = observer.aroundMiddleware?.(entry, layer) ?? layer
  }
  return getResponse
}

/** A layer whose errors are responses, and whose answers are checked. */
export function convertExceptions(layer: GetResponse, describe: () => string, convert: ConvertException): GetResponse {
  return request => {
    try {
      const answer = layer(request)
      if (answer instanceof HttpResponseBase) return answer
      return isPromiseLike(answer) ? settle(request, answer) : toResponse(answer, describe)
    } catch (error) {
      return convert(request, error)
    }
  }

  async function settle(request: HttpRequest, answer: PromiseLike<HttpResponseBase>): Promise<HttpResponseBase> {
    try {
      return toResponse(await answer, describe)
    } catch (error) {
      return convert(request, error)
    }
  }
}

type Instance = InstanceType<MiddlewareClass>
type Built = Instance | (GetResponse & Partial<MiddlewareHooks>)

function build(entry: Middleware | MiddlewareClass, getResponse: GetResponse): Built | undefined {
  if (typeof entry !== 'function') {
    throw new ImproperlyConfigured(
      `MIDDLEWARE holds ${describeEntry(entry)}; it takes middleware by reference.${importHint(entry)}`,
    )
  }
  try {
    const built: unknown = isClass(entry) ? new entry(getResponse) : entry(getResponse)
    if (built === undefined || built === null) {
      throw new ImproperlyConfigured(`Middleware factory ${nameOf(entry)} returned ${built}.`)
    }
    if (typeof built !== 'object' && typeof built !== 'function') {
      throw new ImproperlyConfigured(`Middleware factory ${nameOf(entry)} returned a ${typeof built}.`)
    }
    return built as Built
  } catch (error) {
    if (error instanceof MiddlewareNotUsed) return undefined
    throw error
  }
}

function importHint(entry: unknown): string {
  if (typeof entry !== 'string') return ''
  const name = entry.slice(entry.lastIndexOf('.') + 1)
  return ` Import ${name} and list it itself: MIDDLEWARE: [${name}].`
}

/** A class's own `prototype` cannot be written; that of a function can, and an arrow function has none. */
function isClass(entry: Middleware | MiddlewareClass): entry is MiddlewareClass {
  return Object.getOwnPropertyDescriptor(entry, 'prototype')?.writable === false
}

/** What runs per request: decided here, once. */
function asLayer(built: Built, getResponse: GetResponse): GetResponse {
  if (typeof built === 'function') return built
  if (typeof built.call === 'function') return request => (built as { call: GetResponse }).call(request)
  if (hasHook(built, 'processRequest')) {
    return hasHook(built, 'processResponse')
      ? requestAndResponse(built, getResponse)
      : request => beforeRequest(built, request, getResponse)
  }
  return hasHook(built, 'processResponse') ? request => afterwards(built, request, getResponse(request)) : getResponse
}

type WithRequest = Pick<MiddlewareHooks, 'processRequest'>
type WithResponse = Pick<MiddlewareHooks, 'processResponse'>
type Answer = HttpResponseBase | Promise<HttpResponseBase>

function requestAndResponse(built: WithRequest & WithResponse, getResponse: GetResponse): GetResponse {
  return request => afterwards(built, request, beforeRequest(built, request, getResponse))
}

function beforeRequest(built: WithRequest, request: HttpRequest, getResponse: GetResponse): Answer {
  const early = built.processRequest(request)
  if (isPromiseLike(early)) return Promise.resolve(early).then(response => response || getResponse(request))
  return early || getResponse(request)
}

function afterwards(built: WithResponse, request: HttpRequest, response: Answer): Answer {
  return isPromiseLike(response)
    ? Promise.resolve(response).then(ready => built.processResponse(request, ready))
    : built.processResponse(request, response)
}

function collectHooks(built: Built, hooks: ViewHooks): void {
  if (hasHook(built, 'processView')) hooks.view.unshift(built)
  if (hasHook(built, 'processTemplateResponse')) hooks.templateResponse.push(built)
  if (hasHook(built, 'processException')) hooks.exception.push(built)
}

function hasHook<Name extends keyof MiddlewareHooks>(
  built: Partial<MiddlewareHooks>,
  name: Name,
): built is Partial<MiddlewareHooks> & Pick<MiddlewareHooks, Name> {
  return typeof built[name] === 'function'
}

function nameOf(entry: Middleware | MiddlewareClass): string {
  return entry.name || '(anonymous)'
}

function describeEntry(entry: unknown): string {
  return typeof entry === 'string' ? `the string "${entry}"` : entry === undefined ? 'undefined' : `a ${typeof entry}`
}
