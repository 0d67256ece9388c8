import { ImproperlyConfigured } from '../conf/exceptions.js'
import { repr } from '../utils/repr.js'
import { didYouMean } from '../utils/suggest.js'
import { type AnyConverter, converterNames, getConverter } from './converters.js'
import { excerpt } from './excerpt.js'

/** A piece of a route: text that must stand there, or a parameter. */
export type RoutePart = string | RouteParameter

export interface RouteParameter {
  readonly name: string
  readonly converterName: string
  readonly converter: AnyConverter
}

/** Parses the syntax of `path()`: `'articles/<int:year>/<slug>/'`. Throws `InvalidRoute`. */
export function parseRoute(route: string): RoutePart[] {
  if (!route.includes('<')) return route === '' ? [] : [route]
  const parts: RoutePart[] = []
  const seen = new Set<string>()
  let end = 0
  for (const match of route.matchAll(component)) {
    const start = match.index
    if (start > end) parts.push(route.slice(end, start))
    end = start + match[0].length
    const parameter = parseParameter(route, match, { start, end })
    if (seen.has(parameter.name)) throw new InvalidRoute('repeated', route, { start, end }, parameter.name)
    seen.add(parameter.name)
    parts.push(parameter)
  }
  if (end < route.length) parts.push(route.slice(end))
  return parts
}

const component = /<(?:([^>:]+):)?([^>]+)>/g
const whitespace = /[ \t\n\r\v\f]/
// The second knows all of Unicode and takes ten times as long.
const commonIdentifier = /^[a-z_]\w*$/i
const identifier = /^[\p{XIDS}_]\p{XIDC}*$/u

function parseParameter(route: string, match: RegExpMatchArray, at: Span): RouteParameter {
  const [whole, converterName = 'str', name = ''] = match
  if (whitespace.test(whole)) throw new InvalidRoute('whitespace', route, at)
  const nameStart = at.end - 1 - name.length
  if (!commonIdentifier.test(name) && !identifier.test(name))
    throw new InvalidRoute('name', route, { start: nameStart, end: at.end - 1 }, name)
  const converter = getConverter(converterName)
  if (!converter) {
    const start = at.start + 1
    throw new InvalidRoute('converter', route, { start, end: start + converterName.length }, converterName)
  }
  return { name, converterName, converter }
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
