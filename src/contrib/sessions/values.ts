import { settings } from '../../conf/settings.js'
import { KeyError } from '../../utils/python/errors.js'
import { repr } from '../../utils/repr.js'
import { type Expiry, momentOf, storedExpiry } from './expiry.js'

/** What a session holds. */
export type SessionValues = Map<string, unknown>

/** What `getExpiryAge` and `getExpiryDate` may be told instead of finding it out. */
export interface ExpiryOptions {
  /** When the session was last changed, default now. */
  readonly modification?: Date
  /** What `setExpiry` was given. */
  readonly expiry?: number | string | Date | null
}

const EXPIRY_KEY = '_session_expiry'
const TEST_COOKIE_NAME = 'testcookie'
const TEST_COOKIE_VALUE = 'worked'

/**
 * The values of a session: what views have to do with. Names are as those of a dictionary; `session[key]` is
 * `getItem(key)`, `session[key] = value` is `set(key, value)`, `del session[key]` is `deleteItem(key)`.
 */
export abstract class SessionDictionary {
  /** Whether somebody looked into it. */
  accessed = false
  /** Whether it is to be saved. What is changed inside a value does not count: say so by setting this. */
  modified = false

  /** The values, loaded when they are first needed. */
  protected abstract contents(): SessionValues

  /** The value of `key`; `undefined`, or the second argument, when there is none. */
  get(key: string): unknown
  get<T>(key: string, fallback: T): T
  get(key: string, fallback?: unknown): unknown {
    const values = this.contents()
    return values.has(key) ? values.get(key) : fallback
  }

  /** The value of `key`. Throws KeyError when there is none. */
  getItem(key: string): unknown {
    if (!this.has(key)) throw new KeyError(repr(key))
    return this.get(key)
  }

  set(key: string, value: unknown): void {
    this.contents().set(key, value)
    this.modified = true
  }

  has(key: string): boolean {
    return this.contents().has(key)
  }

  /** Django's name for `has`. */
  hasKey(key: string): boolean {
    return this.has(key)
  }

  /** Throws KeyError when there is no `key`. */
  deleteItem(key: string): void {
    if (!this.contents().delete(key)) throw new KeyError(repr(key))
    this.modified = true
  }

  /** Takes a value out; without a second argument, throws KeyError when there is none. */
  pop(key: string, ...fallback: [] | [unknown]): unknown {
    if (!this.has(key)) {
      if (fallback.length === 0) throw new KeyError(repr(key))
      return fallback[0]
    }
    const value = this.get(key)
    this.deleteItem(key)
    return value
  }

  /** The value of `key`, which is set to `value` when there is none. */
  setdefault(key: string, value: unknown): unknown {
    if (!this.has(key)) this.set(key, value)
    return this.get(key)
  }

  update(values: Readonly<Record<string, unknown>> | Iterable<readonly [string, unknown]>): void {
    const pairs = Symbol.iterator in values ? (values as Iterable<readonly [string, unknown]>) : Object.entries(values)
    for (const [key, value] of pairs) this.contents().set(key, value)
    this.modified = true
  }

  keys(): IterableIterator<string> {
    return this.contents().keys()
  }

  values(): IterableIterator<unknown> {
    return this.contents().values()
  }

  items(): IterableIterator<[string, unknown]> {
    return this.contents().entries()
  }

  /** Puts a value in, to see with the next request whether the browser takes cookies. */
  setTestCookie(): void {
    this.set(TEST_COOKIE_NAME, TEST_COOKIE_VALUE)
  }

  testCookieWorked(): boolean {
    return this.get(TEST_COOKIE_NAME) === TEST_COOKIE_VALUE
  }

  /** Throws KeyError when `setTestCookie` was not called. */
  deleteTestCookie(): void {
    this.deleteItem(TEST_COOKIE_NAME)
  }

  /** How long sessions live that were not told otherwise, in seconds. */
  getSessionCookieAge(): number {
    return settings.SESSION_COOKIE_AGE
  }

  /** In how many seconds this one ends. */
  getExpiryAge(options: ExpiryOptions = {}): number {
    const { modification = new Date() } = options
    const expiry = this.#expiry(options)
    if (!expiry) return this.getSessionCookieAge()
    if (typeof expiry === 'number') return expiry
    const ends = expiry instanceof Date ? expiry : momentOf(expiry)
    return Math.floor((ends.getTime() - modification.getTime()) / 1000)
  }

  /** When this one ends. */
  getExpiryDate(options: ExpiryOptions = {}): Date {
    const { modification = new Date() } = options
    const expiry = this.#expiry(options)
    if (expiry instanceof Date) return expiry
    if (typeof expiry === 'string' && expiry !== '') return momentOf(expiry)
    return new Date(modification.getTime() + (Number(expiry) || this.getSessionCookieAge()) * 1000)
  }

  /** Says when this one ends; `null`: as `settings.SESSION_COOKIE_AGE` says. */
  setExpiry(expiry: Expiry | null): void {
    if (expiry !== null) this.set(EXPIRY_KEY, storedExpiry(expiry))
    else this.pop(EXPIRY_KEY, null)
  }

  /** Whether this one ends with the browser. */
  getExpireAtBrowserClose(): boolean {
    const expiry = this.get(EXPIRY_KEY) ?? null
    return expiry === null ? settings.SESSION_EXPIRE_AT_BROWSER_CLOSE : expiry === 0
  }

  // Whoever says what it is has no need of the values, which may be on their way to be loaded.
  #expiry(options: ExpiryOptions): number | string | Date | null {
    if ('expiry' in options) return options.expiry ?? null
    return (this.get(EXPIRY_KEY) as number | string | undefined) ?? null
  }
}
