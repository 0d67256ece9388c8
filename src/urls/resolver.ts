import { ImproperlyConfigured } from '../conf/exceptions.js'
import { repr } from '../utils/repr.js'
import type { Tried } from './exceptions.js'
import { find, tried } from './find.js'
import { patternsOf } from './include.js'
import { Miss, ResolverMatch } from './match.js'
import { moduleName } from './names.js'
import { listOf, type PatternList } from './pattern-list.js'
import { ReverseTable } from './reverse-table.js'
import type { ErrorHandler, URLConf } from './types.js'
import type { AnyPattern } from './urlpattern.js'

/** The statuses for which a root URLconf may name a view of its own. */
export type HandlerStatus = 400 | 403 | 404 | 500

/**
 * The root of a URLconf: finds the view for a path, first match in order. Nothing is looked at before the first use;
 * `check()` does it at once.
 *
 * Django: `django.urls.URLResolver`, "How Django processes a request".
 */
export class URLResolver {
  readonly urlconf: URLConf
  #list: PatternList<AnyPattern> | undefined
  #reverseTable: ReverseTable | undefined

  constructor(urlconf: URLConf) {
    this.urlconf = urlconf
  }

  /** The patterns of the root, in order. Throws `ImproperlyConfigured` when there are none to be had. */
  get patterns(): readonly AnyPattern[] {
    return this.#compiled().patterns
  }

  /** What `reverse()` looks names up in. */
  get reverseTable(): ReverseTable {
    this.#reverseTable ??= new ReverseTable(this.patterns)
    return this.#reverseTable
  }

  /**
   * The view for `path`, which begins with a slash (a request's `pathInfo`). That nothing matches is a value too.
   * Throws only what a converter throws, `ValueError` apart.
   */
  match(path: string): ResolverMatch | Miss {
    if (path.charCodeAt(0) !== slash) return new Miss(path, this)
    const found = find(this.#compiled(), path, 1)
    return found === undefined ? new Miss(path, this) : new ResolverMatch(found, path, this)
  }

  /** Every way through the patterns that is tried for `path`; when something matches, the last one is it. */
  triedFor(path: string): Tried {
    return path.startsWith('/') ? tried(this.patterns, path, 1) : []
  }

  /** The URLconf's own view for error pages of that status. */
  handlerFor(status: HandlerStatus): ErrorHandler | undefined {
    const handler = this.urlconf[`handler${status}`]
    return typeof handler === 'function' ? (handler as ErrorHandler) : undefined
  }

  /** Looks at the root's patterns and handlers now. Throws `ImproperlyConfigured` for what could not work. */
  check(): void {
    void this.patterns
    for (const status of [400, 403, 404, 500] as const) {
      const handler = this.urlconf[`handler${status}`]
      if (handler === undefined || handler === null || typeof handler === 'function') continue
      throw new ImproperlyConfigured(
        `The custom handler${status} view ${repr(handler)} could not be imported. Assign the function itself.`,
      )
    }
  }

  #compiled(): PatternList<AnyPattern> {
    this.#list ??= listOf(patternsOf(this.urlconf, moduleName(this.urlconf) ?? 'urls') as readonly AnyPattern[])
    return this.#list
  }
}

const slash = 47
