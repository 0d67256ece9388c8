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

/** The skeleton of what begins with `text`, or is that. */
export function skeletonOfText(text: string, isWhole: boolean): Skeleton {
  return { steps: text === '' ? [] : [text], isWhole }
}

/** The skeleton of a `path()` route with parameters. */
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

/** The text that a regular expression begins with. `isAnchored` when it must match from the beginning. */
export function prefixOfRegex(regex: string, isAnchored: boolean): string {
  return isAnchored || regex.startsWith('^') ? literalPrefix(regex) : ''
}

function literalPrefix(regex: string): string {
  if (mayHaveAlternatives(regex)) return ''
  let prefix = ''
  let at = regex.startsWith('^') ? 1 : 0
  while (at < regex.length) {
    const isEscaped = regex.charCodeAt(at) === backslash
    const code = regex.charCodeAt(isEscaped ? at + 1 : at)
    const next = at + (isEscaped ? 2 : 1)
    const isRepeated = next < regex.length && quantifierStart.includes(regex.charAt(next))
    if (isRepeated || !standsForItself(code, isEscaped)) break // what is repeated may be absent
    prefix += String.fromCharCode(code)
    at = next
  }
  return prefix
}

const backslash = 92
const quantifierStart = '*+?{'
const special = new Set(Array.from('.^$*+?{}[]()|\\', character => character.charCodeAt(0)))

// Cautious where it is not ASCII: of the halves of a surrogate pair, a quantifier behind them would mean both.
function standsForItself(code: number, isEscaped: boolean): boolean {
  if (!(code < 128)) return false
  return isEscaped ? special.has(code) || code === 45 || code === 47 : !special.has(code)
}

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
