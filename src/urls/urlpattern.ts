import type { IncludedURLConf } from './include.js'
import { type Kwargs, noKwargs } from './kwargs.js'
import type { Pattern } from './pattern.js'
import { listOf, type PatternList } from './pattern-list.js'
import type { AnyView, URLPattern } from './types.js'

/** A route and its view. Django: `URLPattern`. */
export class ViewPattern implements URLPattern<never> {
  readonly kind = 'view'
  readonly pattern: Pattern
  readonly view: AnyView
  readonly kwargs: Kwargs
  readonly name: string | undefined

  constructor(pattern: Pattern, view: AnyView, kwargs: Kwargs, name: string | undefined) {
    this.pattern = pattern
    this.view = view
    this.kwargs = orNone(kwargs)
    this.name = name
  }

  get route(): string {
    return this.pattern.route
  }

  /** As messages name it: `'articles/<int:year>/' [name='year']`. */
  describe(): string {
    return this.name ? `'${this.route}' [name='${this.name}']` : `'${this.route}'`
  }

  toString(): string {
    return `<URLPattern ${this.describe()}>`
  }
}

/** A route and the patterns behind it. Django: a `URLResolver` that is not the root. */
export class IncludePattern implements URLPattern<never> {
  readonly kind = 'include'
  readonly pattern: Pattern
  readonly included: IncludedURLConf
  readonly kwargs: Kwargs
  #list: PatternList<AnyPattern> | undefined

  constructor(pattern: Pattern, included: IncludedURLConf, kwargs: Kwargs) {
    this.pattern = pattern
    this.included = included
    this.kwargs = orNone(kwargs)
  }

  get route(): string {
    return this.pattern.route
  }

  /** The patterns behind the route, in order. The first look at them loads the included module. */
  get patterns(): readonly AnyPattern[] {
    return this.included.patterns as readonly AnyPattern[]
  }

  /** The same, to be searched. Includes of one module share it. */
  get list(): PatternList<AnyPattern> {
    this.#list ??= listOf(this.patterns)
    return this.#list
  }

  get appName(): string | undefined {
    return this.included.appName
  }

  get namespace(): string | undefined {
    return this.included.namespace
  }

  describe(): string {
    return `'${this.route}'`
  }

  toString(): string {
    const { appName = 'None', namespace = 'None' } = this
    return `<URLResolver ${this.included} (${appName}:${namespace}) ${this.describe()}>`
  }
}

function orNone(kwargs: Kwargs): Kwargs {
  for (const _ in kwargs) return kwargs
  return noKwargs
}

/** What stands in a list of patterns. */
export type AnyPattern = ViewPattern | IncludePattern
