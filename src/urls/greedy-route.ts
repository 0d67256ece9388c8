import { type AnyConverter, getConverter } from './converters.js'
import { type Kwargs, setKwarg } from './kwargs.js'
import type { RoutePart } from './route.js'
import { standsAt } from './text-at.js'

/**
 * A route of built-in parameters that stand side by side or take slashes: `'<slug:name>-<int:id>/'`,
 * `'<path:from>/to/<path:to>/'`. Each takes as much as it can and gives back what those behind it need, as in a regular
 * expression; but no place is tried twice, where a regular expression would need time exponential in their number.
 */
export class GreedyRoute {
  readonly #parts: readonly RoutePart[]
  readonly #isEndpoint: boolean

  private constructor(parts: readonly RoutePart[], isEndpoint: boolean) {
    this.#parts = parts
    this.#isEndpoint = isEndpoint
  }

  /** The route taken apart in `parts`, or `undefined` when one of its converters is not built in. */
  static from(parts: readonly RoutePart[], isEndpoint: boolean): GreedyRoute | undefined {
    const isKnown = parts.every(part => typeof part === 'string' || farthest.has(part.converter))
    return isKnown ? new GreedyRoute(parts, isEndpoint) : undefined
  }

  /** Where in `path` the route ends when it stands there from `from` on, or -1. Its parameters go into `kwargs`. */
  match(path: string, from: number, kwargs: Kwargs): number {
    const ends: number[] = []
    const failed = this.#parts.map(() => ({ low: Number.POSITIVE_INFINITY, high: -1 }))
    const end = this.#rest(0, path, from, ends, failed)
    if (end < 0) return -1
    for (const [index, part] of this.#parts.entries()) {
      if (typeof part === 'string') continue
      const start = index === 0 ? from : ends[index - 1]!
      setKwarg(kwargs, part.name, part.converter.toValue(path.slice(start, ends[index])))
    }
    return end
  }

  /** Matches the parts from the given one on, and notes where each ends. */
  #rest(index: number, path: string, at: number, ends: number[], failed: readonly Failed[]): number {
    const part = this.#parts[index]
    if (part === undefined) return this.#isEndpoint && at !== path.length ? -1 : at
    if (typeof part === 'string') {
      ends[index] = at + part.length
      return standsAt(path, part, at) ? this.#rest(index + 1, path, at + part.length, ends, failed) : -1
    }
    const { least, reach } = farthest.get(part.converter)!
    return this.#longestFirst(index, path, at + least, reach(path, at), ends, failed)
  }

  #longestFirst(
    index: number,
    path: string,
    shortest: number,
    longest: number,
    ends: number[],
    failed: readonly Failed[],
  ): number {
    if (longest < shortest) return -1
    const known = failed[index]!
    // What ends where something tried before has ended fails as that did.
    const isSameRun = longest === known.high
    for (let end = isSameRun ? known.low - 1 : longest; end >= shortest; end--) {
      if (splitsCharacter(path, end)) continue
      const found = this.#rest(index + 1, path, end, ends, failed)
      if (found < 0) continue
      ends[index] = end
      return found
    }
    known.low = isSameRun ? Math.min(known.low, shortest) : shortest
    known.high = longest
    return -1
  }
}

/** The ends of one parameter that led nowhere, from the lowest to the highest; the highest tells the run of characters. */
interface Failed {
  low: number
  high: number
}

interface Reach {
  /** The least that it takes. */
  readonly least: number
  /** Where what it can take from `at` on ends. */
  reach(path: string, at: number): number
}

const uuidLength = 36
const farthest: ReadonlyMap<AnyConverter, Reach> = new Map(
  Object.entries({
    int: { least: 1, reach: endOf(/[^0-9]/g) },
    path: { least: 1, reach: endOf(/\n/g) },
    slug: { least: 1, reach: endOf(/[^-a-zA-Z0-9_]/g) },
    str: { least: 1, reach: endOf(/\//g) },
    uuid: { least: uuidLength, reach: endOfUuid },
  }).map(([name, reach]) => [getConverter(name)!, reach]),
)

function endOf(stop: RegExp): Reach['reach'] {
  return (path, at) => {
    stop.lastIndex = at
    return stop.exec(path)?.index ?? path.length
  }
}

function endOfUuid(path: string, at: number): number {
  const text = path.slice(at, at + uuidLength)
  const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
  return isUuid ? at + uuidLength : at
}

// The two halves of a surrogate pair are one character.
function splitsCharacter(path: string, at: number): boolean {
  return isBetween(path.charCodeAt(at - 1), 0xd800, 0xdbff) && isBetween(path.charCodeAt(at), 0xdc00, 0xdfff)
}

function isBetween(code: number, low: number, high: number): boolean {
  return code >= low && code <= high
}
