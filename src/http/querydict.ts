import { settings } from '../conf/settings.js'
import { decodeText, decodeTextStrictly, LookupError } from '../utils/charsets.js'
import { type Last, MultiValueDict } from '../utils/datastructures.js'
import { quote, quotePlus, unquotePlus } from '../utils/quoting.js'
import { TooManyFieldsSent } from './exceptions.js'

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
  encoding: string
  #mutable: boolean

  constructor(queryString: string | Uint8Array | null = '', { mutable = false, encoding }: QueryDictOptions = {}) {
    super()
    this.encoding = encoding || settings.DEFAULT_CHARSET
    this.#mutable = true
    if (queryString !== null && queryString.length > 0) this.#parse(toText(queryString, this.encoding))
    this.#mutable = mutable
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

  #toText(value: Text): string {
    return value instanceof Uint8Array ? decodeText(value, this.encoding) : value
  }

  #assertMutable(): void {
    if (!this.#mutable) throw new TypeError('This QueryDict instance is immutable')
  }

  // In one pass over the characters: this runs for nearly every request that has parameters.
  #parse(text: string): void {
    refuseTooManyFields(text)
    let start = 0
    let equals = -1
    let isCoded = false
    for (let i = 0; i <= text.length; i++) {
      const code = i === text.length ? ampersand : text.charCodeAt(i)
      if (code === ampersand) {
        if (i > start) this.#add(text, start, equals === -1 ? i : equals, i, isCoded)
        start = i + 1
        equals = -1
        isCoded = false
      } else if (code === equalsSign) equals = equals === -1 ? i : equals
      else if (code === percentSign || code === plusSign) isCoded = true
    }
  }

  #add(text: string, start: number, equals: number, end: number, isCoded: boolean): void {
    const key = text.slice(start, equals)
    const value = text.slice(equals + 1, end)
    if (isCoded) super.appendlist(unquotePlus(key, this.encoding), unquotePlus(value, this.encoding))
    else super.appendlist(key, value)
  }
}

const ampersand = 0x26
const equalsSign = 0x3d
const percentSign = 0x25
const plusSign = 0x2b

// Outside of the class: a bundler renames a class that speaks of itself, and its name is printed.
function createQueryDict(encoding: string | null | undefined): QueryDict {
  return new QueryDict('', { mutable: true, encoding })
}

function refuseTooManyFields(text: string): void {
  const limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
  if (limit === null) return
  let fields = 1
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) fields++
  if (fields > limit) throw tooManyFields()
}

/** The error for more fields than `settings.DATA_UPLOAD_MAX_NUMBER_FIELDS`. */
export function tooManyFields(): TooManyFieldsSent {
  return new TooManyFieldsSent('The number of GET/POST parameters exceeded settings.DATA_UPLOAD_MAX_NUMBER_FIELDS.')
}

function toText(queryString: string | Uint8Array, encoding: string): string {
  if (typeof queryString === 'string') return queryString
  try {
    return decodeTextStrictly(queryString, encoding)
  } catch (error) {
    if (error instanceof LookupError) throw error
    // A query string should be ASCII; clients that send raw bytes mostly mean these.
    return decodeText(queryString, 'latin-1')
  }
}
