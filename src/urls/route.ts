import { ImproperlyConfigured } from '../conf/exceptions.js'
import { repr } from '../utils/repr.js'
import { didYouMean } from '../utils/suggest.js'
import { type AnyConverter, converterNames, getConverter } from './converters.js'
import { excerpt } from './excerpt.js'
import { isIdentifier } from './identifier.js'

/** A piece of a route: text that must stand there, or a parameter. */
export type RoutePart = string | RouteParameter

export interface RouteParameter {
  readonly name: string
  readonly converterName: string
  readonly converter: AnyConverter
}

/** Parses the syntax of `path()`: `'articles/<int:year>/<slug>/'`. Throws `InvalidRoute`. */
export function parseRoute(route: string): RoutePart[] {
  const parts: RoutePart[] = []
  let end = 0
  for (let start = route.indexOf('<'); start >= 0; start = route.indexOf('<', start + 1)) {
    const close = route.indexOf('>', start)
    if (close < 0) break
    if (start < end || close === start + 1) continue // within a parameter, or `<>`, which is text
    if (start > end) parts.push(route.slice(end, start))
    end = close + 1
    const parameter = parseParameter(route, { start, end })
    if (parts.some(part => typeof part !== 'string' && part.name === parameter.name)) {
      throw new InvalidRoute('repeated', route, { start, end }, parameter.name)
    }
    parts.push(parameter)
  }
  if (end < route.length) parts.push(route.slice(end))
  // A list that was pushed to has room for more; there may be thousands of routes.
  return parts.slice()
}

const whitespace = /[ \t\n\r\v\f]/

function parseParameter(route: string, at: Span): RouteParameter {
  const inside = route.slice(at.start + 1, at.end - 1)
  const known = parameters.get(inside)
  if (known !== undefined && known.converter === getConverter(known.converterName)) return known
  const parameter = readParameter(route, at, inside)
  parameters.set(inside, parameter)
  return parameter
}

/** By what stands between the brackets. `<int:id>` is in half of all routes, and one object does for them all. */
const parameters = new Map<string, RouteParameter>()

// Without a converter's name before its colon, or a name behind it, the colon belongs to the name.
function readParameter(route: string, at: Span, inside: string): RouteParameter {
  const colon = inside.indexOf(':')
  const hasConverter = colon > 0 && colon < inside.length - 1
  const converterName = hasConverter ? inside.slice(0, colon) : 'str'
  const name = hasConverter ? inside.slice(colon + 1) : inside
  if (isIdentifier(name)) {
    const converter = getConverter(converterName)
    if (converter && !whitespace.test(converterName)) return { name: asKey(name), converterName, converter }
  }
  throw invalidParameter(route, at, name, converterName)
}

/** The same name as the engine keeps those of properties. It would look it up anew for each assignment. */
function asKey(name: string): string {
  return Object.keys({ [name]: true })[0]!
}

function invalidParameter(route: string, at: Span, name: string, converterName: string): InvalidRoute {
  if (whitespace.test(route.slice(at.start, at.end))) return new InvalidRoute('whitespace', route, at)
  if (!isIdentifier(name)) {
    return new InvalidRoute('name', route, { start: at.end - 1 - name.length, end: at.end - 1 }, name)
  }
  const start = at.start + 1
  return new InvalidRoute('converter', route, { start, end: start + converterName.length }, converterName)
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Why a route cannot be used, and where in it. */
export class InvalidRoute extends ImproperlyConfigured {
  readonly reason: InvalidRouteReason
  readonly route: string
  /** Where the offending piece of the route starts and ends. */
  readonly start: number
  readonly end: number

  constructor(reason: InvalidRouteReason, route: string, { start, end }: Span, value = '') {
    super(`${sentences[reason](route, value)}\n${excerpt(route, start, end)}`)
    this.reason = reason
    this.route = route
    this.start = start
    this.end = end
  }
}

export type InvalidRouteReason = 'whitespace' | 'name' | 'converter' | 'repeated'

const sentences: Record<InvalidRouteReason, (route: string, value: string) => string> = {
  whitespace: route => `URL route ${repr(route)} cannot contain whitespace in angle brackets <…>.`,
  name: (route, name) => `URL route ${repr(route)} uses parameter name ${repr(name)} which isn't a valid identifier.`,
  converter: (route, name) =>
    `URL route ${repr(route)} uses invalid converter ${repr(name)}.${didYouMean(name, converterNames())}`,
  repeated: (route, name) => `URL route ${repr(route)} uses parameter name ${repr(name)} more than once.`,
}
