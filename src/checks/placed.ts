import type { IncludePattern, ViewPattern } from '../urls/urlpattern.js'

/** A view's pattern and the includes around it, outermost first. */
export interface Placed {
  readonly pattern: ViewPattern
  readonly includes: readonly IncludePattern[]
}

/** The routes on the way, joined. */
export function routeOf({ pattern, includes }: Placed): string {
  return [...includes, pattern].map(({ route }) => route).join('')
}
