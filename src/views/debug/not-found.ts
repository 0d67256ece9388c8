import type { Http404 } from '../../http/exceptions.js'
import type { HttpRequest } from '../../http/request.js'
import { Resolver404, type Tried } from '../../urls/exceptions.js'
import { moduleName } from '../../urls/names.js'
import type { URLPattern } from '../../urls/types.js'
import { nearest } from '../../utils/suggest.js'
import { print } from './print.js'

/** Why there is nothing at an address, as plain data. */
export interface NotFoundReport {
  /** What was matched against the patterns, without its leading slash. */
  readonly path: string
  /** In the order in which they were tried. */
  readonly tried: readonly TriedPattern[]
  /** A pattern matched, and its view raised `Http404`. */
  readonly resolved: boolean
  /** What the view said. */
  readonly reason?: string
  /** The module of the root URLconf, where its name is known. */
  readonly urlconf?: string
  readonly hint?: string
}

export interface TriedPattern {
  /** The routes of the includes on the way, then the pattern's own. */
  readonly routes: readonly string[]
  readonly name?: string
}

/** Describes a 404: an address that no pattern matches, or one whose view raised `Http404`. */
export function describeNotFound(request: HttpRequest, error: Http404, urlconf?: object): NotFoundReport {
  const resolved = !(error instanceof Resolver404)
  const path = resolved ? request.pathInfo.replace(/^\//, '') : error.path
  const tried = describeTried(resolved ? (request.resolverMatch?.tried ?? []) : error.tried)
  const moduleOf = urlconf && moduleName(urlconf)
  return {
    path,
    tried,
    resolved,
    ...(resolved && error.message && { reason: print(error.message) }),
    ...(moduleOf && { urlconf: moduleOf }),
    ...hintFor(path, tried, resolved),
  }
}

/** A project with thousands of patterns gets a page that can still be read. */
const MAX_PATTERNS = 500

function describeTried(tried: Tried): TriedPattern[] {
  return tried.slice(0, MAX_PATTERNS).map(way => {
    const name = nameOf(way.at(-1))
    return { routes: way.map(pattern => pattern.route), ...(name && { name }) }
  })
}

function nameOf(pattern: URLPattern | undefined): string | undefined {
  const { name } = (pattern ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : undefined
}

function hintFor(path: string, tried: readonly TriedPattern[], resolved: boolean): { hint?: string } {
  if (resolved) return {}
  if (tried.length === 0) return { hint: "Your urlpatterns are empty. Add one: path('', views.index)." }
  const near = nearest(path, addressesLike(path, tried))
  return near === undefined ? {} : { hint: `Did you mean /${near}?` }
}

/** The addresses that the patterns stand for, with the path's own segments where a pattern captures one. */
function addressesLike(path: string, tried: readonly TriedPattern[]): string[] {
  const segments = path.split('/')
  const addresses = tried.map(({ routes }) => routes.join('').split('/'))
  return addresses
    .map(route => route.map((segment, index) => (segment.includes('<') ? (segments[index] ?? '') : segment)).join('/'))
    .filter(address => address !== '' && address !== path)
}
