import type { AnyView } from './types.js'

/** What `reverse()` is to who cannot bring it along: the template language, which has to be of use in a browser too. */
export type Reverser = (
  view: string | AnyView,
  values: object,
  options: { readonly currentApp?: string | null },
) => string

let reverser: Reverser | null = null

/** Says how addresses are made of names: `reverse()` does, when it is loaded. Returns the one before. */
export function setReverser(next: Reverser | null): Reverser | null {
  const before = reverser
  reverser = next
  return before
}

/** How addresses are made of names; `null` while nobody can. */
export function currentReverser(): Reverser | null {
  return reverser
}
