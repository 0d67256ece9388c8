import type { Found } from './match.js'
import type { PatternMatch } from './pattern.js'
import type { AnyPattern, IncludePattern, ViewPattern } from './urlpattern.js'

/** The includes being looked into, innermost first, each with where in the path that began. */
interface Trail {
  readonly include: IncludePattern
  readonly from: number
  readonly outer: Trail | undefined
}

/** The first pattern in order that matches `path` from the index `from` on. */
export function findIn(patterns: readonly AnyPattern[], path: string, from: number, trail?: Trail): Found | undefined {
  for (const pattern of patterns) {
    const match = pattern.pattern.match(path, from)
    if (match === null) continue
    if (pattern.kind === 'view') return foundView(pattern, match)
    const inside = findBehind(pattern, path, from, match, trail)
    if (inside) return inside
  }
  return undefined
}

function foundView(pattern: ViewPattern, { args, kwargs }: PatternMatch): Found {
  return {
    func: pattern.view,
    args,
    kwargs: { ...kwargs, ...pattern.kwargs },
    urlName: pattern.name,
    appNames: [],
    namespaces: [],
    route: pattern.route,
    capturedKwargs: kwargs,
    extraKwargs: pattern.kwargs,
  }
}

function findBehind(
  include: IncludePattern,
  path: string,
  from: number,
  match: PatternMatch,
  outer: Trail | undefined,
): Found | undefined {
  if (goesInCircles(include, from, outer)) return undefined
  const inner = findIn(include.patterns, path, match.end, { include, from, outer })
  return inner && foundBehind(include, match, inner)
}

// An include that leads back to itself without having taken anything from the path would do so forever.
function goesInCircles(include: IncludePattern, from: number, trail: Trail | undefined): boolean {
  for (let step = trail; step && step.from === from; step = step.outer) if (step.include === include) return true
  return false
}

function foundBehind(include: IncludePattern, match: PatternMatch, inner: Found): Found {
  const kwargs = { ...match.kwargs, ...include.kwargs, ...inner.kwargs }
  const { appName, namespace } = include
  return {
    func: inner.func,
    // As in Django: where anything is named, what enclosing routes captured without a name is dropped.
    args: isEmpty(kwargs) ? [...match.args, ...inner.args] : inner.args,
    kwargs,
    urlName: inner.urlName,
    appNames: appName ? [appName, ...inner.appNames] : inner.appNames,
    namespaces: namespace ? [namespace, ...inner.namespaces] : inner.namespaces,
    route: joinRoutes(include.route, inner.route),
    capturedKwargs: inner.capturedKwargs,
    extraKwargs: { ...include.kwargs, ...inner.extraKwargs },
  }
}

function isEmpty(kwargs: object): boolean {
  for (const _ in kwargs) return false
  return true
}

function joinRoutes(outer: string, inner: string): string {
  return outer !== '' && inner.startsWith('^') ? outer + inner.slice(1) : outer + inner
}

interface Explained {
  readonly tried: readonly (readonly AnyPattern[])[]
  readonly matched: boolean
}

/** The same walk as `findIn`, writing down where it goes. It runs only when somebody asks. */
export function explainIn(patterns: readonly AnyPattern[], path: string, from: number, trail?: Trail): Explained {
  const tried: (readonly AnyPattern[])[] = []
  for (const pattern of patterns) {
    const match = pattern.pattern.match(path, from)
    if (match === null || pattern.kind === 'view' || goesInCircles(pattern, from, trail)) {
      tried.push([pattern])
      if (match !== null && pattern.kind === 'view') return { tried, matched: true }
      continue
    }
    const inner = explainIn(pattern.patterns, path, match.end, { include: pattern, from, outer: trail })
    for (const way of inner.tried) tried.push([pattern, ...way])
    if (inner.matched) return { tried, matched: true }
  }
  return { tried, matched: false }
}
