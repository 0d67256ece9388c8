import type { ErrorSources } from '../../views/debug/sources.js'

export type Pages = typeof import('./pages.js')

/**
 * The front's own pages, and the template language that they are written in. Nobody needs them before something goes
 * wrong: in the program that scripts/build.js makes, this `require` is a part of it that is evaluated the first time.
 */
export function loadPages(sources: ErrorSources): Pages {
  const pages = require('./pages.js') as Pages
  pages.setErrorSources(sources)
  return pages
}
