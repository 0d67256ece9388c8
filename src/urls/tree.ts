import { restOfSegment, type Skeleton } from './skeleton.js'

/** Places in a list of patterns, ascending. */
export type Bucket = readonly number[]

/** The buckets in which a path may find its pattern. Nearly always there is one or none. */
export class Candidates {
  first: Bucket | undefined = undefined
  /** All of them, when there are several. */
  all: Bucket[] | undefined = undefined

  add(bucket: Bucket): void {
    if (this.first === undefined) this.first = bucket
    else if (this.all === undefined) this.all = [this.first, bucket]
    else this.all.push(bucket)
  }
}

/**
 * A list of patterns as a tree over the text they begin with. For a path it gives the few patterns that may match, by
 * their place in the list; whether they do is for each pattern to say. Parameters that end at a slash are branches too.
 *
 * The tree only tells patterns apart: it looks at the characters in which they differ and jumps over those between. The
 * pattern that is left compares the whole text anyway, and once is enough.
 */
export class PatternTree {
  readonly #root = new Node('')

  /** `place`s have to be given in ascending order. */
  insert({ steps, isWhole }: Skeleton, place: number): void {
    let node = this.#root
    for (const step of steps) node = step === restOfSegment ? node.behindSegment() : node.behindText(step)
    node.add(place, isWhole)
  }

  /** The patterns that may match what stands in `path` from the index `from` on. Every bucket is to be looked into. */
  candidatesFor(path: string, from: number): Candidates {
    const found = new Candidates()
    collect(this.#root, path, from, found)
    return found
  }
}

function collect(start: Node, path: string, from: number, found: Candidates): void {
  let node = start
  let at = from
  for (;;) {
    at += node.length
    if (at > path.length) return
    if (node.open !== undefined) found.add(node.open)
    if (at === path.length) {
      if (node.whole !== undefined) found.add(node.whole)
      return
    }
    const code = path.charCodeAt(at)
    const child = node.child(code)
    const { afterSegment } = node
    if (afterSegment === undefined || code === slash) {
      if (child === undefined) return
      node = child
      continue
    }
    if (child !== undefined) collect(child, path, at, found)
    at = endOfSegment(path, at)
    node = afterSegment
  }
}

const slash = 47

function endOfSegment(path: string, at: number): number {
  const end = path.indexOf('/', at)
  return end < 0 ? path.length : end
}

class Node {
  /** The text on the way here from the node above, and its length. */
  label: string
  length: number
  /** The patterns that may match whatever follows, and those that want the path to end here. */
  open: number[] | undefined = undefined
  whole: number[] | undefined = undefined
  /** What follows the rest of a segment. */
  afterSegment: Node | undefined = undefined
  /** By the code of the label's first character, counted from `lowest`. */
  #children: (Node | undefined)[] = noChildren
  #lowest = 0
  /** Those whose code would make the array above too long. */
  #others: Map<number, Node> | undefined = undefined

  constructor(label: string) {
    this.label = label
    this.length = label.length
  }

  add(place: number, isWhole: boolean): void {
    const bucket = isWhole ? this.whole : this.open
    if (bucket !== undefined) bucket.push(place)
    else if (isWhole) this.whole = [place]
    else this.open = [place]
  }

  child(code: number): Node | undefined {
    const index = code - this.#lowest
    const child = index >= 0 && index < this.#children.length ? this.#children[index] : undefined
    return child === undefined && this.#others !== undefined ? this.#others.get(code) : child
  }

  /** The node that `text` from the index `from` on leads to from here, made if need be. */
  behindText(text: string, from = 0): Node {
    const child = this.child(text.charCodeAt(from))
    if (child === undefined) return this.#adopt(new Node(text.slice(from)))
    const isWhole = text.startsWith(child.label, from)
    const branch = isWhole ? child : this.#adopt(child.#split(sharedLength(child.label, text, from)))
    const end = from + branch.length
    return end < text.length ? branch.behindText(text, end) : branch
  }

  behindSegment(): Node {
    this.afterSegment ??= new Node('')
    return this.afterSegment
  }

  /** Puts a new node above this one, with the first part of its label. */
  #split(length: number): Node {
    const above = new Node(this.label.slice(0, length))
    this.label = this.label.slice(length)
    this.length = this.label.length
    above.#adopt(this)
    return above
  }

  /** Takes a child in, in place of one that begins alike. */
  #adopt(child: Node): Node {
    const code = child.label.charCodeAt(0)
    if (code > lastDense) {
      this.#others ??= new Map()
      this.#others.set(code, child)
      return child
    }
    if (this.#children === noChildren) {
      this.#children = [child]
      this.#lowest = code
      return child
    }
    if (code < this.#lowest) {
      this.#children = [...Array<undefined>(this.#lowest - code).fill(undefined), ...this.#children]
      this.#lowest = code
    }
    while (code - this.#lowest >= this.#children.length) this.#children.push(undefined)
    this.#children[code - this.#lowest] = child
    return child
  }
}

const lastDense = 127
const noChildren: (Node | undefined)[] = []

function sharedLength(label: string, text: string, from: number): number {
  const most = Math.min(label.length, text.length - from)
  let length = 0
  while (length < most && label.charCodeAt(length) === text.charCodeAt(from + length)) length++
  return length
}
