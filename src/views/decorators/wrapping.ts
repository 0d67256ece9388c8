import type { AnyView } from '../../urls/types.js'

/**
 * `inner` in the place of `view`: of its name and with as many parameters, and known to come from it, so that messages
 * and `showurls` name what the project wrote. Python's `functools.wraps`.
 */
export function wrapping<F extends AnyView>(view: F, inner: (this: unknown, ...args: never[]) => unknown): F {
  Object.defineProperties(inner, {
    name: { value: view.name, configurable: true },
    length: { value: view.length, configurable: true },
    wrapped: { value: view },
  })
  return inner as unknown as F
}
