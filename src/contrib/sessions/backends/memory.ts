import { type SaveOptions, SessionBase, toValues } from '../base.js'
import { CreateError, UpdateError } from '../exceptions.js'
import type { SessionValues } from '../values.js'

/** A session of the store: its values as the serializer wrote them. */
interface Stored {
  readonly data: Uint8Array
  readonly endsAtMs: number
}

const sessions = new Map<string, Stored>()
const FEWEST_BEFORE_SWEEP = 1000
let sweepAt = FEWEST_BEFORE_SWEEP

/**
 * Sessions that are kept in this process: gone when it ends, unknown to others. For tests and for development.
 * Django: `django.contrib.sessions.backends.cache` over local memory.
 */
export class MemorySessionStore extends SessionBase {
  static override clearExpired(): void {
    for (const [key, { endsAtMs }] of sessions) if (endsAtMs <= Date.now()) sessions.delete(key)
  }

  override load(): SessionValues {
    const stored = find(this.sessionKey)
    if (stored !== undefined) return toValues(this.serializer.loads(stored.data))
    this.useSessionKey(null)
    return new Map()
  }

  override create(): void {
    this.useSessionKey(this.getNewSessionKey())
    this.save({ mustCreate: true })
    this.modified = true
  }

  override save({ mustCreate = false }: SaveOptions = {}): void {
    const key = this.sessionKey
    if (key === null) return this.create()
    const isThere = find(key) !== undefined
    if (mustCreate && isThere) throw new CreateError()
    if (!mustCreate && !isThere) throw new UpdateError()
    const data = this.serializer.dumps(this.contents({ noLoad: mustCreate }))
    sessions.set(key, { data, endsAtMs: Date.now() + this.getExpiryAge() * 1000 })
    sweep()
  }

  override exists(sessionKey: string | null): boolean {
    return find(sessionKey) !== undefined
  }

  override delete(sessionKey: string | null = null): void {
    sessions.delete(sessionKey ?? this.sessionKey ?? '')
  }
}

function find(key: string | null): Stored | undefined {
  const stored = sessions.get(key ?? '')
  return stored !== undefined && stored.endsAtMs > Date.now() ? stored : undefined
}

// Now and then, and the more seldom the more of them are in use: what is left over costs each new one next to nothing.
function sweep(): void {
  if (sessions.size < sweepAt) return
  MemorySessionStore.clearExpired()
  sweepAt = Math.max(FEWEST_BEFORE_SWEEP, sessions.size * 2)
}
