import { type BodyRules, markView } from '../../http/uploads/rules.js'
import type { AnyView } from '../../urls/types.js'
import { wrapping } from './wrapping.js'

/** A view like `view`, of the same name, whose requests are received by `rules`. */
export function marked<F extends AnyView>(view: F, rules: BodyRules): F {
  // A function of its own: the same view may be marked otherwise for another URL.
  const result = wrapping(view, function (this: unknown, ...args: never[]) {
    return Reflect.apply(view, this, args)
  })
  markView(result, rules)
  return result
}
