import { ImproperlyConfigured } from '../conf/exceptions.js'
import { type AnyConverter, ValueError } from './converters.js'
import { excerpt } from './excerpt.js'
import { GreedyRoute } from './greedy-route.js'
import { type Kwargs, noKwargs, setKwarg } from './kwargs.js'
import { PlainRoute } from './plain-route.js'
import { escapeLiteral, RegexError, type TranslatedRegex, translateRegex } from './regex.js'
import { parseRoute, type RouteParameter, type RoutePart } from './route.js'
import { type Skeleton, skeletonOfRegex, skeletonOfRoute } from './skeleton.js'

/** How the text of one route is compared with a path. The two kinds are those of `path()` and of `rePath()`. */
export interface Pattern {
  /** The route as it was written. */
  readonly route: string
  /** The converters of its parameters, by name. */
  readonly converters: Converters
  /** The route as a regular expression without its leading `^`: in Python's words for messages and for `reverse()`. */
  readonly regex: ReversibleRegex
  /** What a path must look like for the route to be worth a comparison. */
  readonly skeleton: Skeleton
  /** Compares the route with what stands in `path` from the index `from` on. */
  match(path: string, from: number): PatternMatch | null
}

export interface PatternMatch {
  /** Where in the path the rest begins. */
  readonly end: number
  /** What unnamed groups captured; empty when there are named ones. */
  readonly args: readonly (string | null)[]
  readonly kwargs: Kwargs
}

export type Converters = ReadonlyMap<string, AnyConverter>

/** A regular expression in two spellings, made to be joined with others. */
export interface ReversibleRegex {
  readonly python: string
  /** For `new RegExp(…, 'u')`. `undefined` when it can be matched but not said in that mode. */
  readonly source: string | undefined
}

const noArgs: readonly (string | null)[] = []
const noConverters: Converters = new Map()

/** The syntax of `path()`. An endpoint must match all that is left of the path, the prefix of an include its beginning. */
export class RoutePattern implements Pattern {
  readonly route: string
  readonly isEndpoint: boolean
  /** The route taken apart. */
  readonly parts: readonly RoutePart[]
  readonly #parameters: readonly RouteParameter[]
  #byHand: PlainRoute | GreedyRoute | undefined
  #matcher: RouteMatcher | undefined
  #regex: ReversibleRegex | undefined

  constructor(route: string, isEndpoint: boolean) {
    this.route = route
    this.isEndpoint = isEndpoint
    this.parts = parseRoute(route)
    this.#parameters = isLiteral(this.parts) ? noParameters : this.parts.filter(part => typeof part !== 'string')
  }

  get converters(): Converters {
    if (this.#parameters.length === 0) return noConverters
    return new Map(this.#parameters.map(({ name, converter }) => [name, converter]))
  }

  get skeleton(): Skeleton {
    return skeletonOfRoute(this.parts, this.isEndpoint)
  }

  get regex(): ReversibleRegex {
    this.#regex ??= routeRegex(this.parts, this.isEndpoint)
    return this.#regex
  }

  match(path: string, from: number): PatternMatch | null {
    return this.#parameters.length === 0 ? this.#matchLiteral(path, from) : this.#matchParameters(path, from)
  }

  #matchLiteral(path: string, from: number): PatternMatch | null {
    const end = from + this.route.length
    if (this.isEndpoint && end !== path.length) return null
    return path.startsWith(this.route, from) ? { end, args: noArgs, kwargs: noKwargs } : null
  }

  #matchParameters(path: string, from: number): PatternMatch | null {
    if (this.#byHand === undefined && this.#matcher === undefined) this.#compile()
    const kwargs: Kwargs = {}
    const end = this.#byHand ? this.#byHand.match(path, from, kwargs) : this.#matchRegex(path, from, kwargs)
    return end < 0 ? null : { end, args: noArgs, kwargs }
  }

  #compile(): void {
    this.#byHand = PlainRoute.from(this.parts, this.isEndpoint) ?? GreedyRoute.from(this.parts, this.isEndpoint)
    if (this.#byHand === undefined) this.#matcher = compileRoute(this.parts, this.isEndpoint)
  }

  #matchRegex(path: string, from: number, kwargs: Kwargs): number {
    const { regex, groups } = this.#matcher!
    regex.lastIndex = from
    const match = regex.exec(path)
    if (match === null) return -1
    for (let index = 0; index < groups.length; index++) {
      const { name, converter } = this.#parameters[index]!
      const value = convert(converter, match[groups[index]!]!)
      if (value === noMatch) return -1
      setKwarg(kwargs, name, value)
    }
    return from + match[0].length
  }
}

