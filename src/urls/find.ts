import type { PatternMatch } from './pattern.js'
import type { PatternList } from './pattern-list.js'
import type { Bucket } from './tree.js'
import type { AnyPattern, IncludePattern, ViewPattern } from './urlpattern.js'

/** The includes gone through to a pattern, innermost first, each with what it captured. */
export interface Way {
  readonly include: IncludePattern
  readonly match: PatternMatch
  /** Where in the path the include was tried. */
  readonly from: number
  readonly outer: Way | undefined
}

/** The pattern that matched, what it captured, and the includes around it. */
export interface Found {
  readonly pattern: ViewPattern
  readonly match: PatternMatch
  readonly way: Way | undefined
}

/** The first pattern in order that matches `path` from the index `from` on; where an include fails, the next is tried. */
export function find(list: PatternList<AnyPattern>, path: string, from: number): Found | undefined {
  return new Search(path).within(list, from, undefined)
}

/** From how many includes on a search remembers which of them led nowhere. */
const includesBeforeNotes = 8

/** One search. It ends with the first pattern found, so whatever has been looked into before has failed. */
class Search {
  readonly #path: string
  #includes = 0
  #failed: Map<PatternList<AnyPattern>, Set<number>> | undefined

  constructor(path: string) {
    this.#path = path
  }

  within(list: PatternList<AnyPattern>, from: number, way: Way | undefined): Found | undefined {
    const buckets = list.bucketsFor(this.#path, from)
    if (buckets.length !== 1) return this.#merging(list, buckets, from, way)
    for (const place of buckets[0]!) {
      const found = this.#try(list.patterns[place]!, from, way)
      if (found !== undefined) return found
    }
    return undefined
  }

  #merging(list: PatternList<AnyPattern>, buckets: readonly Bucket[], from: number, way: Way | undefined) {
    const cursors = buckets.map(() => 0)
    for (let place = takeFirst(buckets, cursors); place >= 0; place = takeFirst(buckets, cursors)) {
      const found = this.#try(list.patterns[place]!, from, way)
      if (found !== undefined) return found
    }
    return undefined
  }

  #try(pattern: AnyPattern, from: number, way: Way | undefined): Found | undefined {
    const match = pattern.pattern.match(this.#path, from)
    if (match === null) return undefined
    if (pattern.kind === 'view') return { pattern, match, way }
    if (goesInCircles(pattern, from, way) || this.#hasFailed(pattern, match.end)) return undefined
    return this.within(pattern.list, match.end, { include: pattern, match, from, outer: way })
  }

  // Lists that include each other can be reached at the same place in more ways than anybody has time for. Few searches
  // get as far as that, so the others keep no notes.
  #hasFailed({ list }: IncludePattern, at: number): boolean {
    if (++this.#includes <= includesBeforeNotes) return false
    this.#failed ??= new Map()
    const places = this.#failed.get(list) ?? new Set()
    this.#failed.set(list, places)
    const isKnown = places.has(at)
    places.add(at)
    return isKnown
  }
}

// An include that leads back to itself without having taken anything from the path would do so forever.
function goesInCircles(include: IncludePattern, from: number, way: Way | undefined): boolean {
  for (let step = way; step && step.from === from; step = step.outer) if (step.include === include) return true
  return false
}

/** The least number that the cursors point at, or -1 behind the last one. Its cursor moves on. */
function takeFirst(buckets: readonly Bucket[], cursors: number[]): number {
  let first = -1
  let which = -1
  for (let index = 0; index < buckets.length; index++) {
    const bucket = buckets[index]!
    const cursor = cursors[index]!
    if (cursor >= bucket.length || (which >= 0 && bucket[cursor]! > first)) continue
    first = bucket[cursor]!
    which = index
  }
  if (which >= 0) cursors[which]!++
  return first
}

/** How many ways are written down before an explanation ends: a table that includes itself may have no end of them. */
const mostTried = 10_000

/** Every way that Django's walk through the patterns takes, the last one being the match, should there be one. */
export function tried(patterns: readonly AnyPattern[], path: string, from: number): AnyPattern[][] {
  const ways: AnyPattern[][] = []
  walk(patterns, path, from, undefined, ways)
  return ways
}

// True when there is no more to tell.
function walk(
  patterns: readonly AnyPattern[],
  path: string,
  from: number,
  way: Way | undefined,
  ways: AnyPattern[][],
): boolean {
  for (const pattern of patterns) {
    const match = pattern.pattern.match(path, from)
    if (match === null || pattern.kind === 'view' || goesInCircles(pattern, from, way)) {
      ways.push([...includesOf(way), pattern])
      if ((match !== null && pattern.kind === 'view') || ways.length >= mostTried) return true
    } else if (walk(pattern.patterns, path, match.end, { include: pattern, match, from, outer: way }, ways)) return true
  }
  return false
}

function includesOf(way: Way | undefined): IncludePattern[] {
  const includes: IncludePattern[] = []
  for (let step = way; step; step = step.outer) includes.unshift(step.include)
  return includes
}
