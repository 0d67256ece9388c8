import { settings } from '../../../conf/settings.js'
import { quoteCookie } from '../../../http/cookies.js'
import type { HttpResponseBase } from '../../../http/response-base.js'
import { getCookieSigner } from '../../../signing/cookies.js'
import { encodePart, partSerializer } from '../encoding.js'
import { Message } from '../message.js'
import { BaseStorage, type Retrieved, type StoreOptions } from './base.js'

/** The last member of a list that is not complete. */
const NOT_FINISHED = '__messagesnotfinished__'

/**
 * Messages in a cookie, signed. A Django with the same SECRET_KEY reads it, and the other way round.
 * Django: `django.contrib.messages.storage.cookie.CookieStorage`.
 */
export class CookieStorage extends BaseStorage {
  readonly cookieName = 'messages'
  /** In bytes, as it travels; 0: as large as it gets. Some servers take no more than 4096 for all headers. */
  maxCookieSize = 2048

  override retrieve(): Retrieved {
    const members = this.#decode(this.request.COOKIES[this.cookieName])
    if (members === null) return [null, true]
    const isComplete = members.at(-1) !== NOT_FINISHED
    return [members.filter(member => member instanceof Message), isComplete]
  }

  override store(
    messages: readonly Message[],
    response: HttpResponseBase,
    { removeOldest = true }: StoreOptions = {},
  ): readonly Message[] {
    const parts = messages.map(encodePart)
    const whole = parts.length === 0 ? '' : this.#encode(parts)
    if (!this.#isTooLarge(whole)) {
      this.#updateCookie(whole, response)
      return []
    }
    const notFinished = (some: readonly string[]) => this.#encode([...some, encodePart(NOT_FINISHED)])
    const fits = (some: readonly string[]) => !this.#isTooLarge(notFinished(some))
    const [from, to] = removeOldest ? [firstThatFits(parts, fits), parts.length] : [0, lastThatFits(parts, fits)]
    this.#updateCookie(notFinished(parts.slice(from, to)), response)
    return removeOldest ? messages.slice(0, from) : messages.slice(to)
  }

  #encode(parts: readonly string[]): string {
    return this.#signer().signObject(parts, { serializer: partSerializer, compress: true })
  }

  #decode(data: string | undefined): unknown[] | null {
    if (!data) return null
    try {
      const members = this.#signer().unsignObject(data, { serializer: partSerializer })
      if (Array.isArray(members)) return members
    } catch {
      // Not ours, or nothing that could be read.
    }
    // So that the cookie is taken away.
    this.used = true
    return null
  }

  #isTooLarge(data: string): boolean {
    return this.maxCookieSize > 0 && quoteCookie(data).length > this.maxCookieSize
  }

  #updateCookie(data: string, response: HttpResponseBase): void {
    const shared = { domain: settings.SESSION_COOKIE_DOMAIN, samesite: settings.SESSION_COOKIE_SAMESITE || null }
    if (data === '') return response.deleteCookie(this.cookieName, shared)
    response.setCookie(this.cookieName, data, {
      ...shared,
      secure: settings.SESSION_COOKIE_SECURE,
      httponly: settings.SESSION_COOKIE_HTTPONLY,
    })
  }

  #signer() {
    return getCookieSigner('django.contrib.messages')
  }
}

type Test = (parts: readonly string[]) => boolean

// The more parts the longer, so that halving finds the border.

/** How many parts at the beginning are too many. */
function firstThatFits(parts: readonly string[], fits: Test): number {
  return bisect(parts.length, middle => !fits(parts.slice(middle)))
}

/** How many parts at the beginning fit. */
function lastThatFits(parts: readonly string[], fits: Test): number {
  return bisect(parts.length, middle => fits(parts.slice(0, middle + 1)))
}

/** The first number below `end` for which `isBelow` is false. */
function bisect(end: number, isBelow: (middle: number) => boolean): number {
  let [low, high] = [0, end]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBelow(middle)) low = middle + 1
    else high = middle
  }
  return low
}
