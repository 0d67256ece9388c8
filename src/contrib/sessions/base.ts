import { settings } from '../../conf/settings.js'
import { BadSignature } from '../../signing/exceptions.js'
import { JSONSerializer, type Serializer } from '../../signing/json.js'
import { dumps, loads } from '../../signing/objects.js'
import { getLogger } from '../../utils/log.js'
import { getRandomString } from '../../utils/random.js'
import type { Expiry } from './expiry.js'
import { type ExpiryOptions, SessionDictionary, type SessionValues } from './values.js'

/** The characters of session keys: also a file system that does not tell `a` from `A` tells them apart. */
export const VALID_KEY_CHARS = 'abcdefghijklmnopqrstuvwxyz0123456789'

const SHORTEST_KEY = 8

/** How a session is saved. */
export interface SaveOptions {
  /** As a new one. Throws CreateError when there is one of that key. */
  readonly mustCreate?: boolean
}

/**
 * What all sessions have in common. A store of one's own extends this and says how sessions are kept, in `exists`,
 * `create`, `save`, `delete` and `load`; one that has to wait for them extends AsyncSessionBase. The methods with an
 * `a` in front are the same ones for whoever does not know which store it is.
 * Django: `django.contrib.sessions.backends.base.SessionBase`.
 */
export abstract class SessionBase extends SessionDictionary {
  /** Whether this store can only be asked by the methods with an `a`. */
  readonly isAsync: boolean = false
  readonly serializer: Serializer = settings.SESSION_SERIALIZER ?? JSONSerializer
  /** What the session holds; `undefined` until it is loaded. */
  protected loaded: SessionValues | undefined
  #sessionKey: string | null

  constructor(sessionKey: string | null = null) {
    super()
    this.#sessionKey = validKey(sessionKey)
  }

  /** Removes what nobody can use any more from the store. */
  static clearExpired(): void | Promise<void> {}

  static async aclearExpired(): Promise<void> {
    // biome-ignore lint/complexity/noThisInStatic: that of the store it is called on
    await this.clearExpired()
  }

  /** Whether the store has a session of that key. */
  abstract exists(sessionKey: string | null): boolean
  /** Makes a session with a new key, and saves it. */
  abstract create(): void
  /** Throws UpdateError when the session is not in the store any more. */
  abstract save(options?: SaveOptions): void
  /** Removes a session from the store: this one, unless another is named. */
  abstract delete(sessionKey?: string | null): void
  /** What the store has of this session; nothing, and no key, when it has none. */
  abstract load(): SessionValues

  /** What the cookie holds; `null` for a session that has not been saved. */
  get sessionKey(): string | null {
    return this.#sessionKey
  }

  /** A key that is too short to be one is none. */
  protected useSessionKey(key: string | null): void {
    this.#sessionKey = validKey(key)
  }

  /** Salt of what is written to a store. */
  get keySalt(): string {
    return 'django.contrib.sessions.SessionStore'
  }

  /** The values as signed text. Throws TypeError for what the serializer cannot write. */
  encode(values: SessionValues | Readonly<Record<string, unknown>>): string {
    return dumps(values, { salt: this.keySalt, serializer: this.serializer, compress: true })
  }

  /** Undoes `encode`; what cannot be read is an empty session. */
  decode(text: string): SessionValues {
    try {
      return toValues(loads(text, { salt: this.keySalt, serializer: this.serializer }))
    } catch (error) {
      if (error instanceof BadSignature) {
        getLogger('django.security.SuspiciousSession').warning('Session data corrupted')
      }
      return new Map()
    }
  }

  /** Removes all values. The key stays. */
  clear(): void {
    this.loaded = new Map()
    this.accessed = true
    this.modified = true
  }

  /** Whether there is no key and nothing in it: then there is no cookie. */
  isEmpty(): boolean {
    return this.#sessionKey === null && (this.loaded === undefined || this.loaded.size === 0)
  }

  /** Removes everything, in the store too: for a logout. The next session has another key. */
  flush(): void {
    this.clear()
    this.delete()
    this.useSessionKey(null)
  }

