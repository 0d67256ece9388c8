import type { HttpRequest } from '../../http/request.js'
import { HttpResponseBase } from '../../http/response-base.js'
import type { GetResponse, MiddlewareHooks, View } from '../../middleware/types.js'
import type { AnyView } from '../../urls/types.js'
import { after, isPromiseLike } from '../../utils/after.js'
import { responseOf } from './answering.js'
import type { ViewDecorator } from './http.js'
import { wrapping } from './wrapping.js'

/** A middleware class, with what else its constructor takes. */
export type MiddlewareClassWith<Args extends readonly unknown[]> = new (
  getResponse: GetResponse,
  ...args: Args
) => Partial<MiddlewareHooks>

/**
 * A decorator that has a single view do what a middleware class does for all: its hooks run around the view.
 * Django: `django.utils.decorators.decorator_from_middleware`.
 *
 * ```ts
 * const gzipPage = decoratorFromMiddleware(GZipMiddleware)
 * ```
 */
export function decoratorFromMiddleware(middlewareClass: MiddlewareClassWith<[]>): ViewDecorator {
  return decoratorFromMiddlewareWithArgs(middlewareClass)()
}

/** The same for a class whose constructor takes more: what is returned takes it and gives the decorator. */
export function decoratorFromMiddlewareWithArgs<Args extends readonly unknown[]>(
  middlewareClass: MiddlewareClassWith<Args>,
): (...args: Args) => ViewDecorator {
  return (...middlewareArgs) =>
    view => {
      const hooks = new middlewareClass(view as unknown as GetResponse, ...middlewareArgs)
      return wrapping(view, function (this: unknown, ...args: never[]) {
        return runAround(hooks, view, args, () => Reflect.apply(view, this, args))
      })
    }
}

type Hooks = Partial<MiddlewareHooks>

function runAround(hooks: Hooks, view: AnyView, args: readonly unknown[], call: () => unknown): unknown {
  const request = args[0] as HttpRequest
  return after(before(hooks, view, args), early => early ?? after(guarded(hooks, request, call), finish))

  function finish(answer: unknown): unknown {
    return answer instanceof Rescue ? answer.response : afterwards(hooks, request, responseOf(answer))
  }
}

/** The answer of a hook in front of the view. */
function before(hooks: Hooks, view: AnyView, args: readonly unknown[]): unknown {
  const request = args[0] as HttpRequest
  return after(hooks.processRequest?.(request) as unknown, early => {
    if (early || hooks.processView === undefined) return early || undefined
    return hooks.processView(request, view as View, positional(args), keywords(args))
  })
}

// The kwargs object is always the last argument, where there is one.
function positional(args: readonly unknown[]): readonly unknown[] {
  return args.slice(1, -1)
}

function keywords(args: readonly unknown[]): Record<string, unknown> {
  return args.length > 1 ? (args.at(-1) as Record<string, unknown>) : {}
}

/** What `processException` answered in the view's place, which no other hook sees. */
class Rescue {
  readonly response: unknown

  constructor(response: unknown) {
    this.response = response
  }
}

function guarded(hooks: Hooks, request: HttpRequest, call: () => unknown): unknown {
  if (hooks.processException === undefined) return call()
  const rescue = (error: unknown) =>
    after(hooks.processException?.(request, error) as unknown, response => {
      if (!response) throw error
      return new Rescue(response)
    })
  try {
    const answer = call()
    return isPromiseLike(answer) ? Promise.resolve(answer).then(undefined, rescue) : answer
  } catch (error) {
    return rescue(error)
  }
}

/** A response that is yet to be rendered. */
interface Renderable extends HttpResponseBase {
  render(): unknown
  addPostRenderCallback?(callback: (response: HttpResponseBase) => unknown): void
}

function afterwards(hooks: Hooks, request: HttpRequest, response: unknown): unknown {
  if (!(response instanceof HttpResponseBase)) return response
  if (!isRenderable(response)) return hooks.processResponse ? hooks.processResponse(request, response) : response
  return after((hooks.processTemplateResponse?.(request, response) ?? response) as HttpResponseBase, ready => {
    // What it looks like is known when it has been rendered.
    if (hooks.processResponse !== undefined) {
      ;(ready as Renderable).addPostRenderCallback?.(rendered => hooks.processResponse?.(request, rendered))
    }
    return ready
  })
}

function isRenderable(response: HttpResponseBase): response is Renderable {
  return typeof (response as Partial<Renderable>).render === 'function'
}
