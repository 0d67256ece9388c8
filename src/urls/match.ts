import { HttpRequest } from '../http/request.js'
import { repr } from '../utils/repr.js'
import type { Tried } from './exceptions.js'
import { viewName } from './names.js'
import type { Kwargs } from './pattern.js'
import { reprArgs, reprKwargs } from './repr.js'
import type { AnyView, URLConf } from './types.js'

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

/** What a resolver found: plain data that a ResolverMatch is made of. */
export interface Found {
  readonly func: AnyView
  readonly args: readonly (string | null)[]
  readonly kwargs: Kwargs
  readonly urlName: string | undefined
  readonly appNames: readonly string[]
  readonly namespaces: readonly string[]
  readonly route: string
  readonly capturedKwargs: Kwargs
  readonly extraKwargs: Kwargs
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
  /** The application namespaces on the way, outermost first. */
  readonly appNames: readonly string[]
  /** The instance namespaces on the way, outermost first. */
  readonly namespaces: readonly string[]
  /** The routes on the way, joined. */
  readonly route: string
  /** What the pattern itself captured, those of enclosing includes not counted. */
  readonly capturedKwargs: Kwargs
  /** The extra kwargs of the pattern and of the includes around it. */
  readonly extraKwargs: Kwargs
  readonly #explain: () => Tried
  #tried: Tried | undefined

  /** `explain` computes `tried`, should anybody ask for it. */
  constructor(found: Found, explain: () => Tried) {
    this.func = found.func
    this.args = found.args
    this.kwargs = found.kwargs
    this.urlName = found.urlName ?? null
    this.appNames = found.appNames
    this.namespaces = found.namespaces
    this.route = found.route
    this.capturedKwargs = found.capturedKwargs
    this.extraKwargs = found.extraKwargs
    this.#explain = explain
  }

  /** The patterns that were tried, the last one being the one that matched. Worked out on first use. */
  get tried(): Tried {
    this.#tried ??= this.#explain()
    return this.#tried
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

function isEmpty(kwargs: Kwargs): boolean {
  for (const _ in kwargs) return false
  return true
}

/** No pattern matched. A value, not an error: what becomes of it is for the caller to say. */
export class Miss {
  /** What was left of the path for the patterns to match: without its leading slash. */
  readonly path: string
  readonly #explain: () => Tried
  #tried: Tried | undefined

  constructor(path: string, explain: () => Tried) {
    this.path = path
    this.#explain = explain
  }

  /** The patterns that were tried, each as the way to it. Worked out on first use. */
  get tried(): Tried {
    this.#tried ??= this.#explain()
    return this.#tried
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
