import { randomKey, type SaveOptions, SessionBase } from './base.js'
import type { SessionValues } from './values.js'

/**
 * A store that has to wait for its sessions, in a database or somewhere else: says how they are kept in `aexists`,
 * `acreate`, `asave`, `adelete` and `aload`. SessionMiddleware loads the session before the view, so that a view reads
 * and writes values as always; `flush` and `cycleKey` are `await session.aflush()`, `await session.acycleKey()`.
 */
export abstract class AsyncSessionBase extends SessionBase {
  override readonly isAsync = true

  abstract override aexists(sessionKey: string | null): Promise<boolean>
  /** Makes a session with a new key (`await this.agetNewSessionKey()`), and saves it. */
  abstract override acreate(): Promise<void>
  /** Throws UpdateError when the session is not in the store any more. */
  abstract override asave(options?: SaveOptions): Promise<void>
  abstract override adelete(sessionKey?: string | null): Promise<void>
  /** What the store has of this session; nothing, and no key, when it has none. */
  abstract override aload(): Promise<SessionValues>

  /** Loads the values. Nobody has looked into the session by that. */
  async preload(): Promise<void> {
    if (this.sessionKey !== null) this.loaded ??= await this.aload()
  }

  protected async agetNewSessionKey(): Promise<string> {
    for (;;) {
      const key = randomKey()
      if (!(await this.aexists(key))) return key
    }
  }

  override exists(): never {
    throw mustWait('aexists()')
  }

  override create(): never {
    throw mustWait('acreate()')
  }

  override save(): never {
    throw mustWait('asave()')
  }

  override delete(): never {
    throw mustWait('adelete(), aflush() or acycleKey()')
  }

  override load(): never {
    throw mustWait('aget() and the like')
  }
}

function mustWait(methods: string): TypeError {
  return new TypeError(`This session store has to wait: use \`await\` and ${methods}.`)
}
