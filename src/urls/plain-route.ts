import { type AnyConverter, fillsSegment, getConverter } from './converters.js'
import { isSettable, type Kwargs } from './kwargs.js'
import type { RouteParameter, RoutePart } from './route.js'
import { standsAt } from './text-at.js'

/**
 * A route whose parameters are built in and each fill the rest of a segment: `'articles/<int:year>/<slug:slug>/'`. Most
 * routes are such, and comparing them by hand costs a fraction of what a regular expression does.
 */
export class PlainRoute {
  readonly #steps: readonly Step[]
  readonly #isEndpoint: boolean

  private constructor(steps: readonly Step[], isEndpoint: boolean) {
    this.#steps = steps
    this.#isEndpoint = isEndpoint
  }

  /** The route taken apart in `parts`, or `undefined` when it needs a regular expression. */
  static from(parts: readonly RoutePart[], isEndpoint: boolean): PlainRoute | undefined {
    const steps: Step[] = []
    for (const [index, part] of parts.entries()) {
      const step = typeof part === 'string' ? part : stepFor(part, parts[index + 1], isEndpoint)
      if (step === undefined) return undefined
      steps.push(step)
    }
    return new PlainRoute(steps, isEndpoint)
  }

  /** Where in `path` the route ends when it stands there from `from` on, or -1. Its parameters go into `kwargs`. */
  match(path: string, from: number, kwargs: Kwargs): number {
    const steps = this.#steps
    let at = from
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!
      if (typeof step === 'string') {
        if (!standsAt(path, step, at)) return -1
        at += step.length
      } else {
        const end = step.isLast ? path.length : endOfSegment(path, at)
        const value = end === at ? noMatch : step.read(path, at, end)
        if (value === noMatch) return -1
        kwargs[step.name] = value
        at = end
      }
    }
    return this.#isEndpoint && at !== path.length ? -1 : at
  }
}

type Step = string | ParameterStep

interface ParameterStep {
  readonly name: string
  /** A `path` parameter at the end of a route takes all there is. */
  readonly isLast: boolean
  readonly read: Read
}

/** The value of what stands in `path` between `from` and `end`, which is at least one character, or `noMatch`. */
type Read = (path: string, from: number, end: number) => unknown

const noMatch = Symbol('no match')

function stepFor({ name, converter }: RouteParameter, next: RoutePart | undefined, isEndpoint: boolean) {
  const read = readers.get(converter)
  if (read === undefined || !isSettable(name)) return undefined
  if (next === undefined) return isEndpoint ? { name, isLast: !fillsSegment(converter), read } : undefined
  const isFollowedBySlash = typeof next === 'string' && next.startsWith('/')
  return isFollowedBySlash && fillsSegment(converter) ? { name, isLast: false, read } : undefined
}

function endOfSegment(path: string, from: number): number {
  const end = path.indexOf('/', from)
  return end < 0 ? path.length : end
}

const readers: ReadonlyMap<AnyConverter, Read> = new Map(
  Object.entries({ int: readInt, path: readPath, slug: readSlug, str: readStr, uuid: readUuid }).map(([name, read]) => [
    getConverter(name)!,
    read,
  ]),
)

function readInt(path: string, from: number, end: number): unknown {
  let value = 0
  for (let at = from; at < end; at++) {
    const digit = path.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return noMatch
    value = value * 10 + digit
  }
  return Number.isSafeInteger(value) ? value : getConverter('int')!.toValue(path.slice(from, end))
}

function readStr(path: string, from: number, end: number): unknown {
  return path.slice(from, end)
}

function readPath(path: string, from: number, end: number): unknown {
  const text = path.slice(from, end)
  return text.includes('\n') ? noMatch : text
}

function readSlug(path: string, from: number, end: number): unknown {
  for (let at = from; at < end; at++) {
    const code = path.charCodeAt(at)
    if (code > 127 || slugCharacters[code] === 0) return noMatch
  }
  return path.slice(from, end)
}

function readUuid(path: string, from: number, end: number): unknown {
  const text = path.slice(from, end)
  return end - from === 36 && uuid.test(text) ? text : noMatch
}

const slugCharacters = Uint8Array.from({ length: 128 }, (_, code) => (/[-\w]/.test(String.fromCharCode(code)) ? 1 : 0))
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
