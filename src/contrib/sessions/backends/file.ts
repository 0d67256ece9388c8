import { ImproperlyConfigured } from '../../../conf/exceptions.js'
import { settings } from '../../../conf/settings.js'
import { repr } from '../../../utils/repr.js'
import { type SaveOptions, SessionBase } from '../base.js'
import { CreateError, InvalidSessionKey, UpdateError } from '../exceptions.js'
import { sessionFiles } from '../files.js'
import type { SessionValues } from '../values.js'

/**
 * Sessions in files, one each, in `settings.SESSION_FILE_PATH`. A Django with the same SECRET_KEY reads them, and the
 * other way round. Throws ImproperlyConfigured when the folder is not there.
 * Django: `django.contrib.sessions.backends.file`.
 */
export class FileSessionStore extends SessionBase {
  readonly #prefix = `${storagePath()}/${settings.SESSION_COOKIE_NAME}`

  static override clearExpired(): void {
    const prefix = settings.SESSION_COOKIE_NAME
    for (const name of sessionFiles().list(storagePath())) {
      if (name.startsWith(prefix)) new FileSessionStore(name.slice(prefix.length)).#removeIfExpired()
    }
  }

  override load(): SessionValues {
    const values = this.#read()
    if (values === null) {
      this.useSessionKey(null)
      return new Map()
    }
    if (!this.#isExpired(values.values, values.writtenAtMs)) return values.values
    this.delete()
    this.create()
    return new Map()
  }

  override create(): void {
    for (;;) {
      this.useSessionKey(this.getNewSessionKey())
      try {
        this.save({ mustCreate: true })
      } catch (error) {
        if (error instanceof CreateError) continue
        throw error
      }
      this.modified = true
      return
    }
  }

  override save({ mustCreate = false }: SaveOptions = {}): void {
    const key = this.sessionKey
    if (key === null) return this.create()
    // Read before the file is touched.
    const values = this.contents({ noLoad: mustCreate })
    const path = this.#pathOf(key)
    if (mustCreate && !sessionFiles().create(path)) throw new CreateError()
    if (!mustCreate && !sessionFiles().exists(path)) throw new UpdateError()
    sessionFiles().replace(path, this.encode(values))
  }

  override exists(sessionKey: string | null): boolean {
    return sessionKey !== null && sessionFiles().exists(this.#pathOf(sessionKey))
  }

  override delete(sessionKey: string | null = null): void {
    const key = sessionKey ?? this.sessionKey
    if (key !== null) sessionFiles().remove(this.#pathOf(key))
  }

  #read(): { readonly values: SessionValues; readonly writtenAtMs: number } | null {
    const key = this.sessionKey
    if (key === null || !isKey(key)) return null
    const file = sessionFiles().read(this.#pathOf(key))
    if (file === null) return null
    // One that was only just created is empty.
    return { values: file.text === '' ? new Map() : this.decode(file.text), writtenAtMs: file.writtenAtMs }
  }

  #isExpired(values: SessionValues, writtenAtMs: number): boolean {
    const expiry = (values.get('_session_expiry') as number | string | undefined) || null
    return this.getExpiryAge({ expiry: expiry ?? new Date(writtenAtMs + this.getSessionCookieAge() * 1000) }) <= 0
  }

  #removeIfExpired(): void {
    const found = this.#read()
    if (found !== null && this.#isExpired(found.values, found.writtenAtMs)) this.delete()
  }

  /** Throws InvalidSessionKey for a key that would lead somewhere else. */
  #pathOf(key: string): string {
    if (!isKey(key)) throw new InvalidSessionKey('Invalid characters in session key')
    return this.#prefix + key
  }
}

let checked: string | undefined

function storagePath(): string {
  const path = settings.SESSION_FILE_PATH || sessionFiles().temporaryFolder()
  if (path !== checked && !sessionFiles().isFolder(path)) {
    throw new ImproperlyConfigured(
      `The session storage path ${repr(path)} doesn't exist. Please set your SESSION_FILE_PATH setting to an existing ` +
        'directory in which Django can store session data.',
    )
  }
  checked = path
  return path
}

function isKey(key: string): boolean {
  return /^[a-z0-9]+$/.test(key)
}
