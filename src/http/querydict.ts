import { settings } from '../conf/settings.js'
import { decodeText, decodeTextStrictly, isUtf8, LookupError } from '../utils/charsets.js'
import { type Last, MultiValueDict } from '../utils/datastructures.js'
import { quote, quotePlus } from '../utils/quoting.js'
import { repr } from '../utils/repr.js'
import { QueryPairs } from './query-pairs.js'

type Text = string | Uint8Array

/** How a QueryDict is made. */
export interface QueryDictOptions {
  /** Whether it may be changed afterwards, false unless told. */
  readonly mutable?: boolean
  /** The charset of its percent-encoded bytes, `settings.DEFAULT_CHARSET` unless told. */
  readonly encoding?: string | null
}

/**
 * The parameters of a query string or a form. Those of a request cannot be changed; `copy()` gives one that can.
 * Throws TooManyFieldsSent for more than `settings.DATA_UPLOAD_MAX_NUMBER_FIELDS`. Django: "QueryDict objects".
 */
export class QueryDict extends MultiValueDict<string> {
  /** The charset of its percent-encoded bytes, in which it is written again as well. */
  encoding: string
  #mutable: boolean
  /** The query string, as long as nobody asked for more than some of its values. */
  #pairs: QueryPairs | undefined

  constructor(queryString: string | Uint8Array | null = '', { mutable = false, encoding }: QueryDictOptions = {}) {
    super()
    this.encoding = encoding || settings.DEFAULT_CHARSET
    this.#mutable = mutable
    if (queryString === null || queryString.length === 0) return
    const limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS ?? Number.POSITIVE_INFINITY
    const pairs = new QueryPairs(toText(queryString, this.encoding), this.encoding, limit)
    this.#pairs = pairs
    // Many are found faster in a Map, and a charset that nobody knows is an error now, not when a value is read.
    if (pairs.size > fewPairs || !isUtf8(this.encoding)) void this.size
  }

  /** A QueryDict with these keys, which may repeat, each of them with the same value. */
  static fromkeys(keys: Iterable<string>, value = '', options: QueryDictOptions = {}): QueryDict {
    const result = createQueryDict(options.encoding)
    for (const key of keys) result.appendlist(key, value)
    return options.mutable ? result : result.freeze()
  }

  /** Whether it may be changed. */
  get mutable(): boolean {
    return this.#mutable
  }

  /** Makes it one that cannot be changed any more. */
  freeze(): this {
    this.#mutable = false
    return this
  }

  override has(key: string): boolean {
    return this.#pairs === undefined ? super.has(key) : this.#pairs.has(key)
  }

  override get(key: string): string | null
  override get<D>(key: string, fallback: D): string | D
  override get(key: string, fallback: unknown = null): unknown {
    const pairs = this.#pairs
    return pairs === undefined ? super.get(key, fallback) : (pairs.get(key) ?? fallback)
  }

  override getitem(key: string): Last<string> {
    return this.#pairs?.get(key) ?? super.getitem(key)
  }

  override getlist(key: string): string[]
  override getlist<D>(key: string, fallback: D): string[] | D
  override getlist(key: string, fallback?: unknown): unknown {
    const values = this.#pairs?.getlist(key)
    if (values === undefined) return super.getlist(key, fallback)
    return values.length === 0 ? (fallback ?? []) : values
  }

  /** Makes `value` the one value of `key`. Bytes, here and in the methods below, are read in `encoding`. */
  override set(key: Text, value: Text): this {
    this.#assertMutable()
    return super.set(this.#toText(key), this.#toText(value))
  }

  override setlist(key: Text, values: Iterable<Text>): void {
    this.#assertMutable()
    super.setlist(
      this.#toText(key),
      Array.from(values, value => this.#toText(value)),
    )
  }

  override appendlist(key: Text, value: Text): void {
    this.#assertMutable()
    super.appendlist(this.#toText(key), this.#toText(value))
  }

  override setdefault(key: Text, value: Text | null = null): Last<string> {
    this.#assertMutable()
    return super.setdefault(this.#toText(key), this.#toText(value as Text))
  }

  override setlistdefault(key: Text, values: Iterable<Text> = []): string[] {
    this.#assertMutable()
    return super.setlistdefault(
      this.#toText(key),
      Array.from(values, value => this.#toText(value)),
    )
  }

  override update(other: Parameters<MultiValueDict<string>['update']>[0]): void {
    this.#assertMutable()
    super.update(other)
  }

  override delete(key: string): boolean {
    this.#assertMutable()
    return super.delete(key)
  }

  override clear(): void {
    this.#assertMutable()
    super.clear()
  }

  override pop(key: string): string[]
  override pop<D>(key: string, fallback: D): string[] | D
  override pop(key: string, ...fallback: [unknown?]): unknown {
    this.#assertMutable()
    return super.pop(key, ...(fallback as [unknown]))
  }

  override popitem(): [string, string[]] {
    this.#assertMutable()
    return super.popitem()
  }

  /** A copy that may be changed. */
  override copy(): QueryDict {
    const result = createQueryDict(this.encoding)
    for (const [key, values] of this.lists()) result.setlist(key, values)
    return result
  }

  /** The query string again; `safe` are characters that need no percent-encoding. */
  urlencode(safe = ''): string {
    const encode = (text: string) => {
      return safe === '' ? quotePlus(text, '', this.encoding) : quote(text, safe, this.encoding)
    }
    const pairs: string[] = []
    for (const [key, values] of this.lists()) {
      for (const value of values) pairs.push(`${encode(key)}=${encode(value === null ? 'None' : String(value))}`)
    }
    return pairs.join('&')
  }

  /** @internal */
  protected override firstLists(): Map<string, string[]> {
    const lists = this.#pairs?.lists() ?? new Map<string, string[]>()
    this.#pairs = undefined
    return lists
  }

  #toText(value: Text): string {
    return value instanceof Uint8Array ? decodeText(value, this.encoding) : value
  }

  #assertMutable(): void {
    if (!this.#mutable) throw new TypeError('This QueryDict instance is immutable')
  }
}

const fewPairs = 16

// Outside of the class: a bundler renames a class that speaks of itself, and its name is printed.
function createQueryDict(encoding: string | null | undefined): QueryDict {
  return new QueryDict('', { mutable: true, encoding })
}

function toText(queryString: string | Uint8Array, encoding: string): string {
  if (typeof queryString === 'string') return queryString
  if (!(queryString instanceof Uint8Array)) {
    throw new TypeError(`A QueryDict is made of a query string or its bytes, not of ${repr(queryString)}.`)
  }
  try {
    return decodeTextStrictly(queryString, encoding)
  } catch (error) {
    if (error instanceof LookupError) throw error
    // A query string should be ASCII; clients that send raw bytes mostly mean these.
    return decodeText(queryString, 'latin-1')
  }
}
