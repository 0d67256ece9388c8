import type { Input } from './family.js'

/** A decision of ours to be other than Django, as a rule over what goes in. */
export interface Difference {
  /** The id of its line in the README's table of differences. */
  readonly id: string
  readonly family: string
  /** One sentence: why. */
  readonly reason: string
  /** Whether a case is of the kind the rule speaks of: seen from its `in` and its triage tags alone. */
  covers(input: Input, tags: readonly string[]): boolean
}

export const differences: readonly Difference[] = [
  {
    id: 'handler500-that-fails',
    family: 'middleware',
    reason:
      'A handler500 that fails itself is answered with the plainest 500 page; in Django the exception reaches the server, whose page it is.',
    covers: ({ handler_fails }) => handler_fails === 500,
  },
]
