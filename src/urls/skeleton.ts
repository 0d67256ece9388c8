import { fillsSegment } from './converters.js'
import type { RoutePart } from './route.js'

/** What a path must look like from its beginning for a pattern to match at all. It may promise too little, never too much. */
export interface Skeleton {
  /** Literal text, with `restOfSegment` for one or more characters up to the next slash or the end. */
  readonly text: string
  /** Whether the path must end where the text does. */
  readonly isWhole: boolean
}

/** A character that no text has which is taken literally. */
export const restOfSegment = '\0'

/** The skeleton of what begins with `text`, or is that. */
export function skeletonOfText(text: string, isWhole: boolean): Skeleton {
  const end = text.indexOf(restOfSegment)
  return end < 0 ? { text, isWhole } : { text: text.slice(0, end), isWhole: false }
}

/** The skeleton of a `path()` route with parameters. */
export function skeletonOfRoute(parts: readonly RoutePart[], isEndpoint: boolean): Skeleton {
  let text = ''
  let inSegment = false
  for (const part of parts) {
    if (typeof part !== 'string') {
      if (!fillsSegment(part.converter)) return { text, isWhole: false }
      inSegment = true
      continue
    }
    // Behind a parameter, what the rest of its segment looks like is for the pattern itself to say.
    const from = inSegment ? part.indexOf('/') : 0
    if (from < 0) continue
    const known = skeletonOfText(from === 0 ? part : part.slice(from), true)
    text += inSegment ? restOfSegment + known.text : known.text
    if (!known.isWhole) return { text, isWhole: false }
    inSegment = false
  }
  if (!inSegment) return { text, isWhole: isEndpoint }
  // The prefix of an include may end within a segment.
  return isEndpoint ? { text: text + restOfSegment, isWhole: true } : { text, isWhole: false }
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
