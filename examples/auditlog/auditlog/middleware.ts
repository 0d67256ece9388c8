import { AsyncLocalStorage } from 'node:async_hooks'
import type { HttpRequest, HttpResponseBase } from 'tiny-django/http'
import { type Model, preSave } from '../models'
import { LogEntry } from './models'

/** Which of the requests that are being answered at the same time is at work: what `threading.local()` is in Python. */
const requestAtWork = new AsyncLocalStorage<HttpRequest>()

/**
 * Writes the user of a request, and the address it came from, into the log entries that are saved while it is answered:
 * by a receiver that is connected for as long.
 */
export class AuditlogMiddleware {
  processRequest(request: HttpRequest): void {
    requestAtWork.enterWith(request)
    if (!request.user.isAuthenticated) return
    const setActor = ({ instance }: { instance: Model }) => {
      // The receivers of all the other requests are called too.
      if (requestAtWork.getStore() !== request || !(instance instanceof LogEntry)) return
      instance.actor ??= request.user
      instance.remoteAddr = remoteAddrOf(request)
    }
    preSave.connect(setActor, { sender: LogEntry, dispatchUid: request })
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    disconnect(request)
    return response
  }

  processException(request: HttpRequest, _error: unknown): void {
    disconnect(request)
  }
}

function disconnect(request: HttpRequest): void {
  preSave.disconnect(null, { sender: LogEntry, dispatchUid: request })
}

/** Where a request came from: behind a proxy, where the proxy says that it did. */
function remoteAddrOf({ META }: HttpRequest): string | null {
  const forwardedFor = META.HTTP_X_FORWARDED_FOR
  return (forwardedFor ? forwardedFor.split(',')[0] : META.REMOTE_ADDR) ?? null
}
