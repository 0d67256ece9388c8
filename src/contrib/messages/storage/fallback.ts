import type { HttpRequest } from '../../../http/request.js'
import type { HttpResponseBase } from '../../../http/response-base.js'
import type { Message } from '../message.js'
import { BaseStorage, type Retrieved } from './base.js'
import { CookieStorage } from './cookie.js'
import { SessionStorage } from './session.js'

/**
 * Messages in a cookie, and in the session what there is no room for. Throws ImproperlyConfigured without
 * SessionMiddleware. Django: `django.contrib.messages.storage.fallback.FallbackStorage`.
 */
export class FallbackStorage extends BaseStorage {
  readonly storages: readonly BaseStorage[]
  readonly #used = new Set<BaseStorage>()

  constructor(request: HttpRequest) {
    super(request)
    this.storages = [new CookieStorage(request), new SessionStorage(request)]
  }

  override retrieve(): Retrieved {
    const all: Message[] = []
    let isComplete = true
    for (const storage of this.storages) {
      const [messages, allRetrieved] = storage.retrieve()
      isComplete = allRetrieved
      if (messages === null) break
      if (messages.length > 0) this.#used.add(storage)
      all.push(...messages)
      if (allRetrieved) break
    }
    return [all, isComplete]
  }

  override store(messages: readonly Message[], response: HttpResponseBase): readonly Message[] {
    let left = messages
    for (const storage of this.storages) {
      if (left.length > 0) left = storage.store(left, response, { removeOldest: false })
      // What had messages and needs them no more is emptied.
      else if (this.#used.delete(storage)) storage.store([], response)
    }
    return left
  }
}
