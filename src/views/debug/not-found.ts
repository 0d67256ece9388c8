import type { Http404 } from '../../http/exceptions.js'
import type { HttpRequest } from '../../http/request.js'
import { Resolver404, type Tried } from '../../urls/exceptions.js'
import { addressMeant, explainTried, isNear } from '../../urls/explain.js'
import { moduleName } from '../../urls/names.js'
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
  /** Why it does not match, where it nearly does. */
  readonly reason?: string
}

/** Describes a 404: an address that no pattern matches, or one whose view raised `Http404`. */
export function describeNotFound(request: HttpRequest, error: Http404, urlconf?: object): NotFoundReport {
  const resolved = !(error instanceof Resolver404)
  const path = resolved ? request.pathInfo.replace(/^\//, '') : error.path
  const tried = describeTried(request, resolved ? (request.resolverMatch?.tried ?? []) : error.tried)
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

function describeTried({ pathInfo }: HttpRequest, tried: Tried): TriedPattern[] {
  return explainTried(pathInfo, tried.slice(0, MAX_PATTERNS)).map(way => {
    const { routes, name, reason } = way
    return { routes, ...(name && { name }), ...(reason && isNear(way) && { reason }) }
  })
}

function hintFor(path: string, tried: readonly TriedPattern[], resolved: boolean): { hint?: string } {
  if (resolved) return {}
  if (tried.length === 0) return { hint: "Your urlpatterns are empty. Add one: path('', views.index)." }
  const meant = addressMeant(path, tried)
  return meant === undefined ? {} : { hint: `Did you mean ${meant}?` }
}
