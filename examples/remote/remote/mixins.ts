import { DjangoJSONEncoder, type HttpRequest, HttpResponse } from 'tiny-django/http'
import type { Answer } from 'tiny-django/urls'
import type { View } from 'tiny-django/views'

// biome-ignore lint/suspicious/noExplicitAny: what TypeScript asks for of the classes that a mixin takes
type Mixable = new (...args: any[]) => View
type Handler = (request: HttpRequest, ...args: unknown[]) => Answer | Promise<Answer>

const allowed = new WeakSet<object>()

/**
 * Lets a method of a view be called by a script. Without it nobody could say which of its methods are for everybody.
 *
 * ```ts
 * class Tasks extends JSONResponseMixin(View) {
 *   @allowRemoteInvocation
 *   list() { … }
 * }
 * ```
 */
export function allowRemoteInvocation<M extends (...args: never[]) => unknown>(
  method: M,
  _context?: ClassMethodDecoratorContext,
): M {
  allowed.add(method)
  return method
}

/** Thrown by such a method: the script gets this message, as JSON and with this status. */
export class JSONResponseException extends Error {
  override readonly name = 'JSONResponseException'
  readonly statusCode: number

  constructor(message: string, status = 400) {
    super(message)
    this.statusCode = status
  }
}

/** A view that can answer in JSON. */
export function JSONBaseMixin<Base extends Mixable>(base: Base) {
  return class extends base {
    jsonEncoder = DjangoJSONEncoder
    jsonContentType = 'application/json;charset=UTF-8'

    jsonResponse(data: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpResponse {
      return new HttpResponse(new this.jsonEncoder().encode(data), {
        contentType: this.jsonContentType,
        status,
        headers: { 'Cache-Control': 'no-cache', ...headers },
      })
    }
  }
}

/**
 * A view whose methods a script calls by their names: the header `DjNg-Remote-Method` says which, the body is the
 * argument as JSON, and what the method returns is the answer. Every other request is for the class that this is put on.
 */
export function JSONResponseMixin<Base extends Mixable>(base: Base) {
  return class extends JSONBaseMixin(base) {
    get(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
      const name = remoteMethod(request)
      return name === null ? this.dispatchSuper(request, ...args) : this.invoke(name)
    }

    post(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
      const name = remoteMethod(request)
      return name === null ? this.dispatchSuper(request, ...args) : this.invoke(name, readData(request))
    }

    /** The answer of the method of that name. */
    async invoke(name: string, ...data: [unknown?]): Promise<HttpResponse> {
      const method: unknown = Reflect.get(this, name)
      const fullName = `${this.constructor.name}.${name}`
      if (typeof method !== 'function') return this.jsonResponse({ message: `There is no method '${fullName}'` }, 400)
      if (!allowed.has(method)) {
        return this.jsonResponse({ message: `Method '${fullName}' has no decorator '@allowRemoteInvocation'` }, 403)
      }
      try {
        return this.jsonResponse(await Reflect.apply(method, this, data))
      } catch (error) {
        if (!(error instanceof JSONResponseException)) throw error
        return this.jsonResponse({ message: error.message }, error.statusCode)
      }
    }

    /** Has the class that this is put on answer, if it has a handler for such a request. */
    dispatchSuper(request: HttpRequest, ...args: unknown[]): Answer | Promise<Answer> {
      const method = request.method ?? ''
      const handler: unknown = Reflect.get(base.prototype, method.toLowerCase())
      if (typeof handler === 'function') return Reflect.apply(handler as Handler, this, [request, ...args])
      const message = `This view can not handle method ${method}`
      return this.jsonResponse({ message }, 405, { Allow: this.allowedMethods().join(', ') })
    }
  }
}

/** The name of the method that a script wants to call; `null` when it is something else that asks. */
function remoteMethod({ headers }: HttpRequest): string | null {
  return headers.get('X-Requested-With') === 'XMLHttpRequest' ? headers.get('DjNg-Remote-Method') : null
}

/** What the body says: as JSON, or else the text itself. */
function readData(request: HttpRequest): unknown {
  const text = request.text()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