  /** Keeps the values under a new key: for a login. */
  cycleKey(): void {
    const values = this.contents()
    const key = this.sessionKey
    this.create()
    this.loaded = values
    if (key !== null) this.delete(key)
  }

  protected override contents({ noLoad = false }: { noLoad?: boolean } = {}): SessionValues {
    this.accessed = true
    this.loaded ??= this.sessionKey === null || noLoad ? new Map() : this.load()
    return this.loaded
  }

  protected getNewSessionKey(): string {
    for (;;) {
      const key = randomKey()
      if (!this.exists(key)) return key
    }
  }

  async aget(key: string): Promise<unknown>
  async aget<T>(key: string, fallback: T): Promise<T>
  async aget(key: string, fallback?: unknown): Promise<unknown> {
    return (await this.ready()).get(key, fallback)
  }

  async aset(key: string, value: unknown): Promise<void> {
    ;(await this.ready()).set(key, value)
  }

  async apop(key: string, ...fallback: [] | [unknown]): Promise<unknown> {
    return (await this.ready()).pop(key, ...fallback)
  }

  async asetdefault(key: string, value: unknown): Promise<unknown> {
    return (await this.ready()).setdefault(key, value)
  }

  async aupdate(values: Readonly<Record<string, unknown>> | Iterable<readonly [string, unknown]>): Promise<void> {
    ;(await this.ready()).update(values)
  }

  async ahasKey(key: string): Promise<boolean> {
    return (await this.ready()).has(key)
  }

  async akeys(): Promise<IterableIterator<string>> {
    return (await this.ready()).keys()
  }

  async avalues(): Promise<IterableIterator<unknown>> {
    return (await this.ready()).values()
  }

  async aitems(): Promise<IterableIterator<[string, unknown]>> {
    return (await this.ready()).items()
  }

  async asetTestCookie(): Promise<void> {
    ;(await this.ready()).setTestCookie()
  }

  async atestCookieWorked(): Promise<boolean> {
    return (await this.ready()).testCookieWorked()
  }

  async adeleteTestCookie(): Promise<void> {
    ;(await this.ready()).deleteTestCookie()
  }

  async agetExpiryAge(options?: ExpiryOptions): Promise<number> {
    return (await this.ready()).getExpiryAge(options)
  }

  async agetExpiryDate(options?: ExpiryOptions): Promise<Date> {
    return (await this.ready()).getExpiryDate(options)
  }

  async asetExpiry(expiry: Expiry | null): Promise<void> {
    ;(await this.ready()).setExpiry(expiry)
  }

  async agetExpireAtBrowserClose(): Promise<boolean> {
    return (await this.ready()).getExpireAtBrowserClose()
  }

  async aflush(): Promise<void> {
    this.clear()
    await this.adelete()
    this.useSessionKey(null)
  }

  async acycleKey(): Promise<void> {
    const { loaded } = await this.ready()
    const key = this.sessionKey
    await this.acreate()
    this.loaded = loaded
    if (key !== null) await this.adelete(key)
  }

  async aexists(sessionKey: string | null): Promise<boolean> {
    return this.exists(sessionKey)
  }

  async acreate(): Promise<void> {
    this.create()
  }

  async asave(options?: SaveOptions): Promise<void> {
    this.save(options)
  }

  async adelete(sessionKey?: string | null): Promise<void> {
    this.delete(sessionKey)
  }

  async aload(): Promise<SessionValues> {
    return this.load()
  }

  /** This session, with its values loaded. */
  protected async ready(): Promise<this> {
    this.accessed = true
    this.loaded ??= this.sessionKey === null ? new Map() : await this.aload()
    return this
  }
}

/** What a serializer gave, as values; what is no dictionary has none. */
export function toValues(loaded: unknown): SessionValues {
  if (loaded instanceof Map) return loaded
  const isDictionary = typeof loaded === 'object' && loaded !== null && !Array.isArray(loaded)
  return new Map(isDictionary ? Object.entries(loaded) : [])
}

/** A key that nobody can guess. */
export function randomKey(): string {
  return getRandomString(32, VALID_KEY_CHARS)
}

function validKey(key: string | null): string | null {
  return key !== null && key.length >= SHORTEST_KEY ? key : null
}
