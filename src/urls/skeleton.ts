import { fillsSegment } from './converters.js'
import type { RoutePart } from './route.js'

/**
 * What a path must look like from its beginning for a pattern to match at all: literal text, and runs of one or more
 * characters up to the next slash or the end. It may promise too little, never too much.
 */
export interface Skeleton {
  readonly steps: readonly SkeletonStep[]
  /** Whether the path must end where the steps do. */
  readonly isWhole: boolean
}

/** Literal text, or the rest of a segment. */
export type SkeletonStep = string | typeof restOfSegment

export const restOfSegment = Symbol('rest of segment')

/** The skeleton of a `path()` route. */
export function skeletonOfRoute(parts: readonly RoutePart[], isEndpoint: boolean): Skeleton {
  const steps: SkeletonStep[] = []
  let inSegment = false
  for (const part of parts) {
    if (typeof part !== 'string') {
      if (!fillsSegment(part.converter)) return { steps, isWhole: false }
      inSegment = true
    } else if (!inSegment) steps.push(part)
    else if (part.includes('/')) {
      // Behind a parameter, what the rest of its segment looks like is for the pattern itself to say.
      steps.push(restOfSegment, part.slice(part.indexOf('/')))
      inSegment = false
    }
  }
  if (!inSegment) return { steps, isWhole: isEndpoint }
  // The prefix of an include may end within a segment.
  return isEndpoint ? { steps: [...steps, restOfSegment], isWhole: true } : { steps, isWhole: false }
}

/** The skeleton of a regular expression: the text it begins with. `isAnchored` when it must match from the beginning. */
export function skeletonOfRegex(regex: string, isAnchored: boolean): Skeleton {
  const prefix = isAnchored || regex.startsWith('^') ? literalPrefix(regex) : ''
  return { steps: prefix === '' ? [] : [prefix], isWhole: false }
}

function literalPrefix(regex: string): string {
  if (mayHaveAlternatives(regex)) return ''
  let prefix = ''
  literalText.lastIndex = regex.startsWith('^') ? 1 : 0
  for (let match = literalText.exec(regex); match !== null; match = literalText.exec(regex)) {
    const text = match[1] ?? match[0]
    const end = literalText.lastIndex
    // What is repeated may be absent.
    if (quantifierStart.test(regex.charAt(end))) return prefix + text.slice(0, -1)
    prefix += text
    literalText.lastIndex = end
  }
  return prefix
}

// Characters that stand for themselves, or one that is escaped to. Halves of a surrogate pair are left out: a quantifier
// behind them would mean both.
const literalText = /[^.^$*+?{}[\]()|\\\ud800-\udfff]+|\\([^A-Za-z0-9\s\ud800-\udfff])/y
const quantifierStart = /[*+?{]/

// Cautious: whatever is hard to tell counts as one that has.
function mayHaveAlternatives(regex: string): boolean {
  if (!regex.includes('|')) return false
  if (/\(\?[#a-wyz]*[#x]|\[\^?\]/.test(regex)) return true
  const withoutNested = regex.replace(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs, '')
  let depth = 0
  for (const character of withoutNested) {
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === '|' && depth === 0) return true
  }
  return false
}
