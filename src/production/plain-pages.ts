import type { DebugPages } from '../core/debug-pages.js'
import { csrfFailure } from '../views/csrf.js'
import { pageNotFound, serverError } from '../views/defaults.js'

/** Those of one that was built with DEBUG off: they say no more than one sentence, whatever DEBUG is later. */
export const debugPages: DebugPages = {
  technicalError: request => serverError(request),
  technicalNotFound: request => pageNotFound(request),
  csrfFailure,
}
