import { repr } from '../utils/repr.js'
import { addressMeant, type ExplainedWay, explainTried } from './explain.js'
import { Miss, type ResolverMatch } from './match.js'
import { allowedMethodsOf, viewName } from './names.js'
import type { URLResolver } from './resolver.js'

/** Which pattern a path leads to and why no other: plain data. */
export interface WhichURL {
  readonly path: string
  readonly method: string
  /** Every way that was tried, in order; when something matched, it is the last. */
  readonly ways: readonly ExplainedWay[]
  readonly match?: MatchedURL
  /** For a miss: an address that does lead somewhere. */
  readonly meant?: string
}

export interface MatchedURL {
  readonly route: string
  readonly name: string
  readonly view: string
  /** Values as messages print them. */
  readonly args: readonly string[]
  readonly kwargs: Readonly<Record<string, string>>
  /** The methods that the view answers to, where it says so. */
  readonly methods?: readonly string[]
  readonly allowsMethod: boolean
}

/** The way of a path through the patterns, for `whichurl`. */
export function whichURL(resolver: URLResolver, path: string, method = 'GET'): WhichURL {
  const outcome = resolver.match(path)
  const ways = explainTried(path, outcome.tried)
  if (!(outcome instanceof Miss)) return { path, method, ways, match: describeMatch(outcome, method) }
  const meant = [`${path}/`, path.replace(/\/$/, ''), addressMeant(path, ways)].find(
    address => address !== undefined && address !== path && !(resolver.match(address) instanceof Miss),
  )
  return { path, method, ways, ...(meant !== undefined && { meant }) }
}

function describeMatch(match: ResolverMatch, method: string): MatchedURL {
  const methods = allowedMethodsOf(match.func)
  return {
    route: match.route,
    name: match.urlName === null ? '' : match.viewName,
    view: viewName(match.func),
    args: match.args.map(repr),
    kwargs: Object.fromEntries(Object.entries(match.kwargs).map(([name, value]) => [name, repr(value)])),
    ...(methods && { methods }),
    allowsMethod: methods === undefined || methods.includes(method),
  }
}
