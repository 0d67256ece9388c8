import { repr } from '../repr.js'
import { float, type Int, int } from './convert.js'
import { KeyError, OverflowError, ValueError } from './errors.js'
import { isDecimal, isDict, isFloat } from './kinds.js'
import { isNumber } from './numbers.js'
import { exponential, fixed, general } from './round.js'
import { isText } from './safe-string.js'
import { characterCount } from './sequence.js'
import { str } from './str.js'
import { typeName } from './type-name.js'

/** One `%…` of a format, with the text in front of it. */
interface Conversion {
  readonly key: string | null
  readonly flags: string
  readonly width: number
  /** `null`: none was given. */
  readonly precision: number | null
  readonly type: string
}

/**
 * Python's `format % value`, for a value that is no tuple. Throws ValueError for a format that is none, TypeError
 * where format and value do not go together, OverflowError for a number too large for its conversion.
 */
export function percentFormat(format: string, value: unknown): string {
  const source = new Arguments(value)
  let result = ''
  let end = 0
  for (const match of format.matchAll(specifier)) {
    result += format.slice(end, match.index) + one(match, source)
    end = match.index + match[0].length
  }
  source.finish()
  return result + format.slice(end)
}

// Everything from a percent sign on; what is wrong in it is said by `one`.
const specifier = /%(?:\(([^()]*)\))?([#0\- +]*)(\*|\d+)?(?:(\.)(\*|\d+)?)?[hlL]?([\s\S])?/g

function one(match: RegExpMatchArray, source: Arguments): string {
  const [text, key, flags = '', width, point, precision, type] = match
  if (type === undefined) throw new ValueError('incomplete format')
  if (text === '%%') return '%'
  if (width === '*' || precision === '*') throw new TypeError('* wants int')
  return convert(
    {
      key: key ?? null,
      flags,
      width: Number(width ?? 0),
      precision: point === undefined ? null : Number(precision ?? 0),
      type,
    },
    source,
    match.index! + text.length - type.length,
  )
}

function convert(conversion: Conversion, source: Arguments, at: number): string {
  const write = conversions[conversion.type]
  if (write === undefined) {
    const code = conversion.type.codePointAt(0)!.toString(16)
    throw new ValueError(`unsupported format character '${conversion.type}' (0x${code}) at index ${at}`)
  }
  return write(source.next(conversion.key), conversion)
}

/** What a format is filled with: one value, which is a mapping besides when it is a dictionary. */
class Arguments {
  readonly #value: unknown
  #isUsed = false

  constructor(value: unknown) {
    this.#value = value
  }

  next(key: string | null): unknown {
    if (key !== null) return this.#member(key)
    if (this.#isUsed) throw new TypeError('not enough arguments for format string')
    this.#isUsed = true
    return this.#value
  }

  /** Says so when the value was not wanted; a mapping need not be. */
  finish(): void {
    if (this.#isUsed || isMapping(this.#value)) return
    throw new TypeError('not all arguments converted during string formatting')
  }

  #member(key: string): unknown {
    if (!isDict(this.#value)) throw new TypeError('format requires a mapping')
    this.#isUsed = true
    const dict = this.#value instanceof Map ? this.#value : new Map(Object.entries(this.#value))
    if (!dict.has(key)) throw new KeyError(repr(key))
    return dict.get(key)
  }
}

// Whatever has members under keys counts, lists too.
function isMapping(value: unknown): boolean {
  return isDict(value) || Array.isArray(value)
}

type Write = (value: unknown, conversion: Conversion) => string

const writeText =
  (print: (value: unknown) => string): Write =>
  (value, { flags, width, precision }) => {
    const text = print(value)
    const shown = precision === null ? text : Array.from(text).slice(0, precision).join('')
    return pad(shown, flags.includes('-'), width)
  }

const writeDecimal: Write = (value, conversion) => {
  if (!isNumber(value)) {
    throw new TypeError(`%${conversion.type} format: a real number is required, not ${typeName(value)}`)
  }
  return writeInt(int(value), conversion, 10, '')
}

const writeBase =
  (base: number, prefix: string): Write =>
  (value, conversion) => {
    if (!isNumber(value) || isFloat(value) || isDecimal(value)) {
      throw new TypeError(`%${conversion.type} format: an integer is required, not ${typeName(value)}`)
    }
    return writeInt(int(value), conversion, base, prefix)
  }

const writeFloat =
  (print: (size: number, precision: number, isAlternate: boolean) => string): Write =>
  (value, { flags, width, precision, type }) => {
    if (!isNumber(value)) throw new TypeError(`must be real number, not ${typeName(value)}`)
    const number = float(value)
    const isNegative = number < 0 || Object.is(number, -0)
    const digits = Number.isFinite(number)
      ? print(Math.abs(number), precision ?? 6, flags.includes('#'))
      : Number.isNaN(number)
        ? 'nan'
        : 'inf'
    return padNumber(signOf(isNegative, flags), '', type < 'a' ? digits.toUpperCase() : digits, flags, width)
  }

const conversions: Readonly<Record<string, Write>> = {
  s: writeText(str),
  r: writeText(repr),
  a: writeText(value => ascii(repr(value))),
  c: (value, { flags, width }) => pad(character(value), flags.includes('-'), width),
  d: writeDecimal,
  i: writeDecimal,
  u: writeDecimal,
  o: writeBase(8, '0o'),
  x: writeBase(16, '0x'),
  X: writeBase(16, '0X'),
  e: writeFloat(withPointIf(exponential)),
  E: writeFloat(withPointIf(exponential)),
  f: writeFloat(withPointIf(fixed)),
  F: writeFloat(withPointIf(fixed)),
  g: writeFloat(general),
  G: writeFloat(general),
}

// "#" keeps the point where no digit follows it.
function withPointIf(print: (size: number, precision: number) => string) {
  return (size: number, precision: number, isAlternate: boolean) => {
    const text = print(size, precision)
    return isAlternate && precision === 0 ? text.replace(/^\d+/, '$&.') : text
  }
}

function writeInt(value: Int, { flags, width, precision, type }: Conversion, base: number, prefix: string): string {
  const digits = (value < 0 ? -value : value).toString(base).padStart(precision ?? 0, '0')
  const shown = type === 'X' ? digits.toUpperCase() : digits
  return padNumber(signOf(value < 0, flags), flags.includes('#') ? prefix : '', shown, flags, width)
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return '-'
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
}

// Zeros stand behind the sign; what is adjusted to the left has none.
function padNumber(sign: string, prefix: string, digits: string, flags: string, width: number): string {
  if (flags.includes('0') && !flags.includes('-')) {
    return sign + prefix + digits.padStart(width - sign.length - prefix.length, '0')
  }
  return pad(sign + prefix + digits, flags.includes('-'), width)
}

function pad(text: string, toTheLeft: boolean, width: number): string {
  const missing = width - characterCount(text)
  if (missing <= 0) return text
  return toTheLeft ? text + ' '.repeat(missing) : ' '.repeat(missing) + text
}

function character(value: unknown): string {
  if (isText(value)) {
    const text = value.toString()
    if (characterCount(text) === 1) return text
  } else if (
    (typeof value === 'number' && Number.isInteger(value)) ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
  ) {
    const code = Number(value)
    if (code < 0 || code > 0x10ffff) throw new OverflowError('%c arg not in range(0x110000)')
    return String.fromCodePoint(code)
  }
  throw new TypeError('%c requires int or char')
}

function ascii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, character => {
    const code = character.codePointAt(0)!
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
  })
}
