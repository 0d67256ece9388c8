import type { AnyConverter } from '../urls/converters.js'
import { getConverter } from '../urls/converters.js'
import { Miss } from '../urls/match.js'
import { RoutePattern } from '../urls/pattern.js'
import { type Placed, routeOf, wayTo } from '../urls/placed.js'
import type { URLResolver } from '../urls/resolver.js'
import type { RoutePart } from '../urls/route.js'
import type { AnyPattern } from '../urls/urlpattern.js'
import { type CheckMessage, Warning } from './messages.js'

/** Patterns that never get a turn, because one before them matches all that they match. Claims only what is certain. */
export function* unreachable(resolver: URLResolver, placed: readonly Placed[]): Iterable<CheckMessage> {
  for (const each of placed) {
    const { pattern } = each
    const way = wayTo(each)
    const parts = partsOf(way)
    const sample = parts && sampleOf(parts)
    if (sample === undefined) continue
    const winner = winnerFor(resolver, sample)
    if (winner === undefined || winner.at(-1) === pattern) continue
    const before = partsOf(winner)
    const isCertain = parts!.every(part => typeof part === 'string') || (before !== undefined && covers(before, parts!))
    if (isCertain) yield neverReached(pattern, way, winner)
  }
}

function neverReached(pattern: AnyPattern, way: readonly AnyPattern[], winner: readonly AnyPattern[]): CheckMessage {
  const [own, other] = [way, winner].map(routeOf)
  const what = own === other ? 'has the same route and comes first' : `comes first and matches all that it matches`
  return new Warning(`Your URL pattern ${pattern.describe()} is never reached: '${other}' ${what}.`, {
    id: 'urls.W102',
    hint: 'Put the more particular one first, or remove one of them.',
  })
}

function winnerFor(resolver: URLResolver, path: string): readonly AnyPattern[] | undefined {
  try {
    const match = resolver.match(`/${path}`)
    return match instanceof Miss ? undefined : match.way
  } catch {
    return undefined // a converter of the project's did not like the sample
  }
}

/** The whole route in parts, neighbouring texts joined; `undefined` when a regular expression is on the way. */
function partsOf(way: readonly AnyPattern[]): RoutePart[] | undefined {
  const parts: RoutePart[] = []
  for (const { pattern } of way) {
    if (!(pattern instanceof RoutePattern)) return undefined
    for (const part of pattern.parts) {
      const last = parts.at(-1)
      if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
      else parts.push(part)
    }
  }
  return parts
}

/** A path that the route matches, if its converters are Django's. */
function sampleOf(parts: readonly RoutePart[]): string | undefined {
  let path = ''
  for (const part of parts) {
    const text = typeof part === 'string' ? part : samples.get(part.converter)
    if (text === undefined) return undefined
    path += text
  }
  return path
}

/** Whether every path of `later` is one of `earlier`: the same texts, and parameters that take at least as much. */
function covers(earlier: readonly RoutePart[], later: readonly RoutePart[]): boolean {
  if (earlier.length !== later.length) return false
  return earlier.every((part, index) => {
    const other = later[index]!
    if (typeof part === 'string' || typeof other === 'string') return part === other
    return part.converter === other.converter || (wider.get(other.converter) ?? []).includes(part.converter)
  })
}

const [int, slug, str, path, uuid] = ['int', 'slug', 'str', 'path', 'uuid'].map(name => getConverter(name)!) as [
  AnyConverter,
  AnyConverter,
  AnyConverter,
  AnyConverter,
  AnyConverter,
]

const samples = new Map<AnyConverter, string>([
  [int, '7'],
  [slug, 'a-b_7'],
  [str, 'ü~7'],
  [path, 'ü~7/a'],
  [uuid, '075194d3-6885-417e-a8a8-6c931e272f00'],
])

/** The converters that accept all that one accepts. (`path` takes no line breaks, which `str` does.) */
const wider = new Map<AnyConverter, readonly AnyConverter[]>([
  [int, [slug, str, path]],
  [slug, [str, path]],
  [uuid, [slug, str, path]],
])
