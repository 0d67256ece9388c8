import type { Answer, AnyView } from '../../urls/types.js'

/**
 * For a decorator of one's own: `inner` in the place of `view`, of its name and with what it is marked with (`csrfExempt`,
 * `requireGET`, `maxBody`…), so that messages, `showurls` and middleware know it for the view that the project wrote.
 * Python: `functools.wraps`.
 *
 * ```ts
 * export function memberRequired<Kwargs>(view: View<Kwargs>): View<Kwargs> {
 *   return wraps(view, (request, kwargs) => {
 *     if (!request.user.isMember) throw new PermissionDenied()
 *     return view(request, kwargs)
 *   })
 * }
 * ```
 */
export function wraps<F extends AnyView>(view: F, inner: (...args: Parameters<F>) => Answer | Promise<Answer>): F {
  return wrapping(view, inner as (...args: never[]) => unknown)
}

/**
 * `inner` in the place of `view`: of its name, with as many parameters and with what else it was marked with, and known
 * to come from it, so that messages and `showurls` name what the project wrote. Python's `functools.wraps`.
 */
export function wrapping<F extends AnyView>(view: F, inner: (this: unknown, ...args: never[]) => unknown): F {
  named(view, inner)
  Object.defineProperty(inner, 'wrapped', { value: view, configurable: true })
  return inner as unknown as F
}

/** A function of its own that does what `view` does: to be marked, while the view itself stays as it is. */
export function passingOn<F extends AnyView>(view: F): F {
  return wrapping(view, function (this: unknown, ...args: never[]) {
    return Reflect.apply(view, this, args)
  })
}

/** Gives `inner` the name of `view`, as many parameters, and its marks. */
export function named(view: AnyFunction, inner: AnyFunction): void {
  copyMarks(view, inner)
  Object.defineProperties(inner, {
    name: { value: view.name, configurable: true },
    length: { value: view.length, configurable: true },
  })
}

/** Marks `to` with what `from` is marked with: `csrfExempt` and whatever else somebody has set. */
export function copyMarks(from: AnyFunction, to: AnyFunction): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
    // Configurable, for the next decorator may mark it otherwise.
    if (!ownProperties.has(name)) Object.defineProperty(to, name, { ...descriptor, configurable: true })
  }
}

type AnyFunction = (this: never, ...args: never[]) => unknown

/** What every function has for itself. */
const ownProperties = new Set(['name', 'length', 'prototype', 'arguments', 'caller', 'wrapped'])
