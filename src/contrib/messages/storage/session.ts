import { ImproperlyConfigured } from '../../../conf/exceptions.js'
import type { HttpRequest } from '../../../http/request.js'
import type { HttpResponseBase } from '../../../http/response-base.js'
import type { SessionBase } from '../../sessions/base.js'
import { decodeMessages, encodePart, joinParts } from '../encoding.js'
import { Message } from '../message.js'
import { BaseStorage, type Retrieved } from './base.js'

const SESSION_KEY = '_messages'

/**
 * Messages in the session, as many as there are. Throws ImproperlyConfigured without SessionMiddleware.
 * Django: `django.contrib.messages.storage.session.SessionStorage`.
 */
export class SessionStorage extends BaseStorage {
  constructor(request: HttpRequest) {
    super(request)
    if (sessionOf(request) !== undefined) return
    throw new ImproperlyConfigured(
      'The session-based temporary message storage requires session middleware to be installed, and come before the ' +
        'message middleware in the MIDDLEWARE list.',
    )
  }

  override retrieve(): Retrieved {
    const stored = sessionOf(this.request)?.get(SESSION_KEY)
    if (typeof stored !== 'string' || stored === '') return [null, true]
    const members = decodeMessages(stored)
    return [Array.isArray(members) ? members.filter(member => member instanceof Message) : null, true]
  }

  override store(messages: readonly Message[], _response: HttpResponseBase): readonly Message[] {
    const session = sessionOf(this.request)
    if (messages.length > 0) session?.set(SESSION_KEY, joinParts(messages.map(encodePart)))
    else session?.pop(SESSION_KEY, null)
    return []
  }
}

function sessionOf(request: HttpRequest): SessionBase | undefined {
  return (request as { session?: SessionBase }).session
}
