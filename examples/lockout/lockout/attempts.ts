import { settings } from 'tiny-django/conf'
import type { HttpRequest } from 'tiny-django/http'
import type { Credentials } from './conf'
import { getClientUsername, getCoolOff } from './helpers'

interface Failures {
  readonly count: number
  readonly lastAt: number
}

/**
 * The logins that have failed, counted for each name and address together: nobody can lock somebody else out from
 * elsewhere. In memory, so one process knows of them; several would keep them in a database.
 */
class Attempts {
  readonly #failures = new Map<string, Failures>()

  isLocked(request: HttpRequest, credentials: Credentials | null = null): boolean {
    return this.#recent(keyOf(request, credentials)).count >= settings.LOCKOUT_FAILURE_LIMIT
  }

  add(request: HttpRequest, credentials: Credentials | null = null): void {
    const key = keyOf(request, credentials)
    const { count } = this.#recent(key)
    this.#forgetOld()
    this.#failures.set(key, { count: count + 1, lastAt: Date.now() })
  }

  reset(request: HttpRequest, credentials: Credentials | null = null): void {
    this.#failures.delete(keyOf(request, credentials))
  }

  clear(): void {
    this.#failures.clear()
  }

  #recent(key: string): Failures {
    const found = this.#failures.get(key)
    return found === undefined || isOver(found) ? { count: 0, lastAt: 0 } : found
  }

  #forgetOld(): void {
    for (const [key, failures] of this.#failures) if (isOver(failures)) this.#failures.delete(key)
  }
}

export const attempts = new Attempts()

function isOver({ lastAt }: Failures): boolean {
  const coolOff = getCoolOff()
  return coolOff !== null && Date.now() - lastAt >= coolOff * 1000
}

function keyOf(request: HttpRequest, credentials: Credentials | null): string {
  return JSON.stringify([getClientUsername(request, credentials), request.META.REMOTE_ADDR])
}
