import type { AnyPattern, IncludePattern, ViewPattern } from './urlpattern.js'

/** A view's pattern and the includes around it, outermost first. */
export interface Placed {
  readonly pattern: ViewPattern
  readonly includes: readonly IncludePattern[]
}

/** The pattern of every view in the order they are tried. An include that leads in a circle is gone through once. */
export function* everyView(
  patterns: readonly AnyPattern[],
  includes: readonly IncludePattern[] = [],
): Iterable<Placed> {
  for (const pattern of patterns) {
    if (pattern.kind === 'view') yield { pattern, includes }
    else if (!includes.includes(pattern)) yield* everyView(pattern.patterns, [...includes, pattern])
  }
}

/** The way to a view's pattern, itself included. */
export function wayTo({ pattern, includes }: Placed): readonly AnyPattern[] {
  return [...includes, pattern]
}

/** The routes on a way joined. Within another, a regular expression has no beginning. */
export function routeOf(way: readonly AnyPattern[]): string {
  return way.map(({ route }) => route).reduceRight(joinRoutes)
}

function joinRoutes(inner: string, outer: string): string {
  return outer !== '' && inner.startsWith('^') ? outer + inner.slice(1) : outer + inner
}

/** What `reverse()` finds it by: the name behind its namespaces. Empty when it has none. */
export function fullNameOf({ pattern, includes }: Placed): string {
  return pattern.name ? [...includes.map(each => each.namespace).filter(Boolean), pattern.name].join(':') : ''
}
