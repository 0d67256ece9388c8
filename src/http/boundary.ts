/** What a BoundarySplitter tells as it goes. */
export interface PartListener {
  /** A part begins: something follows the boundary (or the start), be it the next boundary. */
  begin(): void
  /** Some of its bytes. */
  data(bytes: Uint8Array): void
  /** The part ends: at a boundary, or with the body. */
  end(): void
}

/**
 * Cuts a stream of bytes at a boundary, whose own bytes and the line end before them belong to no part.
 * However the stream is cut in chunks, the parts are the same, and the time is linear in its length.
 */
export class BoundarySplitter {
  readonly #delimiter: Uint8Array
  readonly #search: DelimiterSearch
  readonly #listener: PartListener
  /** The end of what came, in which a boundary, or the line end before one, may have begun. */
  #rest = new Uint8Array(0)
  #isInPart = false

  constructor(delimiter: Uint8Array, listener: PartListener) {
    this.#delimiter = delimiter
    this.#search = new DelimiterSearch(delimiter)
    this.#listener = listener
  }

  write(chunk: Uint8Array): void {
    const bytes = join(this.#rest, chunk)
    const searched = Math.max(0, this.#rest.length - this.#delimiter.length + 1)
    let start = 0
    for (let at = this.#search.find(bytes, searched); at !== -1; at = this.#search.find(bytes, start)) {
      this.#emit(bytes.subarray(start, withoutLineEnd(bytes, start, at)))
      this.#endPart()
      start = at + this.#delimiter.length
    }
    const safe = bytes.length - this.#delimiter.length - 1
    if (safe > start) {
      this.#emit(bytes.subarray(start, safe))
      start = safe
    }
    // A copy: the chunk need not be kept for it, and may be filled anew.
    this.#rest = bytes.slice(start)
  }

  end(): void {
    if (this.#rest.length > 0) this.#emit(this.#rest)
    this.#rest = new Uint8Array(0)
    this.#endPart()
  }

  #emit(bytes: Uint8Array): void {
    if (!this.#isInPart) this.#listener.begin()
    this.#isInPart = true
    if (bytes.length > 0) this.#listener.data(bytes)
  }

  #endPart(): void {
    if (this.#isInPart) this.#listener.end()
    this.#isInPart = false
  }
}

/**
 * Finds a delimiter in bytes. Horspool's way skips most of them; where it would look at the same ones again and again,
 * which takes a delimiter and bytes made for that, Knuth, Morris and Pratt's takes over: it looks at each byte once.
 */
class DelimiterSearch {
  readonly #delimiter: Uint8Array
  /** How far the delimiter may move on when this byte stands below its last one. */
  readonly #skips: Uint8Array
  /** How much of the delimiter still matches when the next byte does not; made when it is first needed. */
  #fallback: Uint16Array | null = null

  constructor(delimiter: Uint8Array) {
    this.#delimiter = delimiter
    this.#skips = new Uint8Array(256).fill(delimiter.length)
    for (let i = 0; i < delimiter.length - 1; i++) this.#skips[delimiter[i]!] = delimiter.length - 1 - i
  }

  /** The first place from `from` on, or -1. */
  find(bytes: Uint8Array, from: number): number {
    const skips = this.#skips
    const last = this.#delimiter.length - 1
    const lastByte = this.#delimiter[last]
    let patience = 1000
    for (let at = from + last; at < bytes.length; ) {
      const byte = bytes[at]!
      if (byte === lastByte) {
        const matching = this.#matchingBefore(bytes, at)
        if (matching === last) return at - last
        patience += skips[byte]! - matching
        if (patience < 0) return this.#findPatiently(bytes, at - last)
      }
      at += skips[byte]!
    }
    return -1
  }

  #matchingBefore(bytes: Uint8Array, at: number): number {
    const delimiter = this.#delimiter
    const last = delimiter.length - 1
    let matching = 0
    while (matching < last && bytes[at - 1 - matching] === delimiter[last - 1 - matching]) matching++
    return matching
  }

  #findPatiently(bytes: Uint8Array, from: number): number {
    const delimiter = this.#delimiter
    this.#fallback ??= fallbackTable(delimiter)
    let matched = 0
    for (let i = from; i < bytes.length; i++) {
      while (matched > 0 && delimiter[matched] !== bytes[i]) matched = this.#fallback[matched - 1]!
      if (delimiter[matched] === bytes[i]) matched++
      if (matched === delimiter.length) return i - matched + 1
    }
    return -1
  }
}

function join(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  // Not as Node's Buffer, whose own subarray() takes three times as long.
  if (rest.length === 0) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)
  const bytes = new Uint8Array(rest.length + chunk.length)
  bytes.set(rest)
  bytes.set(chunk, rest.length)
  return bytes
}

function fallbackTable(delimiter: Uint8Array): Uint16Array {
  const table = new Uint16Array(delimiter.length)
  let matched = 0
  for (let i = 1; i < delimiter.length; i++) {
    while (matched > 0 && delimiter[i] !== delimiter[matched]) matched = table[matched - 1]!
    if (delimiter[i] === delimiter[matched]) matched++
    table[i] = matched
  }
  return table
}

function withoutLineEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end
  if (last > start && bytes[last - 1] === 0x0a) last--
  if (last > start && bytes[last - 1] === 0x0d) last--
  return last
}
