import { lineAbout, logResponse } from '../../http/log.js'
import type { HttpRequest } from '../../http/request.js'
import { HttpResponse, HttpResponseNotAllowed } from '../../http/response.js'
import type { Answer, View as FunctionView, NoKwargs } from '../../urls/types.js'
import { repr } from '../../utils/repr.js'

/** The methods that a view may have handlers for, in the order in which `Allow` names them. */
const METHOD_NAMES = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const
type MethodName = (typeof METHOD_NAMES)[number]

type Handler = (request: HttpRequest, ...args: unknown[]) => Answer | Promise<Answer>

/**
 * A view as a class: one method for each request method, and an instance for each request. Attributes that `asView()`
 * may set are fields with a value (`null` if need be). Django: `django.views.generic.base.View`.
 *
 * ```ts
 * class Article extends View {
 *   get(request: HttpRequest, { slug }: { slug: string }) { … }
 *   async post(request: HttpRequest, { slug }: { slug: string }) { … }
 * }
 * path('articles/<slug:slug>/', Article.asView())
 * ```
 */
export class View {
  httpMethodNames: readonly string[] = METHOD_NAMES
  // Set by `setup()`; declared only, so that one that forgets `super.setup()` is found out.
  declare request: HttpRequest
  /** What unnamed groups of the route captured. */
  declare args: readonly unknown[]
  /** What the route captured, and its extra kwargs. */
  declare kwargs: Readonly<Record<string, unknown>>

  /**
   * The class as a view for `path()`, which takes the kwargs that its handlers take. `initkwargs` are attributes for each
   * of its instances. Throws TypeError for an attribute that the class does not have, and for the name of a method.
   * Django: `View.as_view()`.
   */
  static asView<V extends View>(this: new () => V, initkwargs: InitKwargs<V> = {}): ClassView<KwargsOf<V>> {
    // biome-ignore lint/complexity/noThisInStatic: the class that it is called on
    return makeView(this, initkwargs)
  }

  /** Called before `dispatch`, with what the view is called with. */
  setup(request: HttpRequest, ...args: unknown[]): void {
    const kwargs = args.at(-1)
    if ('get' in this && !('head' in this)) Object.assign(this, { head: this.get })
    this.request = request
    this.args = args.slice(0, -1)
    this.kwargs = isKwargs(kwargs) ? kwargs : {}
  }

  /** Calls the handler for the request's method. */
  dispatch(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
    return this.#handlerFor(request.method ?? '').call(this, request, ...args)
  }

  /** Answers a method that the view has no handler for. */
  httpMethodNotAllowed(request: HttpRequest, ..._args: unknown[]): Answer | Promise<Answer> {
    const response = new HttpResponseNotAllowed(this.allowedMethods())
    const line = () => lineAbout(request, `Method Not Allowed (${request.method})`)
    logResponse(line, { request, response })
    return response
  }

  /** Answers OPTIONS: with what is allowed. */
  options(_request: HttpRequest, ..._args: never[]): Answer | Promise<Answer> {
    return new HttpResponse('', { headers: { Allow: this.allowedMethods().join(', '), 'Content-Length': '0' } })
  }

  /** The methods that the view has handlers for, in capitals. */
  allowedMethods(): string[] {
    const hasHandler = (name: string) => name in this || (name === 'head' && 'get' in this)
    return this.httpMethodNames.filter(hasHandler).map(name => name.toUpperCase())
  }

  #handlerFor(method: string): Handler {
    const name = method.toLowerCase()
    const handler = this.httpMethodNames.includes(name) ? (Reflect.get(this, name) as unknown) : undefined
    return typeof handler === 'function' ? (handler as Handler) : this.httpMethodNotAllowed
  }
}

/** The attributes of a view class that are neither its handlers nor other methods of its. */
export type InitKwargs<V extends View> = {
  [Name in keyof V as Name extends MethodName | PerRequest ? never : V[Name] extends Method ? never : Name]?: V[Name]
}
type PerRequest = 'request' | 'args' | 'kwargs'
type Method = (...args: never[]) => unknown

/** What the handlers of a view class want of its route, all of them together. */
export type KwargsOf<V> = Together<
  {
    [Name in Exclude<MethodName, 'options'> & keyof V]: V[Name] extends HandlerOf<infer K> ? Wants<K> : never
  }[Exclude<MethodName, 'options'> & keyof V]
>
type HandlerOf<K> = (request: never, kwargs: K, ...rest: never[]) => unknown
// As functions, so that together they take an intersection, of which a union stays one. A parameter with a default may be
// `undefined` too.
type Wants<K> = (kwargs: unknown extends K ? NoKwargs : Exclude<K, undefined>) => void
type Together<Wanting> = [Wanting] extends [never]
  ? NoKwargs
  : [Wanting] extends [(all: infer All) => void]
    ? All
    : never

/** What `asView()` returns: a view, and what it was made of. */
export interface ClassView<Kwargs = NoKwargs> extends FunctionView<Kwargs> {
  readonly viewClass: new () => View
  readonly viewInitkwargs: object
  /** What the class has handlers for, unless it decides for itself in `dispatch`. */
  readonly allowedMethods?: readonly string[]
}

function makeView<V extends View, Kwargs>(viewClass: new () => V, initkwargs: object): ClassView<Kwargs> {
  const sample = new viewClass()
  for (const name of Object.keys(initkwargs)) refuseKeyword(viewClass.name, sample, name)

  const view = (request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> => {
    const self = Object.assign(new viewClass(), initkwargs)
    self.setup(request, ...args)
    if (!('request' in self)) {
      throw new TypeError(
        `${viewClass.name} instance has no 'request' attribute. Did you override setup() and forget to call super()?`,
      )
    }
    return self.dispatch(request, ...args)
  }
  Object.defineProperty(view, 'name', { value: viewClass.name })
  const decidesItself = sample.dispatch !== View.prototype.dispatch
  // What decorators have left on `dispatch` (`csrfExempt`) is said of the view.
  return Object.assign(view, sample.dispatch, {
    viewClass,
    viewInitkwargs: initkwargs,
    ...(decidesItself ? {} : { allowedMethods: Object.assign(sample, initkwargs).allowedMethods() }),
  }) as unknown as ClassView<Kwargs>
}

function refuseKeyword(className: string, sample: View, name: string): void {
  if (sample.httpMethodNames.includes(name)) {
    throw new TypeError(`The method name ${name} is not accepted as a keyword argument to ${className}().`)
  }
  if (name in sample) return
  throw new TypeError(
    `${className}() received an invalid keyword ${repr(name)}. asView only accepts arguments that are already ` +
      'attributes of the class.',
  )
}

function isKwargs(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
