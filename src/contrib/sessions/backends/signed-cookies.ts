import { dumps, loads } from '../../../signing/objects.js'
import { SessionBase, toValues } from '../base.js'
import type { SessionValues } from '../values.js'

const SALT = 'django.contrib.sessions.backends.signed_cookies'

/**
 * Sessions that are kept nowhere but in their cookie: signed, so that nobody can change them, and readable by whoever
 * has the cookie. A Django with the same SECRET_KEY reads them, and the other way round. What was logged out can be sent
 * again, for there is nowhere to remember it. Django: `django.contrib.sessions.backends.signed_cookies`.
 */
export class SignedCookieSessionStore extends SessionBase {
  override load(): SessionValues {
    try {
      return toValues(
        loads(this.sessionKey ?? '', {
          serializer: this.serializer,
          maxAge: this.getSessionCookieAge(),
          salt: SALT,
        }),
      )
    } catch {
      // Somebody else's, too old, or nothing that could be read.
      this.create()
      return new Map()
    }
  }

  /** The cookie is sent with this response. */
  override create(): void {
    this.modified = true
  }

  override save(): void {
    this.useSessionKey(dumps(this.contents(), { compress: true, salt: SALT, serializer: this.serializer }))
    this.modified = true
  }

  override exists(): boolean {
    return false
  }

  override delete(): void {
    this.useSessionKey(null)
    this.loaded = new Map()
    this.modified = true
  }

  override cycleKey(): void {
    this.save()
  }

  override async acycleKey(): Promise<void> {
    this.cycleKey()
  }
}
