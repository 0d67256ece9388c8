import { repr } from './repr.js'

/** A key that a MultiValueDict does not have. Django: `MultiValueDictKeyError`. */
export class MultiValueDictKeyError extends Error {
  override readonly name = 'MultiValueDictKeyError'
  /** The key that is not there. */
  readonly key: string

  constructor(key: string) {
    super(repr(key))
    this.key = key
  }
}

/** The last value of a key; an empty list for a key that was given one (`setlist(key, [])`), as in Django. */
export type Last<V> = V | []

/**
 * A dictionary whose keys may have several values, in the order they came. Reading a key as if it had one value gives
 * the last one. Any string is a key like any other, `__proto__` too.
 * Django: "QueryDict objects", whose methods these are.
 */
export class MultiValueDict<V = string> implements Iterable<[string, Last<V>]> {
  #known: Map<string, V[]> | undefined

  /** Of keys with lists of their values, in any of the forms a dictionary has; another MultiValueDict is copied. */
  constructor(
    lists?: MultiValueDict<V> | Iterable<readonly [string, Iterable<V>]> | Readonly<Record<string, Iterable<V>>>,
  ) {
    if (lists === undefined) return
    this.#known = new Map()
    for (const [key, values] of listsOf(lists)) this.#known.set(key, [...values])
  }

  /** How many keys there are. Python's `len()`. */
  get size(): number {
    return this.#lists.size
  }

  /** Whether it has `key`, be it with no value. */
  has(key: string): boolean {
    return this.#lists.has(key)
  }

  /** The last value of `key`; `null`, or the second argument, when there is none. */
  get(key: string): V | null
  get<D>(key: string, fallback: D): V | D
  get(key: string, fallback: unknown = null): unknown {
    const values = this.#lists.get(key)
    return values === undefined || values.length === 0 ? fallback : values[values.length - 1]
  }

  /** The last value of `key`, Django's `d[key]`: throws MultiValueDictKeyError when `key` is not there. */
  getitem(key: string): Last<V> {
    const values = this.#lists.get(key)
    if (values === undefined) throw new MultiValueDictKeyError(key)
    return lastOf(values)
  }

  /** All values of `key`, in a list of its own; an empty one, or the second argument, when `key` is not there. */
  getlist(key: string): V[]
  getlist<D>(key: string, fallback: D): V[] | D
  getlist(key: string, fallback?: unknown): unknown {
    const values = this.#lists.get(key)
    return values === undefined ? (fallback ?? []) : [...values]
  }

  /** Makes `value` the one value of `key`. */
  set(key: string, value: V): this {
    this.setlist(key, [value])
    return this
  }

  /** Makes `values` all values of `key`. */
  setlist(key: string, values: Iterable<V>): void {
    this.#lists.set(key, [...values])
  }

  /** Adds a value to those of `key`. */
  appendlist(key: string, value: V): void {
    const values = this.#lists.get(key)
    if (values === undefined) this.#lists.set(key, [value])
    else values.push(value)
  }

