import { repr } from '../repr.js'
import { type Decimal, type DecimalResult, parseDecimal, truncated } from './decimal.js'
import { OverflowError, ValueError } from './errors.js'
import { Float } from './float.js'
import { isDecimal } from './kinds.js'
import { isText } from './safe-string.js'
import { strip, stripOf } from './space.js'
import { typeName } from './type-name.js'

/** A whole number: a bigint only where a number could not hold it exactly. */
export type Int = number | bigint

/**
 * Python's `int(value)`: text in decimal digits, a number without what is behind its point. Throws ValueError for
 * other text, TypeError for what is no number, OverflowError for the infinities.
 */
export function int(value: unknown): Int {
  if (typeof value === 'number') return intOfNumber(value)
  if (typeof value === 'bigint') return toInt(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (isText(value)) return intOfText(value.toString())
  if (value instanceof Uint8Array) return intOfText(String.fromCharCode(...value))
  if (value instanceof Float) return intOfNumber(value.value)
  if (isDecimal(value)) return intOfDecimal(String(value))
  throw new TypeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`)
}

/** A bigint as a number where that is exact. */
export function toInt(value: bigint): Int {
  return value >= -LARGEST && value <= LARGEST ? Number(value) : value
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER)

/** `a + b`, exactly. */
export function addInts(a: Int, b: Int): Int {
  const sum = typeof a === 'number' && typeof b === 'number' ? a + b : Number.NaN
  return Number.isSafeInteger(sum) ? sum : toInt(BigInt(a) + BigInt(b))
}

/** Python's `a % b` of whole numbers, which has the sign of `b`. `b` must not be zero. */
export function modInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') return ((a % b) + b) % b
  const [x, y] = [BigInt(a), BigInt(b)]
  return toInt(((x % y) + y) % y)
}

/**
 * Python's `float(value)` as a JavaScript number. Throws ValueError for text that is no number, TypeError for what is
 * no number, OverflowError for whole numbers beyond all floats.
 */
export function float(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Float) return value.value
  if (typeof value === 'bigint') return floatOfBigint(value)
  if (isText(value)) return floatOfText(value.toString())
  if (value instanceof Uint8Array) return floatOfText(String.fromCharCode(...value))
  if (isDecimal(value)) return floatOfDecimal(String(value))
  throw new TypeError(`float() argument must be a string or a real number, not '${typeName(value)}'`)
}

/**
 * The number that a text stands for to Python's `Decimal(text)`: finite, `'nan'` or an infinity; `null` when it is none.
 */
export function decimalOfText(text: string): DecimalResult | null {
  const plain = asciiDigits(strip(text).replaceAll('_', ''))
  const finite = parseDecimal(plain)
  if (finite !== null) return finite
  const [, sign, name] = /^([+-]?)(inf(?:inity)?|s?nan\d*)$/i.exec(plain) ?? []
  if (name === undefined) return null
  if (/nan/i.test(name)) return 'nan'
  return sign === '-' ? '-inf' : 'inf'
}

function intOfNumber(value: number): Int {
  if (Number.isSafeInteger(value)) return value + 0
  if (Number.isNaN(value)) throw new ValueError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new OverflowError('cannot convert float infinity to integer')
  return toInt(BigInt(Math.trunc(value)))
}

// As Python refuses to read more, lest a page be spent on one number.
const MOST_DIGITS = 4300

// In ASCII text `int()` knows no other white space.
const C_SPACES = '\t\n\v\f\r '

function intOfText(text: string): Int {
  if (/^-?\d{1,15}$/.test(text)) return Number(text) + 0
  const stripped = hasOnlyAscii(text) ? stripOf(text, C_SPACES) : asciiDigits(strip(text))
  if (!/^[+-]?\d+(?:_\d+)*$/.test(stripped)) {
    throw new ValueError(`invalid literal for int() with base 10: ${repr(text)}`)
  }
  const digits = stripped.replace(/[+_-]/g, '')
  if (digits.length > MOST_DIGITS) {
    throw new ValueError(
      `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${digits.length} digits; ` +
        'use sys.set_int_max_str_digits() to increase the limit',
    )
  }
  const size = BigInt(digits)
  return toInt(stripped.startsWith('-') ? -size : size)
}

function intOfDecimal(text: string): Int {
  const decimal = decimalOfText(text)
  if (decimal === 'nan' || decimal === null) throw new ValueError('cannot convert NaN to integer')
  if (typeof decimal === 'string') throw new OverflowError('cannot convert Infinity to integer')
  return toInt(truncated(decimal))
}

function floatOfBigint(value: bigint): number {
  const number = Number(value)
  if (!Number.isFinite(number)) throw new OverflowError('int too large to convert to float')
  return number
}

function floatOfText(text: string): number {
  const plain = asciiDigits(strip(text))
  if (/^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i.test(plain)) {
    return Number(plain.replaceAll('_', ''))
  }
  const [, sign, name] = /^([+-]?)(inf|infinity|nan)$/i.exec(plain) ?? []
  if (name === undefined) throw new ValueError(`could not convert string to float: ${repr(text)}`)
  if (/nan/i.test(name)) return Number.NaN
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function floatOfDecimal(text: string): number {
  const decimal = decimalOfText(text)
  if (decimal === null || decimal === 'nan') return Number.NaN
  if (typeof decimal === 'string') return decimal === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  return numberOf(decimal)
}

/** The float nearest to a decimal. */
export function numberOf({ negative, digits, exponent }: Decimal): number {
  return Number(`${negative ? '-' : ''}${digits}e${exponent}`)
}

/** Digits of every script as those of ASCII. */
function asciiDigits(text: string): string {
  return hasOnlyAscii(text) ? text : text.replace(/\p{Nd}/gu, digit => String(digitValue(digit)))
}

function hasOnlyAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text)
}

// Digits stand in runs of ten, from zero to nine, and a run may follow on another.
function digitValue(digit: string): number {
  let before = digit.codePointAt(0)! - 1
  while (/\p{Nd}/u.test(String.fromCodePoint(before))) before--
  return (digit.codePointAt(0)! - before - 1) % 10
}
