import { type BodyRules, markView } from '../../http/uploads/rules.js'
import type { AnyView } from '../../urls/types.js'

/** A view like `view`, of the same name, whose requests are received by `rules`. */
export function marked<F extends AnyView>(view: F, rules: BodyRules): F {
  // A function of its own: the same view may be marked otherwise for another URL.
  const result = function (this: unknown, ...args: never[]) {
    return Reflect.apply(view, this, args)
  }
  Object.defineProperties(result, {
    name: { value: view.name, configurable: true },
    length: { value: view.length, configurable: true },
    wrapped: { value: view },
  })
  markView(result, rules)
  return result as unknown as F
}
