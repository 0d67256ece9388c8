import type { AnyView } from '../../urls/types.js'

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