const noParameters: readonly RouteParameter[] = []

function isLiteral(parts: readonly RoutePart[]): parts is readonly string[] {
  return parts.length === 0 || (parts.length === 1 && typeof parts[0] === 'string')
}

interface RouteMatcher {
  /** Sticky: matches at its `lastIndex` or not at all. */
  readonly regex: RegExp
  /** The number of each parameter's group. A custom converter's regex may have groups of its own. */
  readonly groups: readonly number[]
}

function compileRoute(parts: readonly RoutePart[], isEndpoint: boolean): RouteMatcher {
  const groups: number[] = []
  let source = ''
  let count = 0
  for (const part of parts) {
    if (typeof part === 'string') {
      source += escapeLiteral(part)
      continue
    }
    const inner = translateConverter(part)
    groups.push(count + 1)
    count += 1 + inner.groups.length
    source += `(${inner.source})`
  }
  return { regex: new RegExp(isEndpoint ? `${source}$` : source, 'uy'), groups }
}

function translateConverter({ name, converter }: RouteParameter): TranslatedRegex {
  try {
    return translateRegex(converter.regex)
  } catch (error) {
    throw error instanceof RegexError ? new InvalidRegex(converter.regex, error, `the converter of '${name}'`) : error
  }
}

const noMatch = Symbol('no match')

function convert(converter: AnyConverter, text: string): unknown {
  try {
    return converter.toValue(text)
  } catch (error) {
    if (error instanceof ValueError) return noMatch
    throw error
  }
}

function routeRegex(parts: readonly RoutePart[], isEndpoint: boolean): ReversibleRegex {
  let python = ''
  let source = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      python += escapePython(part)
      source += escapeLiteral(part)
    } else {
      python += `(?P<${part.name}>${part.converter.regex})`
      source += `(?<${part.name}>${translateConverter(part).source})`
    }
  }
  return isEndpoint ? { python: `${python}\\Z`, source: `${source}$` } : { python, source }
}

/** Python's `re.escape`. */
function escapePython(text: string): string {
  return text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&')
}

/** The syntax of `rePath()`: Python's, or a RegExp with JavaScript's. */
export class RegexPattern implements Pattern {
  readonly route: string
  readonly converters: Converters = noConverters
  readonly skeleton: Skeleton
  readonly #written: string | RegExp
  readonly #regex: RegExp
  readonly #groups: CompiledRegex['groups']
  readonly #hasNames: boolean
  #reversible: ReversibleRegex | undefined

  constructor(regex: string | RegExp, isEndpoint: boolean) {
    this.route = typeof regex === 'string' ? regex : regex.source
    const compiled = typeof regex === 'string' ? compilePython(regex, isEndpoint) : compileNative(regex, isEndpoint)
    this.#regex = compiled.regex
    this.#groups = compiled.groups
    this.#hasNames = compiled.groups.some(name => name !== undefined)
    this.skeleton = compiled.skeleton
    this.#written = regex
  }

  get regex(): ReversibleRegex {
    this.#reversible ??= reversible(this.#written)
    return this.#reversible
  }

