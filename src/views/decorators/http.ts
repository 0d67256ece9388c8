import { lineAbout, logResponse } from '../../http/log.js'
import type { HttpRequest } from '../../http/request.js'
import { HttpResponseNotAllowed } from '../../http/response.js'
import type { AnyView } from '../../urls/types.js'
import { printable } from '../../utils/printable.js'
import { wrapping } from './wrapping.js'

/** A decorator: gives a view of the same type. */
export type ViewDecorator = <F extends AnyView>(view: F) => F

/**
 * Has a view answer to these methods only; others get a 405 whose `Allow` header lists them. The names are in capitals.
 * `tiny-django showurls` and `whichurl` know them, as `allowedMethods` of the view.
 *
 * Django: `django.views.decorators.http.require_http_methods`.
 *
 * ```ts
 * export const edit = requireHttpMethods(['GET', 'POST'])((request, { id }: { id: number }) => …)
 * ```
 */
export function requireHttpMethods(methods: readonly string[]): ViewDecorator {
  return view => {
    const result = wrapping(view, function (this: unknown, ...args: never[]) {
      const [request] = args as unknown as [HttpRequest]
      return methods.includes(request.method as string) ? Reflect.apply(view, this, args) : refuse(request, methods)
    })
    Object.defineProperty(result, 'allowedMethods', { value: [...methods], configurable: true })
    return result
  }
}

/** Has a view answer to GET only. For most views `requireSafe` is what is meant: a HEAD request is refused here. */
export const requireGET: ViewDecorator = requireHttpMethods(['GET'])

/** Has a view answer to POST only. */
export const requirePOST: ViewDecorator = requireHttpMethods(['POST'])

/** Has a view answer to GET and HEAD only, which change nothing. */
export const requireSafe: ViewDecorator = requireHttpMethods(['GET', 'HEAD'])

function refuse(request: HttpRequest, methods: readonly string[]): HttpResponseNotAllowed {
  const response = new HttpResponseNotAllowed(methods)
  const what = () => lineAbout(request, `Method Not Allowed (${printable(request.method ?? 'None')})`)
  logResponse(what, { request, response })
  return response
}
