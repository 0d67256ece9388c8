import type { DebugPages } from '../../core/debug-pages.js'
import type { ErrorSources } from '../../views/debug/sources.js'

type Debug = typeof import('./debug-parts.js')

let sources: ErrorSources = {}
let loaded: Debug | null = null

/** Says where the source text of the project comes from. */
export function setDebugSources(next: ErrorSources): void {
  sources = next
}

/**
 * What describes errors and makes pages of them: a third of this process' code, which most requests never need. In the
 * program that scripts/build.js makes, such a `require` is a part of it that is evaluated the first time: at once, because
 * the answer to a synchronous view's error is one.
 */
export function debug(): Debug {
  if (loaded === null) {
    loaded = require('./debug-parts.js') as Debug
    loaded.setErrorSources(sources)
  }
  return loaded
}

/** The pages of an application that loads them when it has something to show. */
export const debugPages: DebugPages = {
  technicalError: (...about) => debug().technicalError(...about),
  technicalNotFound: (...about) => debug().technicalNotFound(...about),
  csrfFailure: (...about) => debug().csrfFailure(...about),
}
