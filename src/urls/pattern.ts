import { ImproperlyConfigured } from '../conf/exceptions.js'
import type { AnyConverter } from './converters.js'
import { excerpt } from './excerpt.js'
import { GreedyRoute } from './greedy-route.js'
import { type Kwargs, noKwargs, setKwarg } from './kwargs.js'
import { isPlain } from './plain-regex.js'
import { PlainRoute } from './plain-route.js'
import { escapeLiteral, RegexError, type TranslatedRegex, translateRegex } from './regex.js'
import { RegexRoute } from './regex-route.js'
import { parseRoute, type RouteParameter, type RoutePart } from './route.js'
import { prefixOfRegex, type Skeleton, skeletonOfRoute, skeletonOfText } from './skeleton.js'
import { standsAt } from './text-at.js'

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
  /** The route taken apart, if it has parameters. */
  readonly #parts: readonly RoutePart[] | undefined
  #matcher: PlainRoute | GreedyRoute | RegexRoute | undefined
  /** The whole path that a route without parameters stands for at the root. */
  #address: string | undefined

  constructor(route: string, isEndpoint: boolean) {
    this.route = route
    this.isEndpoint = isEndpoint
    this.#parts = route.includes('<') ? withParameters(parseRoute(route)) : undefined
  }

  /** The route taken apart. */
  get parts(): readonly RoutePart[] {
    return this.#parts ?? (this.route === '' ? [] : [this.route])
  }

  get converters(): Converters {
    if (this.#parts === undefined) return noConverters
    const parameters = this.#parts.filter(part => typeof part !== 'string')
    return new Map(parameters.map(({ name, converter }) => [name, converter]))
  }

  get skeleton(): Skeleton {
    if (this.#parts === undefined) return skeletonOfText(this.route, this.isEndpoint)
    return skeletonOfRoute(this.#parts, this.isEndpoint)
  }

  get regex(): ReversibleRegex {
    return routeRegex(this.parts, this.isEndpoint)
  }

  match(path: string, from: number): PatternMatch | null {
    const parts = this.#parts
    if (parts !== undefined) {
      this.#matcher ??= matcherOf(parts, this.isEndpoint)
      const kwargs: Kwargs = {}
      const end = this.#matcher.match(path, from, kwargs)
      return end < 0 ? null : { end, args: noArgs, kwargs }
    }
    const end = from + this.route.length
    if (this.isEndpoint && end !== path.length) return null
    // Two whole strings are compared many times as fast as a part of one.
    if (this.isEndpoint && from === 1 && path.charCodeAt(0) === slash) {
      this.#address ??= flat('/', this.route)
      return path === this.#address ? { end, args: noArgs, kwargs: noKwargs } : null
    }
    return standsAt(path, this.route, from) ? { end, args: noArgs, kwargs: noKwargs } : null
  }
}

const slash = 47

// Not by `+`, which only notes of what two strings the text would have to be made.
function flat(first: string, second: string): string {
  return [first, second].join('')
}

function withParameters(parts: readonly RoutePart[]): readonly RoutePart[] | undefined {
  return parts.some(part => typeof part !== 'string') ? parts : undefined
}

/** By hand where that is known to be right. */
function matcherOf(parts: readonly RoutePart[], isEndpoint: boolean): PlainRoute | GreedyRoute | RegexRoute {
  return (
    PlainRoute.from(parts, isEndpoint) ??
    GreedyRoute.from(parts, isEndpoint) ??
    new RegexRoute(parts, isEndpoint, translateConverter)
  )
}

function translateConverter({ name, converter }: RouteParameter): TranslatedRegex {
  try {
    return translateRegex(converter.regex)
  } catch (error) {
    throw error instanceof RegexError ? new InvalidRegex(converter.regex, error, `the converter of '${name}'`) : error
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
  /** The text that whatever matches begins with. */
  readonly prefix: string
  readonly #written: string | RegExp
  readonly #isEndpoint: boolean
  #compiled: CompiledRegex | undefined
  #reversible: ReversibleRegex | undefined

  constructor(regex: string | RegExp, isEndpoint: boolean) {
    this.route = typeof regex === 'string' ? regex : regex.source
    this.prefix = prefixOf(regex, isEndpoint)
    this.#written = regex
    this.#isEndpoint = isEndpoint
    // A mistake is reported where it was written, which is now; without one there is time.
    if (typeof regex !== 'string' || !isPlain(regex)) this.#compiled = this.#compile()
  }

  get skeleton(): Skeleton {
    return skeletonOfText(this.prefix, false)
  }

  get regex(): ReversibleRegex {
    this.#reversible ??= reversible(this.#written)
    return this.#reversible
  }

  match(path: string, from: number): PatternMatch | null {
    if (!standsAt(path, this.prefix, from)) return null
    this.#compiled ??= this.#compile()
    const { regex, groups, hasNames } = this.#compiled
    const rest = from === 0 ? path : path.slice(from)
    const match = regex.exec(rest)
    if (match === null) return null
    const end = from + match.index + match[0].length
    if (hasNames) return { end, args: noArgs, kwargs: namedGroups(match, groups) }
    return { end, args: match.length > 1 ? unnamedGroups(match) : noArgs, kwargs: noKwargs }
  }

  #compile(): CompiledRegex {
    const written = this.#written
    const compiled =
      typeof written === 'string' ? compilePython(written, this.#isEndpoint) : compileNative(written, this.#isEndpoint)
    return { ...compiled, hasNames: compiled.groups.some(name => name !== undefined) }
  }
}

function namedGroups(match: RegExpExecArray, groups: CompiledRegex['groups']): Kwargs {
  const kwargs: Kwargs = {}
  let isEmpty = true
  for (let index = 0; index < groups.length; index++) {
    const name = groups[index]
    const value = match[index + 1]
    if (name === undefined || value === undefined) continue
    setKwarg(kwargs, name, value)
    isEmpty = false
  }
  return isEmpty ? noKwargs : kwargs
}

function unnamedGroups(match: RegExpExecArray): (string | null)[] {
  return match.slice(1).map(group => group ?? null)
}

interface CompiledRegex {
  readonly regex: RegExp
  /** The name of each group in order, `undefined` for one that has none. */
  readonly groups: readonly (string | undefined)[]
  readonly hasNames: boolean
}

function prefixOf(regex: string | RegExp, isEndpoint: boolean): string {
  if (typeof regex === 'string') return prefixOfRegex(regex, whole(regex, isEndpoint))
  return /[im]/.test(regex.flags) ? '' : prefixOfRegex(regex.source, whole(regex.source, isEndpoint))
}

function compilePython(pattern: string, isEndpoint: boolean): Omit<CompiledRegex, 'hasNames'> {
  try {
    const { source, groups } = translateRegex(pattern)
    const isWhole = whole(pattern, isEndpoint)
    const plain = withoutNames(source)
    return {
      regex: new RegExp(isWhole ? `^(?:${plain})$` : plain, 'u'),
      groups,
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

function compileNative(regex: RegExp, isEndpoint: boolean): Omit<CompiledRegex, 'hasNames'> {
  const flags = regex.flags.replace(/[gyd]/g, '')
  const isWhole = whole(regex.source, isEndpoint)
  return {
    regex: new RegExp(isWhole ? `^(?:${regex.source})$` : regex.source, flags),
    groups: groupsOf(regex.source, flags),
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
