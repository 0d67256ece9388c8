import type { DebugPages } from '../core/debug-pages.js'
import { csrfFailure } from '../views/csrf.js'
import { technicalError, technicalNotFound } from '../views/debug/responses.js'

/** The pages of a project that was built with DEBUG on. */
export const debugPages: DebugPages = { technicalError, technicalNotFound, csrfFailure }
