import type { PatternMatch } from './pattern.js'
import type { PatternList } from './pattern-list.js'
import { type Bucket, Several } from './tree.js'
import type { AnyPattern, IncludePattern, ViewPattern } from './urlpattern.js'

/** The includes gone through to a pattern, innermost first, each with what it captured. */
export interface Way {
  readonly include: IncludePattern
  readonly match: PatternMatch
  /** Where in the path the include was tried. */
  readonly from: number
  readonly outer: Way | undefined
  readonly notes: Notes
}

/** The pattern that matched, what it captured, and the includes around it. */
export interface Found {
  readonly pattern: ViewPattern
  readonly match: PatternMatch
  readonly way: Way | undefined
}

/** The first pattern in order that matches `path` from the index `from` on; where an include fails, the next is tried. */
export function find(list: PatternList<AnyPattern>, path: string, from: number, way?: Way): Found | undefined {
  const candidates = list.candidatesFor(path, from)
  if (candidates === undefined) return undefined
  if (typeof candidates === 'number') return tryPattern(list.patterns[candidates]!, path, from, way)
  if (candidates instanceof Several) return findMerging(list, candidates.buckets, path, from, way)
  for (let index = 0; index < candidates.length; index++) {
    const found = tryPattern(list.patterns[candidates[index]!]!, path, from, way)
    if (found !== undefined) return found
  }
  return undefined
}

function findMerging(
  list: PatternList<AnyPattern>,
  buckets: readonly Bucket[],
  path: string,
  from: number,
  way: Way | undefined,
): Found | undefined {
  const lists = buckets.map(bucket => (typeof bucket === 'number' ? [bucket] : bucket))
  const cursors = lists.map(() => 0)
  for (let place = takeFirst(lists, cursors); place >= 0; place = takeFirst(lists, cursors)) {
    const found = tryPattern(list.patterns[place]!, path, from, way)
    if (found !== undefined) return found
  }
  return undefined
}

function tryPattern(pattern: AnyPattern, path: string, from: number, way: Way | undefined): Found | undefined {
  const match = pattern.pattern.match(path, from)
  if (match === null) return undefined
  if (pattern.kind === 'view') return { pattern, match, way }
  const notes = way?.notes ?? new Notes()
  if (goesInCircles(pattern, from, way) || notes.hasFailed(pattern.list, match.end)) return undefined
  return find(pattern.list, path, match.end, { include: pattern, match, from, outer: way, notes })
}

/** From how many includes on a search notes which of them led nowhere. */
const includesBeforeNotes = 8

/**
 * What one search has looked into. It ends with the first pattern found, so all of that has failed. Lists that include
 * each other can be reached at the same place in more ways than anybody has time for; few searches get that far, so the
 * others write nothing down.
 */
class Notes {
  #includes = 0
  #failed: Map<PatternList<AnyPattern>, Set<number>> | undefined

  /** Whether the list has been looked into at this place before; it has from now on. */
  hasFailed(list: PatternList<AnyPattern>, at: number): boolean {
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
function goesInCircles(include: IncludePattern, from: number, way: Steps | undefined): boolean {
  for (let step = way; step && step.from === from; step = step.outer) if (step.include === include) return true
  return false
}

/** As much of a way as an explanation needs. */
type Steps = Pick<Way, 'include' | 'from'> & { readonly outer: Steps | undefined }

/** The least number that the cursors point at, or -1 behind the last one. Its cursor moves on. */
function takeFirst(buckets: readonly (readonly number[])[], cursors: number[]): number {
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
  way: Steps | undefined,
  ways: AnyPattern[][],
): boolean {
  for (const pattern of patterns) {
    const match = pattern.pattern.match(path, from)
    if (match === null || pattern.kind === 'view' || goesInCircles(pattern, from, way)) {
      ways.push([...includesOf(way), pattern])
      if ((match !== null && pattern.kind === 'view') || ways.length >= mostTried) return true
    } else if (walk(pattern.patterns, path, match.end, { include: pattern, from, outer: way }, ways)) return true
  }
  return false
}

function includesOf(way: Steps | undefined): IncludePattern[] {
  const includes: IncludePattern[] = []
  for (let step = way; step; step = step.outer) includes.unshift(step.include)
  return includes
}
