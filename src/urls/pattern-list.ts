import type { Pattern } from './pattern.js'
import { type Candidates, PatternTree } from './tree.js'

/** The one compiled list there is of these patterns. */
export function listOf<Entry extends { readonly pattern: Pattern }>(patterns: readonly Entry[]): PatternList<Entry> {
  const list = (lists.get(patterns) as PatternList<Entry> | undefined) ?? new PatternList(patterns)
  lists.set(patterns, list)
  return list
}

const lists = new WeakMap<object, unknown>()

/** A list of patterns, ready to be searched. It is compiled on first use, and again should it have grown since. */
export class PatternList<Entry extends { readonly pattern: Pattern }> {
  readonly patterns: readonly Entry[]
  #tree: PatternTree | undefined
  #length = 0

  constructor(patterns: readonly Entry[]) {
    this.patterns = patterns
  }

  /** Where in the list the patterns are that may match what stands in `path` from the index `from` on. */
  candidatesFor(path: string, from: number): Candidates {
    if (this.#tree === undefined || this.#length !== this.patterns.length) this.#compile()
    return this.#tree!.candidatesFor(path, from)
  }

  #compile(): void {
    const { patterns } = this
    this.#tree = new PatternTree(patterns.length, place => patterns[place]!.pattern.skeleton)
    this.#length = patterns.length
  }
}
