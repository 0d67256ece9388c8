import { repr } from '../utils/repr.js'
import { ValueError } from './converters.js'
import type { Template } from './normalize.js'
import { reprKwargs } from './repr.js'

type Texts = Readonly<Record<string, string>>
type Part = (texts: Texts) => string

/**
 * A template taken apart once. It is filled as Python's `%` fills a string from a dict, because a route's own `%` takes
 * part in that: `%%` gives one, and most others are errors.
 */
export class FormatTemplate {
  readonly parameters: readonly string[]
  /** Text and the numbers of parameters, when there is nothing else to it. Nearly always so. */
  readonly plain: readonly (string | number)[] | undefined
  readonly #parts: readonly Part[]

  constructor({ format, parameters }: Template) {
    this.parameters = parameters
    this.plain = takeApart(format, parameters)
    this.#parts = parse(format)
  }

  /** Throws `KeyError` for a missing text. */
  fill(texts: Texts): string {
    let url = ''
    for (const part of this.#parts) url += part(texts)
    return url
  }
}

function takeApart(format: string, parameters: readonly string[]): (string | number)[] | undefined {
  const pieces = format.split(/%\(([^)]*)\)s/)
  const plain = pieces.map((piece, index) => (index % 2 === 0 ? piece : parameters.indexOf(piece)))
  const isPlain = plain.every(piece => (typeof piece === 'string' ? !piece.includes('%') : piece >= 0))
  const isOnce = new Set(parameters).size === parameters.length
  return isPlain && isOnce ? plain.filter(piece => piece !== '') : undefined
}

const conversion = /%(?:\(([^)]*)\))?[#0 +-]*\d*(?:\.\d*)?[hlL]?(.)?/gs

function parse(format: string): Part[] {
  const parts: Part[] = []
  let end = 0
  let hasValue = false
  for (const match of format.matchAll(conversion)) {
    const before = format.slice(end, match.index)
    end = match.index + match[0].length
    if (before !== '') parts.push(() => before)
    parts.push(convert(format, { letter: match[2], name: match[1], at: match.index, hasValue }))
    hasValue ||= match[2] === 's'
  }
  const rest = format.slice(end)
  return rest === '' ? parts : [...parts, () => rest]
}

interface Conversion {
  readonly letter: string | undefined
  readonly name: string | undefined
  readonly at: number
  /** Whether one before it has taken the values: they are there once for all that ask for no name. */
  readonly hasValue: boolean
}

function convert(format: string, { letter, name, at, hasValue }: Conversion): Part {
  if (letter === '%') return () => '%'
  if (letter === 's' && name !== undefined) return texts => textOf(texts, name)
  if (letter === 's' && !hasValue) return reprKwargs
  const error = describe(format, letter, at)
  return () => {
    throw error
  }
}

// Which class says that a letter wants a number and which that there is no such letter, is Python's choice.
function describe(format: string, letter: string | undefined, at: number): Error {
  const sentence = `The route of ${repr(format)} cannot be reversed: its '%' at index ${at} stands for itself only when matching.`
  return letter !== undefined && /[acdeEfFgGiorsxuX]/.test(letter) ? new TypeError(sentence) : new ValueError(sentence)
}

function textOf(texts: Texts, name: string): string {
  const text = texts[name]
  if (text === undefined) throw new KeyError(name)
  return text
}

/** A parameter that only has a default: as in Django, it has to be given when the URL is reversed. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
  readonly key: string

  constructor(key: string) {
    super(`The URL needs a value for ${repr(key)}: its default is not used when reversing.`)
    this.key = key
  }
}