  /** The value of `key`, which becomes `value` when `key` is not there yet. */
  setdefault(key: string, value: V): Last<V> {
    if (!this.#lists.has(key)) this.set(key, value)
    return this.getitem(key)
  }

  /** All values of `key`, which become `values` when `key` is not there yet. */
  setlistdefault(key: string, values: Iterable<V> = []): V[] {
    if (!this.#lists.has(key)) this.setlist(key, values)
    return this.getlist(key)
  }

  /** Takes `key` out; whether it was there. */
  delete(key: string): boolean {
    return this.#lists.delete(key)
  }

  /** Takes `key` out, Django's `del d[key]`: throws MultiValueDictKeyError when `key` is not there. */
  delitem(key: string): void {
    if (!this.delete(key)) throw new MultiValueDictKeyError(key)
  }

  /** Takes all keys out. */
  clear(): void {
    this.#lists.clear()
  }

  /** Takes `key` out and gives its list, or the second argument; without one, throws when `key` is not there. */
  pop(key: string): V[]
  pop<D>(key: string, fallback: D): V[] | D
  pop(key: string, ...fallback: [unknown?]): unknown {
    const values = this.#lists.get(key)
    if (values === undefined && fallback.length === 0) throw new MultiValueDictKeyError(key)
    this.#lists.delete(key)
    return values ?? fallback[0]
  }

  /** Takes the key that came last out and gives it with its list; throws when there are none. */
  popitem(): [string, V[]] {
    const last = [...this.#lists].at(-1)
    if (last === undefined) throw new RangeError('popitem(): dictionary is empty')
    this.#lists.delete(last[0])
    return last
  }

  /** Adds the values of `other` to those that are here. */
  update(other: MultiValueDict<V> | Iterable<readonly [string, V]> | Readonly<Record<string, V>>): void {
    if (isMultiValueDict(other)) {
      for (const [key, values] of other.lists()) this.setlist(key, [...this.getlist(key), ...values])
      return
    }
    const pairs = Symbol.iterator in other ? (other as Iterable<readonly [string, V]>) : Object.entries(other)
    for (const [key, value] of pairs) this.appendlist(key, value)
  }

  /** Keys with all their values. */
  *lists(): IterableIterator<[string, V[]]> {
    for (const [key, values] of this.#lists) yield [key, [...values]]
  }

  /** Keys with their last value. */
  *items(): IterableIterator<[string, Last<V>]> {
    for (const [key, values] of this.#lists) yield [key, lastOf(values)]
  }

  /** The same as `items`, by the name a Map has for it. */
  entries(): IterableIterator<[string, Last<V>]> {
    return this.items()
  }

  /** The keys, in the order they first came. */
  keys(): IterableIterator<string> {
    return this.#lists.keys()
  }

  /** The last value of each key. */
  *values(): IterableIterator<Last<V>> {
    for (const values of this.#lists.values()) yield lastOf(values)
  }

  /** Calls `visit` with the last value of each key. */
  forEach(visit: (value: Last<V>, key: string, dict: this) => void): void {
    for (const [key, value] of this.items()) visit(value, key, this)
  }

  /** Another one with the same values; changing either leaves the other as it is. */
  copy(): MultiValueDict<V> {
    return createMultiValueDict(this.#lists)
  }

  /** A plain object of the last values. Python's `dict()`. */
  dict(): Record<string, Last<V>> {
    return Object.fromEntries(this.items())
  }

  [Symbol.iterator](): IterableIterator<[string, Last<V>]> {
    return this.items()
  }

  /** As Python prints it: `<MultiValueDict: {'a': ['1', '2']}>`. */
  toString(): string {
    const lists = [...this.#lists].map(([key, values]) => `${repr(key)}: ${repr(values)}`)
    return `<${this.constructor.name}: {${lists.join(', ')}}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** What `JSON.stringify` makes of it: the last value of each key. */
  toJSON(): Record<string, Last<V>> {
    return this.dict()
  }

  /** What it holds at first, when that is not known before somebody asks. Called once. @internal */
  protected firstLists(): Map<string, V[]> {
    return new Map()
  }

  get #lists(): Map<string, V[]> {
    this.#known ??= this.firstLists()
    return this.#known
  }
}

function lastOf<V>(values: readonly V[]): Last<V> {
  return values.length === 0 ? [] : values[values.length - 1]!
}

function listsOf<V>(
  lists: MultiValueDict<V> | Iterable<readonly [string, Iterable<V>]> | Readonly<Record<string, Iterable<V>>>,
): Iterable<readonly [string, Iterable<V>]> {
  if (isMultiValueDict<V>(lists)) return lists.lists()
  return Symbol.iterator in lists ? (lists as Iterable<readonly [string, Iterable<V>]>) : Object.entries(lists)
}

// Outside of the class: a bundler renames a class that speaks of itself, and its name is printed.
function isMultiValueDict<V>(value: object): value is MultiValueDict<V> {
  return value instanceof MultiValueDict
}

function createMultiValueDict<V>(lists: Iterable<readonly [string, Iterable<V>]>): MultiValueDict<V> {
  return new MultiValueDict(lists)
}
