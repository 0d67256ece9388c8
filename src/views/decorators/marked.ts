import { type BodyRules, markView } from '../../http/uploads/rules.js'
import type { AnyView } from '../../urls/types.js'
import { passingOn } from './wrapping.js'

/** A view like `view`, of the same name, whose requests are received by `rules`. */
export function marked<F extends AnyView>(view: F, rules: BodyRules): F {
  // A function of its own: the same view may be marked otherwise for another URL.
  const result = passingOn(view)
  markView(result, rules)
  return result
}
