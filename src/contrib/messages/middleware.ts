import { settings } from '../../conf/settings.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import type { GetResponse, MiddlewareHooks } from '../../middleware/types.js'
import { defaultStorage } from './default-storage.js'

/**
 * Carries messages from one request to the next. Throws RangeError (Django's ValueError) under DEBUG when there was no
 * room for all. Django: `django.contrib.messages.middleware.MessageMiddleware`.
 */
export class MessageMiddleware implements Pick<MiddlewareHooks, 'processRequest' | 'processResponse'> {
  readonly getResponse: GetResponse | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processRequest(request: HttpRequest): void {
    request._messages = defaultStorage(request)
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    const unstored = request._messages?.update(response) ?? []
    if (unstored.length > 0 && settings.DEBUG) throw new RangeError('Not all temporary messages could be stored.')
    return response
  }
}
