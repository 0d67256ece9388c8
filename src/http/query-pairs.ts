import { unquotePart } from '../utils/quoting.js'
import { tooManyFields } from './exceptions.js'

/**
 * The parameters of a query string, found in one pass over its characters. Names are decoded then, a value when
 * somebody asks for it: views read a few of them.
 */
export class QueryPairs {
  readonly #text: string
  readonly #encoding: string
  readonly #keys: string[] = []
  /** Where each value begins and ends in the text; an end below zero says that there is something to decode. */
  readonly #places: number[] = []

  /** Throws TooManyFieldsSent for more than `limit` fields, and does not look at the rest then. */
  constructor(text: string, encoding: string, limit: number) {
    this.#text = text
    this.#encoding = encoding
    this.#scan(limit)
  }

  /** How many there are. */
  get size(): number {
    return this.#keys.length
  }

  has(key: string): boolean {
    return this.#keys.includes(key)
  }

  /** The last value of `key`. */
  get(key: string): string | undefined {
    const index = this.#keys.lastIndexOf(key)
    return index === -1 ? undefined : this.#valueAt(index)
  }

  getlist(key: string): string[] {
    const values: string[] = []
    for (let at = this.#keys.indexOf(key); at !== -1; at = this.#keys.indexOf(key, at + 1)) {
      values.push(this.#valueAt(at))
    }
    return values
  }

  /** Every key with all its values, in the order the keys first came. */
  lists(): Map<string, string[]> {
    const lists = new Map<string, string[]>()
    for (const [index, key] of this.#keys.entries()) {
      const values = lists.get(key)
      if (values === undefined) lists.set(key, [this.#valueAt(index)])
      else values.push(this.#valueAt(index))
    }
    return lists
  }

  #scan(limit: number): void {
    const text = this.#text
    const length = text.length
    let fields = 0
    let start = 0
    let equals = -1
    let isKeyCoded = false
    let isValueCoded = false
    for (let i = 0; i <= length; i++) {
      const code = i === length ? ampersand : text.charCodeAt(i)
      if (code > equalsSign) continue // as letters are
      if (code === ampersand) {
        if (++fields > limit) throw tooManyFields()
        if (i > start) this.#add(start, equals === -1 ? i : equals, i, isKeyCoded, isValueCoded)
        start = i + 1
        equals = -1
        isKeyCoded = false
        isValueCoded = false
      } else if (code === equalsSign) equals = equals === -1 ? i : equals
      else if (code === percentSign || code === plusSign) {
        if (equals === -1) isKeyCoded = true
        else isValueCoded = true
      }
    }
  }

  #add(start: number, keyEnd: number, end: number, isKeyCoded: boolean, isValueCoded: boolean): void {
    this.#keys.push(this.#read(start, keyEnd, isKeyCoded))
    this.#places.push(keyEnd + 1, isValueCoded ? -end : end)
  }

  #valueAt(index: number): string {
    const start = this.#places[2 * index]!
    const end = this.#places[2 * index + 1]!
    return this.#read(start, Math.abs(end), end < 0)
  }

  #read(start: number, end: number, isCoded: boolean): string {
    return isCoded ? unquotePart(this.#text, start, end, this.#encoding) : this.#text.slice(start, end)
  }
}

const ampersand = 0x26
const equalsSign = 0x3d
const percentSign = 0x25
const plusSign = 0x2b