  match(path: string, from: number): PatternMatch | null {
    const rest = from === 0 ? path : path.slice(from)
    const match = this.#regex.exec(rest)
    if (match === null) return null
    const end = from + match.index + match[0].length
    if (this.#hasNames) return { end, args: noArgs, kwargs: this.#namedGroups(match) }
    return { end, args: match.length > 1 ? unnamedGroups(match) : noArgs, kwargs: noKwargs }
  }

  #namedGroups(match: RegExpExecArray): Kwargs {
    const kwargs: Kwargs = {}
    let isEmpty = true
    for (let index = 0; index < this.#groups.length; index++) {
      const name = this.#groups[index]
      const value = match[index + 1]
      if (name === undefined || value === undefined) continue
      setKwarg(kwargs, name, value)
      isEmpty = false
    }
    return isEmpty ? noKwargs : kwargs
  }
}

function unnamedGroups(match: RegExpExecArray): (string | null)[] {
  return match.slice(1).map(group => group ?? null)
}

interface CompiledRegex {
  readonly regex: RegExp
  /** The name of each group in order, `undefined` for one that has none. */
  readonly groups: readonly (string | undefined)[]
  readonly skeleton: Skeleton
}

function compilePython(pattern: string, isEndpoint: boolean): CompiledRegex {
  try {
    const { source, groups } = translateRegex(pattern)
    const isWhole = whole(pattern, isEndpoint)
    const plain = withoutNames(source)
    return {
      regex: new RegExp(isWhole ? `^(?:${plain})$` : plain, 'u'),
      groups,
      skeleton: skeletonOfRegex(pattern, isWhole),
    }
  } catch (error) {
    if (error instanceof RegexError) throw new InvalidRegex(pattern, error)
    if (error instanceof SyntaxError) throw new InvalidRegex(pattern, new RegexError(error.message, 0))
    throw error
  }
}

// Groups are told apart by their numbers: an object of named ones, made for each match, takes longer than matching.
function withoutNames(source: string): string {
  return source.includes('\\k<') ? source : source.replace(/\(\?<(?![=!])[^>]+>/g, '(')
}

function compileNative(regex: RegExp, isEndpoint: boolean): CompiledRegex {
  const flags = regex.flags.replace(/[gyd]/g, '')
  const isWhole = whole(regex.source, isEndpoint)
  return {
    regex: new RegExp(isWhole ? `^(?:${regex.source})$` : regex.source, flags),
    groups: groupsOf(regex.source, flags),
    skeleton: /[im]/.test(flags) ? { steps: [], isWhole: false } : skeletonOfRegex(regex.source, isWhole),
  }
}

// An expression that matches the empty text tells how many groups there are, and one for each name which it is.
function groupsOf(source: string, flags: string): (string | undefined)[] {
  const match = new RegExp(`${source}|`, flags).exec('')
  const groups: (string | undefined)[] = Array.from({ length: (match?.length ?? 1) - 1 }, () => undefined)
  const names = Object.keys(match?.groups ?? {})
  if (names.length === 0) return groups
  let number = 0
  for (const [, name] of source.replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, '').matchAll(/\((?!\?)|\(\?<(?![=!])([^>]+)>/g)) {
    groups[number++] = name
  }
  return groups
}

// As in Django: a view's expression that ends with `$` must match all of the path, a last line break included.
function whole(pattern: string, isEndpoint: boolean): boolean {
  return isEndpoint && pattern.endsWith('$')
}

function reversible(regex: string | RegExp): ReversibleRegex {
  const written = typeof regex === 'string' ? regex : regex.source
  const python = written.startsWith('^') ? written.slice(1) : written
  try {
    const { source } =
      typeof regex === 'string' ? translateRegex(python) : translateRegex(python, 'javascript', regex.flags)
    return { python, source }
  } catch {
    return { python, source: undefined }
  }
}

/** A regular expression that cannot be compiled, and where in it. */
export class InvalidRegex extends ImproperlyConfigured {
  readonly regex: string
  readonly reason: string
  readonly position: number

  constructor(regex: string, { message, reason, position }: RegexError, where?: string) {
    const owner = where === undefined ? '' : ` (${where})`
    super(`"${regex}" is not a valid regular expression${owner}: ${message}\n${excerpt(regex, position, position + 1)}`)
    this.regex = regex
    this.reason = reason
    this.position = position
  }
}
