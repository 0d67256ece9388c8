import type { Observer } from '../../core/observer.js'
import { printable } from '../../utils/printable.js'
import { tracebackOf } from './server.js'

/** What Django's `django.request` logger tells: every error with its traceback, every other refusal in a line. */
export const requestLog: Observer = {
  errorHandled(request, error, response) {
    const what = `${response?.reasonPhrase ?? 'Internal Server Error'}: ${printable(request.path)}`
    if (response && response.statusCode < 500) console.warn(what)
    else console.error(`${what}\n${tracebackOf(error)}`)
  },
}
