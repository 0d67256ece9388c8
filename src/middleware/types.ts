import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'

/**
 * Everything that lies further in, as a middleware sees it: give it a request, get the response. Errors in there have
 * become responses by then.
 */
export type GetResponse = (request: HttpRequest) => HttpResponseBase | Promise<HttpResponseBase>

/**
 * A middleware as a function: called once at start-up, returns what runs per request. Django: "Writing your own
 * middleware". `after` keeps it synchronous where the view is:
 *
 * ```ts
 * export const timing: Middleware = getResponse => request => {
 *   const start = performance.now()
 *   return after(getResponse(request), response => {
 *     response.headers.set('X-Ms', `${performance.now() - start}`)
 *     return response
 *   })
 * }
 * ```
 */
export type Middleware = (getResponse: GetResponse) => GetResponse

/** A middleware as a class with hooks. With a `call` of its own, that one decides when the inner part runs. */
export interface MiddlewareClass {
  new (getResponse: GetResponse): Partial<MiddlewareHooks> & { call?: GetResponse }
}

/** Nothing, or a response that ends the way inward. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook written without any `return` is one too
export type HookAnswer = HttpResponseBase | null | undefined | void

/** Hooks may return promises. `null` or `undefined` means: go on. */
export interface MiddlewareHooks {
  /** Before the view is looked up. A response ends the way inward here. */
  processRequest(request: HttpRequest): HookAnswer | Promise<HookAnswer>
  /** Just before the view is called. A response takes the view's place. */
  processView(
    request: HttpRequest,
    view: View,
    args: readonly unknown[],
    kwargs: Record<string, unknown>,
  ): HookAnswer | Promise<HookAnswer>
  /** The view threw. A response takes the error's place. */
  processException(request: HttpRequest, error: unknown): HookAnswer | Promise<HookAnswer>
  /** The response can still be rendered (it has a `render` method). Must return a response. */
  processTemplateResponse(
    request: HttpRequest,
    response: HttpResponseBase,
  ): HttpResponseBase | Promise<HttpResponseBase>
  /** On the way out. Must return a response. */
  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase | Promise<HttpResponseBase>
}

/** The view that is about to be called, whatever its parameters. */
export type View = (request: HttpRequest, ...rest: never[]) => unknown

declare module '../conf/global-settings.js' {
  interface Settings {
    /** Middleware by reference, outermost first. Django: "Middleware". */
    MIDDLEWARE: readonly (Middleware | MiddlewareClass)[]
  }
}
