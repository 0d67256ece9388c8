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
 * ends where there is one pattern left. That one compares the whole text anyway, and once is enough.
 */
export class PatternTree {
  #root: Slot = undefined
  readonly #skeletonOf: SkeletonOf

  constructor(skeletonOf: SkeletonOf) {
    this.#skeletonOf = skeletonOf
  }

  /** `place`s have to be given in ascending order. */
  insert(place: number): void {
    const { text, isWhole } = this.#skeletonOf(place)
    let above: Branch | undefined
    let code = 0
    let at = 0
    for (;;) {
      const slot = above === undefined ? this.#root : above.behind(code)
      if (slot === undefined) return this.#hang(place, above, code)
      const branch = typeof slot === 'number' ? branchFor(slot, this.#skeletonOf(slot), text, at) : slot.cut(text, at)
      if (branch !== slot) this.#hang(branch, above, code)
      at += branch.length
      if (at === text.length) return branch.end(place, isWhole)
      above = branch
      code = text.charCodeAt(at)
      if (code === rest) at++
    }
  }

  /** The patterns that may match what stands in `path` from the index `from` on. Every bucket is to be looked into. */
  candidatesFor(path: string, from: number): Candidates {
    return this.#root === undefined ? undefined : collect(this.#root, path, from, undefined)
  }

  #hang(slot: Slot, above: Branch | undefined, code: number): void {
    if (above === undefined) this.#root = slot
    else above.hang(slot, code)
  }
}

type SkeletonOf = (place: number) => Skeleton

/** What is behind a place in the tree: nothing, a pattern that is alone there, or several that differ further on. */
type Slot = number | Branch | undefined

function collect(start: number | Branch, path: string, from: number, before: Candidates): Candidates {
  let found = before
  let slot = start
  let at = from
  while (typeof slot !== 'number') {
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

/** A branch for a pattern that was alone from the index `at` of its skeleton on, and one to come, which begins with `text`. */
function branchFor(lone: number, skeleton: Skeleton, text: string, at: number): Branch {
  const end = at + sharedLength(skeleton.text, at, text, at)
  const branch = new Branch(text.slice(at, end))
  if (end === skeleton.text.length) branch.end(lone, skeleton.isWhole)
  else branch.hang(lone, skeleton.text.charCodeAt(end))
  return branch
}

const rest = restOfSegment.charCodeAt(0)

/** How many characters two texts have in common, up to where the rest of a segment is left open. */
function sharedLength(one: string, oneFrom: number, other: string, otherFrom: number): number {
  const most = Math.min(one.length - oneFrom, other.length - otherFrom)
  let length = 0
  while (length < most) {
    const code = one.charCodeAt(oneFrom + length)
    if (code !== other.charCodeAt(otherFrom + length) || code === rest) break
    length++
  }
  return length
}

/** A place where patterns part. */
class Branch {
  /** The text on the way here that they still have in common, and its length. */
  label: string
  length: number
  /** The patterns that may match whatever follows, and those that want the path to end here. */
  open: GrowingBucket = undefined
  whole: GrowingBucket = undefined
  /** What follows the rest of a segment. */
  afterSegment: Slot = undefined
  /** By the code of the next character, counted from `lowest`. */
  children: Slot[] = noChildren
  lowest = 0
  /** Those whose code would make the array above too long. */
  others: Map<number, Slot> | undefined = undefined

  constructor(label: string) {
    this.label = label
    this.length = label.length
  }

  child(code: number): Slot {
    const index = code - this.lowest
    const child = index >= 0 && index < this.children.length ? this.children[index] : undefined
    return child === undefined && this.others !== undefined ? this.others.get(code) : child
  }

  /** What follows a character of a skeleton. */
  behind(code: number): Slot {
    return code === rest ? this.afterSegment : this.child(code)
  }

  hang(slot: Slot, code: number): void {
    if (code === rest) this.afterSegment = slot
    else if (code > lastDense) {
      this.others ??= new Map()
      this.others.set(code, slot)
    } else if (this.children === noChildren) {
      this.children = [slot]
      this.lowest = code
    } else this.hangDensely(slot, code)
  }

  /** Adds a pattern whose skeleton ends here. */
  end(place: number, isWhole: boolean): void {
    if (isWhole) this.whole = added(this.whole, place)
    else this.open = added(this.open, place)
  }

  /** This branch, or where the text from the index `at` on differs from the label, a new one above it. */
  cut(text: string, at: number): Branch {
    const shared = sharedLength(this.label, 0, text, at)
    if (shared === this.length) return this
    const above = new Branch(this.label.slice(0, shared))
    this.label = this.label.slice(shared)
    this.length = this.label.length
    above.hang(this, this.label.charCodeAt(0))
    return above
  }

  hangDensely(slot: Slot, code: number): void {
    if (code < this.lowest) {
      this.children = [...Array<undefined>(this.lowest - code).fill(undefined), ...this.children]
      this.lowest = code
    }
    while (code - this.lowest >= this.children.length) this.children.push(undefined)
    this.children[code - this.lowest] = slot
  }
}

type GrowingBucket = number | number[] | undefined

function added(bucket: GrowingBucket, place: number): number | number[] {
  if (bucket === undefined) return place
  if (typeof bucket === 'number') return [bucket, place]
  bucket.push(place)
  return bucket
}

const lastDense = 127
const noChildren: Slot[] = []
