import { nearest } from '../utils/suggest.js'
import { fillsSegment, getConverter, ValueError } from './converters.js'
import type { Tried } from './exceptions.js'
import { type Pattern, RegexPattern, RoutePattern } from './pattern.js'
import { translateRegex } from './regex.js'
import type { RouteParameter, RoutePart } from './route.js'
import type { AnyPattern } from './urlpattern.js'

/** One way through the patterns that was tried for a path, and what became of it: plain data. */
export interface ExplainedWay {
  /** The routes of the includes on the way, then the pattern's own. */
  readonly routes: readonly string[]
  readonly name?: string
  /** Why it does not match, as a sentence without its subject; absent for the one that does. */
  readonly reason?: string
  /** How many characters of the path agree with it: what was meant has most. */
  readonly agrees: number
}

/** Whether a way agrees with the path beyond its beginning: its reason is worth reading. */
export function isNear({ agrees }: ExplainedWay): boolean {
  return agrees > 1
}

/** Why each way that was tried does not match `path` (a whole one, with its leading slash). */
export function explainTried(path: string, tried: Tried): ExplainedWay[] {
  return tried.map(way => explainWay(path, way as readonly AnyPattern[]))
}

function explainWay(path: string, way: readonly AnyPattern[]): ExplainedWay {
  const last = way.at(-1)
  const name = last?.kind === 'view' ? last.name : undefined
  const named = { routes: way.map(each => each.route), ...(name && { name }) }
  let at = 1
  for (const each of way) {
    const match = each.pattern.match(path, at)
    if (match === null) return { ...named, ...whyNot(each.pattern, path, at, path.slice(1, at)) }
    at = match.end
  }
  return last?.kind === 'include'
    ? { ...named, reason: 'leads in a circle', agrees: at }
    : { ...named, agrees: path.length }
}

interface WhyNot {
  readonly reason: string
  readonly agrees: number
}

// `before` is what the includes on the way have taken.
function whyNot(pattern: Pattern, path: string, from: number, before: string): WhyNot {
  const rest = path.slice(from)
  const slash = whySlash(pattern, rest, before)
  if (slash !== undefined) return { reason: slash, agrees: path.length }
  if (pattern instanceof RoutePattern) return whyNotRoute(pattern, path, from)
  const prefix = pattern instanceof RegexPattern ? pattern.prefix : ''
  const agrees = rest.startsWith(prefix) ? from + prefix.length : from
  const reason =
    agrees > from || prefix === '' ? 'the regular expression does not match' : `does not begin with \`${prefix}\``
  return { reason, agrees }
}

function whySlash(pattern: Pattern, rest: string, before: string): string | undefined {
  if (!rest.endsWith('/')) {
    return pattern.match(`${rest}/`, 0) ? `ends without \`/\`: \`${before}${rest}/\` would match` : undefined
  }
  const without = rest.slice(0, -1)
  return without !== '' && pattern.match(without, 0)?.end === without.length
    ? `has a \`/\` at its end: \`${before}${without}\` would match`
    : undefined
}

/** Follows the route as far as the path agrees with it. */
function whyNotRoute({ parts, isEndpoint }: RoutePattern, path: string, from: number): WhyNot {
  let at = from
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      const shared = sharedLength(path, at, part)
      if (shared < part.length) {
        // Only whole segments count as agreement: many words begin alike.
        const whole = shared === 0 ? 0 : part.lastIndexOf('/', shared - 1) + 1
        return { reason: whyNotText(path, at + whole, part.slice(whole), at + whole === from), agrees: at + whole }
      }
      at += part.length
    } else {
      const text = path.slice(at, endOfParameter(path, at, part, parts[index + 1]))
      const refusal = whyRefused(part, text)
      if (refusal !== undefined) return { reason: refusal, agrees: at }
      at += text.length
    }
  }
  const left = path.slice(at)
  if (!isEndpoint || left === '') return { reason: 'does not match', agrees: at }
  return { reason: at === 1 ? 'matches the empty path only' : `ends before \`${left}\``, agrees: at }
}

function whyNotText(path: string, at: number, text: string, isFirst: boolean): string {
  const found = path.slice(at, at + text.length)
  if (found.toLowerCase() === text.toLowerCase()) return `is spelled \`${text}\`, not \`${found}\``
  if (isFirst) return `does not begin with \`${text}\``
  return found === '' ? `wants \`${text}\` at the end` : `wants \`${text}\` where there is \`${path.slice(at)}\``
}

function whyRefused({ name, converter, converterName }: RouteParameter, text: string): string | undefined {
  const shown = `\`<${converterName}:${name}>\``
  if (text === '' && !accepts(converter.regex, text)) return `has nothing for ${shown}`
  if (!accepts(converter.regex, text)) return `${shown} does not accept \`${text}\``
  try {
    converter.toValue(text)
    return undefined
  } catch (error) {
    if (error instanceof ValueError)
      return `${shown} does not accept \`${text}\`${error.message && `: ${error.message}`}`
    throw error
  }
}

function accepts(regex: string, text: string): boolean {
  return new RegExp(`^(?:${translateRegex(regex).source})$`, 'u').test(text)
}

// Where the route's next text stands, or at the end of what the parameter may take.
function endOfParameter(path: string, at: number, { converter }: RouteParameter, next: RoutePart | undefined): number {
  const slash = path.indexOf('/', at)
  const most = fillsSegment(converter) && slash >= 0 ? slash : path.length
  if (typeof next !== 'string') return most
  const end = converter === getConverter('path') ? path.lastIndexOf(next) : path.indexOf(next, at)
  return end > at ? Math.min(end, most) : most
}

function sharedLength(path: string, at: number, text: string): number {
  let length = 0
  while (length < text.length && path.charCodeAt(at + length) === text.charCodeAt(length)) length++
  return length
}

/** The address that was probably meant, of those the ways stand for, with the path's own text for their parameters. */
export function addressMeant(path: string, ways: readonly Pick<ExplainedWay, 'routes'>[]): string | undefined {
  const asked = path.replace(/^\//, '')
  const segments = asked.split('/')
  const addresses = ways
    .map(({ routes }) => routes.join('').split('/'))
    .filter(route => route.every((segment, index) => !segment.includes('<') || segments[index])) // the path has its text
    .map(route => route.map((segment, index) => (segment.includes('<') ? segments[index] : segment)).join('/'))
    .filter(address => address !== '' && address !== asked)
  const near = nearest(asked, addresses)
  return near === undefined ? undefined : `/${near}`
}
