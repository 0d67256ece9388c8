import { HttpRequest } from '../http/request.js'
import { repr } from '../utils/repr.js'
import type { Tried } from './exceptions.js'
import type { Found, Way } from './find.js'
import { type Kwargs, mergeKwargs, noKwargs } from './kwargs.js'
import { viewName } from './names.js'
import { routeOf } from './placed.js'
import { reprArgs, reprKwargs } from './repr.js'
import type { AnyView, URLConf } from './types.js'
import type { AnyPattern, IncludePattern } from './urlpattern.js'

declare module '../http/request.js' {
  interface HttpRequest {
    /** Which pattern matched, from the moment the URL is resolved. Django: `HttpRequest.resolver_match`. */
    resolverMatch: ResolverMatch | null
    /** The URLconf to use for this request instead of the root one; middleware may set it. */
    urlconf?: URLConf | null
  }
}

// Middleware that runs before the URL is resolved finds `null`, not a missing field.
HttpRequest.prototype.resolverMatch = null

/** Tells which patterns were tried for a path. It is asked only when somebody wants to know. */
export interface Explainer {
  triedFor(path: string): Tried
}

/** The view a path leads to, and with which arguments. Django: `django.urls.ResolverMatch`. */
export class ResolverMatch {
  /** The view. */
  readonly func: AnyView
  /** What unnamed groups captured; `null` for an optional one that did not take part. */
  readonly args: readonly (string | null)[]
  /** Captured and extra kwargs together, as the view gets them. */
  readonly kwargs: Kwargs
  /** The name of the pattern, `null` when it has none. */
  readonly urlName: string | null
  /** What the pattern itself captured, those of enclosing includes not counted. */
  readonly capturedKwargs: Kwargs
  readonly #found: Found
  readonly #path: string
  readonly #explainer: Explainer

  constructor(found: Found, path: string, explainer: Explainer) {
    const { pattern, match, way } = found
    const own = mergeKwargs(match.kwargs, pattern.kwargs)
    const kwargs = way === undefined ? own : kwargsOnTheWay(way, own)
    this.func = pattern.view
    this.args = way === undefined ? match.args : argsOnTheWay(way, match.args, own)
    // The view may write into its kwargs, so those that others have too are not given away.
    if (kwargs === noKwargs) this.kwargs = {}
    else this.kwargs = kwargs === pattern.kwargs || kwargs !== own ? { ...kwargs } : kwargs
    this.urlName = pattern.name ?? null
    this.capturedKwargs = match.kwargs
    this.#found = found
    this.#path = path
    this.#explainer = explainer
  }

  /** The includes on the way, outermost first, and the pattern that matched. */
  get way(): readonly AnyPattern[] {
    return [...includesTo(this.#found), this.#found.pattern]
  }

  /** The application namespaces on the way, outermost first. */
  get appNames(): readonly string[] {
    return includesTo(this.#found).flatMap(({ appName }) => appName || [])
  }

  /** The instance namespaces on the way, outermost first. */
  get namespaces(): readonly string[] {
    return includesTo(this.#found).flatMap(({ namespace }) => namespace || [])
  }

  /** The routes on the way, joined. */
  get route(): string {
    return routeOf(this.way)
  }

  /** The extra kwargs of the pattern and of the includes around it. */
  get extraKwargs(): Kwargs {
    const extras = this.way.map(({ kwargs }) => kwargs)
    return Object.assign({}, ...extras)
  }

  /** The patterns that were tried, the last one being the one that matched. Worked out on first use. */
  get tried(): Tried {
    return this.#explainer.triedFor(this.#path)
  }

  /** The application namespace, `a:b` when nested. */
  get appName(): string {
    return this.appNames.join(':')
  }

  /** The instance namespace, `a:b` when nested. */
  get namespace(): string {
    return this.namespaces.join(':')
  }

  /** The name of the pattern, or of the view when the pattern has none, behind its namespaces. */
  get viewName(): string {
    return [...this.namespaces, this.urlName || viewName(this.func)].join(':')
  }

  toString(): string {
    const captured = isEmpty(this.capturedKwargs) ? '' : `, captured_kwargs=${reprKwargs(this.capturedKwargs)}`
    const extra = isEmpty(this.extraKwargs) ? '' : `, extra_kwargs=${reprKwargs(this.extraKwargs)}`
    return (
      `ResolverMatch(func=${viewName(this.func)}, args=${reprArgs(this.args)}, kwargs=${reprKwargs(this.kwargs)}, ` +
      `url_name=${repr(this.urlName)}, app_names=${repr(this.appNames)}, namespaces=${repr(this.namespaces)}, ` +
      `route=${repr(this.route)}${captured}${extra})`
    )
  }
}

function includesTo({ way }: Found): IncludePattern[] {
  const includes: IncludePattern[] = []
  for (let step = way; step; step = step.outer) includes.unshift(step.include)
  return includes
}

function kwargsOnTheWay(way: Way | undefined, own: Kwargs): Kwargs {
  let kwargs = own
  for (let step = way; step; step = step.outer) {
    kwargs = mergeKwargs(mergeKwargs(step.match.kwargs, step.include.kwargs), kwargs)
  }
  return kwargs
}

// As in Django: where anything is named, what enclosing routes captured without a name is dropped.
function argsOnTheWay(way: Way | undefined, own: ResolverMatch['args'], ownKwargs: Kwargs): ResolverMatch['args'] {
  let args = own
  let hasKwargs = ownKwargs !== noKwargs
  for (let step = way; step; step = step.outer) {
    hasKwargs ||= step.match.kwargs !== noKwargs || step.include.kwargs !== noKwargs
    if (!hasKwargs && step.match.args.length > 0) args = [...step.match.args, ...args]
  }
  return args
}

function isEmpty(kwargs: Kwargs): boolean {
  for (const _ in kwargs) return false
  return true
}

/** No pattern matched. A value, not an error: what becomes of it is for the caller to say. */
export class Miss {
  readonly #path: string
  readonly #explainer: Explainer

  /** `path` is the whole one, with its leading slash. */
  constructor(path: string, explainer: Explainer) {
    this.#path = path
    this.#explainer = explainer
  }

  /** What was left of the path for the patterns to match: without its leading slash. */
  get path(): string {
    return this.#path.startsWith('/') ? this.#path.slice(1) : this.#path
  }

  /** The patterns that were tried, each as the way to it. Worked out when asked for. */
  get tried(): Tried {
    return this.#explainer.triedFor(this.#path)
  }

  toString(): string {
    return `<Miss ${repr(this.path)}>`
  }
}

/** Calls the view that matched: the request, then what unnamed groups captured, then the kwargs, always last. */
export function callView({ func, args, kwargs }: ResolverMatch, request: HttpRequest): unknown {
  const view = func as (request: HttpRequest, ...args: unknown[]) => unknown
  return args.length === 0 ? view(request, kwargs) : view(request, ...args, kwargs)
}
