import type { Serializer } from '../../signing/json.js'
import type { SessionBase } from './base.js'

/** A class whose instances are sessions: `MemorySessionStore`, or one of your own. */
export type SessionStoreClass = new (sessionKey?: string | null) => SessionBase

declare module '../../conf/global-settings.js' {
  interface Settings {
    /** Where sessions are kept, by reference; `null`: in their cookies (`SignedCookieSessionStore`). */
    SESSION_ENGINE: SessionStoreClass | null
    /** How sessions become text; `null`: as JSON. */
    SESSION_SERIALIZER: Serializer | null
  }
}
