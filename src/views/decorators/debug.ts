import { HttpRequest } from '../../http/request.js'
import { ALL_SENSITIVE, markSensitive } from '../debug/sensitive.js'
import type { ViewDecorator } from './http.js'
import { wrapping } from './wrapping.js'

/**
 * Says which local variables of a function are never to be shown where an error is reported; without names, all of them.
 * The function stays the same one. Throws TypeError when it is used without being called.
 * Django: `django.views.decorators.debug.sensitive_variables`.
 *
 * ```ts
 * export const login = sensitiveVariables('password')(function login(request: HttpRequest) { … })
 * ```
 */
export function sensitiveVariables(
  ...variables: readonly string[]
): <F extends (...args: never[]) => unknown>(fn: F) => F {
  checkNames(variables, 'sensitiveVariables')
  return fn => {
    markSensitive(fn, variables.length > 0 ? variables : ALL_SENSITIVE)
    return fn
  }
}

/**
 * Says which fields of a form are never to be shown where an error is reported; without names, all of them: in
 * `request.sensitivePostParameters` while the view runs. Throws TypeError when it is used without being called.
 * Django: `django.views.decorators.debug.sensitive_post_parameters`.
 */
export function sensitivePostParameters(...parameters: readonly string[]): ViewDecorator {
  checkNames(parameters, 'sensitivePostParameters')
  return view =>
    wrapping(view, function (this: unknown, ...args: never[]) {
      const request: unknown = args[0]
      if (!(request instanceof HttpRequest)) {
        throw new TypeError(
          "sensitivePostParameters didn't receive an HttpRequest object. If you are decorating a classmethod, make " +
            'sure to use @methodDecorator.',
        )
      }
      request.sensitivePostParameters = parameters.length > 0 ? parameters : ALL_SENSITIVE
      return Reflect.apply(view, this, args)
    })
}

function checkNames(names: readonly unknown[], decorator: string): void {
  if (names.length !== 1 || typeof names[0] !== 'function') return
  throw new TypeError(
    `${decorator}() must be called to use it as a decorator, e.g., use @${decorator}(), not @${decorator}.`,
  )
}

declare module '../../http/request.js' {
  interface HttpRequest {
    /** Fields of POST that no report may show; set by the decorator `sensitivePostParameters`. */
    sensitivePostParameters?: readonly string[] | typeof ALL_SENSITIVE
  }
}
