import { restOfSegment, type Skeleton } from './skeleton.js'

/** Places in a list of patterns, ascending. One alone stands for itself. */
export type Bucket = number | readonly number[]

/** Where a path may find its pattern. Nearly always there is one bucket or none. */
export type Candidates = Bucket | Several | undefined

/** More than one bucket. */
export class Several {
  readonly buckets: Bucket[]

  constructor(first: Bucket, second: Bucket) {
    this.buckets = [first, second]
  }
}

/**
 * A list of patterns as a tree over the text they begin with. For a path it gives the few patterns that may match, by
 * their place in the list; whether they do is for each pattern to say. Parameters that end at a slash are branches too.
 *
 * The tree only tells patterns apart: it branches at the characters in which they differ, jumps over those between, and
 * ends where there is one pattern left. That one compares the whole text anyway, and once is enough. It grows where paths
 * lead: a branch is made of its patterns when the first path comes there.
 */
export class PatternTree {
  readonly #root: Slot

  /** For so many patterns; `skeletonOf` is asked for each when it has to be told apart. */
  constructor(length: number, skeletonOf: SkeletonOf) {
    this.#root = slotFor(
      Array.from({ length }, (_, place) => place),
      0,
      skeletonOf,
    )
  }

  /** The patterns that may match what stands in `path` from the index `from` on. Every bucket is to be looked into. */
  candidatesFor(path: string, from: number): Candidates {
    return this.#root === undefined ? undefined : collect(this.#root, path, from, undefined)
  }
}

type SkeletonOf = (place: number) => Skeleton

/** What is behind a place in the tree: nothing, a pattern that is alone there, or several that differ further on. */
type Slot = number | Branch | undefined

function slotFor(places: number[], at: number, skeletonOf: SkeletonOf): Slot {
  return places.length > 1 ? new Branch({ places, at, skeletonOf }) : places[0]
}

function collect(start: number | Branch, path: string, from: number, before: Candidates): Candidates {
  let found = before
  let slot = start
  let at = from
  while (typeof slot !== 'number') {
    if (slot.unsorted !== undefined) slot.grow(slot.unsorted)
    at += slot.length
    if (at > path.length) return found
    if (slot.open !== undefined) found = both(found, slot.open)
    if (at === path.length) return slot.whole === undefined ? found : both(found, slot.whole)
    const code = path.charCodeAt(at)
    const child = slot.child(code)
    const { afterSegment } = slot
    if (afterSegment === undefined || code === slash) {
      if (child === undefined) return found
      slot = child
      continue
    }
    if (child !== undefined) found = collect(child, path, at, found)
    at = endOfSegment(path, at)
    slot = afterSegment
  }
  return both(found, slot)
}

function both(found: Candidates, bucket: Bucket): Candidates {
  if (found === undefined) return bucket
  if (!(found instanceof Several)) return new Several(found, bucket)
  found.buckets.push(bucket)
  return found
}

const slash = 47

function endOfSegment(path: string, at: number): number {
  const end = path.indexOf('/', at)
  return end < 0 ? path.length : end
}

/** Patterns that nothing has been looked up among yet, all of whose skeletons are alike up to the index `at`. */
interface Unsorted {
  readonly places: readonly number[]
  readonly at: number
  readonly skeletonOf: SkeletonOf
}

/** A place where patterns part. */
class Branch {
  unsorted: Unsorted | undefined
  /** The length of the text on the way here that they still have in common. */
  length = 0
  /** The patterns that may match whatever follows, and those that want the path to end here. */
  open: number[] | undefined = undefined
  whole: number[] | undefined = undefined
  /** What follows the rest of a segment. */
  afterSegment: Slot = undefined
  /** By the code of the next character, counted from `lowest`. */
  children: Slot[] = noChildren
  lowest = 0
  /** Those whose code would make the array above too long. */
  others: Map<number, Slot> | undefined = undefined

  constructor(unsorted: Unsorted) {
    this.unsorted = unsorted
  }

  child(code: number): Slot {
    const index = code - this.lowest
    const child = index >= 0 && index < this.children.length ? this.children[index] : undefined
    return child === undefined && this.others !== undefined ? this.others.get(code) : child
  }

  /** Sorts the patterns by what follows the text that they have in common. */
  grow({ places, at, skeletonOf }: Unsorted): void {
    this.unsorted = undefined
    const skeletons = places.map(skeletonOf)
    this.length = sharedLength(skeletons, at)
    const end = at + this.length
    const byCode = new Map<number, number[]>()
    for (let index = 0; index < places.length; index++) {
      const place = places[index]!
      const { text, isWhole } = skeletons[index]!
      if (end < text.length) addTo(byCode, text.charCodeAt(end), place)
      else if (isWhole) this.whole = added(this.whole, place)
      else this.open = added(this.open, place)
    }
    this.#hang(byCode, end, skeletonOf)
  }

  #hang(byCode: Map<number, number[]>, at: number, skeletonOf: SkeletonOf): void {
    const afterSegment = byCode.get(rest)
    if (afterSegment !== undefined) this.afterSegment = slotFor(afterSegment, at + 1, skeletonOf)
    byCode.delete(rest)
    const dense = [...byCode.keys()].filter(code => code <= lastDense)
    if (dense.length > 0) {
      this.lowest = Math.min(...dense)
      this.children = Array<Slot>(Math.max(...dense) - this.lowest + 1).fill(undefined)
    }
    for (const [code, places] of byCode) {
      const slot = slotFor(places, at, skeletonOf)
      if (code <= lastDense) this.children[code - this.lowest] = slot
      else this.others = (this.others ?? new Map<number, Slot>()).set(code, slot)
    }
  }
}

const rest = restOfSegment.charCodeAt(0)
const lastDense = 127
const noChildren: Slot[] = []

function addTo(lists: Map<number, number[]>, code: number, place: number): void {
  const list = lists.get(code)
  if (list === undefined) lists.set(code, [place])
  else list.push(place)
}

function added(bucket: number[] | undefined, place: number): number[] {
  if (bucket === undefined) return [place]
  bucket.push(place)
  return bucket
}

/** How many characters all of them have in common from the index `at` on, up to where the rest of a segment is left open. */
function sharedLength(skeletons: readonly Skeleton[], at: number): number {
  const { text } = skeletons[0]!
  let end = text.indexOf(restOfSegment, at)
  if (end < 0) end = text.length
  for (const { text: other } of skeletons) {
    if (end === at) break
    end = endOfShared(text, other, at, Math.min(end, other.length))
  }
  return end - at
}

function endOfShared(one: string, other: string, from: number, end: number): number {
  let at = from
  while (at < end && one.charCodeAt(at) === other.charCodeAt(at)) at++
  return at
}
