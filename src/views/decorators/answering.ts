import { HttpResponseBase } from '../../http/response-base.js'
import { responseFromStandard } from '../../http/standard.js'
import type { AnyView } from '../../urls/types.js'
import { after } from '../../utils/after.js'
import { wrapping } from './wrapping.js'

/**
 * A view like `view` whose responses `change` has its hands on, in the same tick when the view answers in it. With the
 * name of a `decorator`, what is no request is refused in its name.
 */
export function changingResponses<F extends AnyView>(
  view: F,
  change: (response: HttpResponseBase) => void,
  decorator?: string,
): F {
  return wrapping(view, function (this: unknown, ...args: never[]) {
    if (decorator !== undefined) checkRequest(args[0], decorator)
    return after(Reflect.apply(view, this, args) as unknown, answer => {
      const response = responseOf(answer)
      if (response instanceof HttpResponseBase) change(response)
      return response
    })
  })
}

/** A standard `Response` as one of ours. What is no response stays what it is: the cycle says so, and whose it is. */
export function responseOf(answer: unknown): unknown {
  if (answer instanceof HttpResponseBase || typeof Response !== 'function') return answer
  return answer instanceof Response ? responseFromStandard(answer) : answer
}

/** Throws TypeError, in Django's words. */
function checkRequest(request: unknown, decorator: string): void {
  if (typeof request === 'object' && request !== null && 'META' in request) return
  throw new TypeError(
    `${decorator} didn't receive an HttpRequest. If you are decorating a classmethod, be sure to use @methodDecorator.`,
  )
}
