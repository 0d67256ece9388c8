import type { DecimalLike } from './kinds.js'

/** A decimal number taken apart: a sign, then `digits` with the point `exponent` places to the right of their end. */
export interface Decimal {
  readonly negative: boolean
  /** The digits without a sign, no zeros in front: `0` or `[1-9][0-9]*`. */
  readonly digits: string
  readonly exponent: number
}

/** A decimal that need not be finite. */
export type DecimalResult = Decimal | 'nan' | 'inf' | '-inf'

/** The finite number that text in ASCII stands for; `null` when it stands for none. */
export function parseDecimal(text: string): Decimal | null {
  const match = notation.exec(text)
  if (match === null) return null
  const [, sign, whole = '', fraction = '', onlyFraction = '', exponent = '0'] = match
  const decimals = fraction + onlyFraction
  return {
    negative: sign === '-',
    digits: withoutLeadingZeros(whole + decimals),
    exponent: Number(exponent) - decimals.length,
  }
}

// Python's `Decimal` takes the point at either end, and an exponent.
const notation = /^([+-])?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/

/** A decimal number as Python prints it: `1.10`, `1E+3`, `0E-7`. */
export function decimalStr({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? '-' : ''
  const leftDigits = digits.length + exponent
  if (exponent <= 0 && leftDigits > -6) return sign + withPoint(digits, -exponent)
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`
  const adjusted = leftDigits - 1
  return `${sign}${mantissa}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`
}

/** Every digit, without an exponent: Python's `{:f}`. */
export function decimalFixed({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? '-' : ''
  if (exponent <= 0) return sign + withPoint(digits, -exponent)
  return sign + (digits === '0' ? digits : digits + '0'.repeat(exponent))
}

/** One digit in front of the point, and an exponent: Python's `{:e}`. */
export function decimalScientific({ negative, digits, exponent }: Decimal): [coefficient: string, exponent: string] {
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`
  const adjusted = digits.length + exponent - 1
  return [`${negative ? '-' : ''}${mantissa}`, `${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`]
}

/** Digits with the last `places` of them behind a point. */
export function withPoint(digits: string, places: number): string {
  if (places === 0) return digits
  const padded = digits.padStart(places + 1, '0')
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`
}

/** The text of a decimal of any package, in Python's notation; NaN and the infinities as Python spells them. */
export function decimalText(value: DecimalLike): string {
  const text = String(value)
  const parsed = parseDecimal(text)
  return parsed === null ? text : decimalStr(parsed)
}

/** How a digit that is followed by exactly half a unit is rounded: away from zero, or to the even one. */
export type Rounding = 'half-up' | 'half-even'

/** The number with exactly `places` digits behind the point (fewer than none: zeros in front of it). Python's `quantize`. */
export function quantize(value: Decimal, places: number, rounding: Rounding): Decimal {
  const surplus = -places - value.exponent
  if (surplus <= 0) {
    const digits = value.digits === '0' ? '0' : value.digits + '0'.repeat(-surplus)
    return { negative: value.negative, digits, exponent: -places }
  }
  const kept = value.digits.slice(0, Math.max(0, value.digits.length - surplus)) || '0'
  const dropped = value.digits.padStart(surplus, '0').slice(-surplus)
  const digits = roundsUp(kept, dropped, surplus > value.digits.length, rounding) ? increment(kept) : kept
  return { negative: value.negative, digits, exponent: -places }
}

// What is dropped begins with a zero where it reaches further to the left than the number itself.
function roundsUp(kept: string, dropped: string, isPadded: boolean, rounding: Rounding): boolean {
  const first = isPadded ? '0' : dropped[0]!
  if (first !== '5') return first > '5'
  if (rounding === 'half-up' || /[1-9]/.test(dropped.slice(1))) return true
  return Number(kept.at(-1)) % 2 === 1
}

function increment(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '9') end--
  const zeros = '0'.repeat(digits.length - end)
  return end === 0 ? `1${zeros}` : digits.slice(0, end - 1) + String(Number(digits[end - 1]) + 1) + zeros
}

/** Whether the number is zero. */
export function isZero({ digits }: Decimal): boolean {
  return digits === '0'
}

/** Whether there is nothing behind the point. */
export function isWhole({ digits, exponent }: Decimal): boolean {
  if (exponent >= 0 || digits === '0') return true
  // The last -exponent digits, all of which must be zeros.
  return digits.length > -exponent && /^0*$/.test(digits.slice(exponent))
}

/** The number without what is behind its point. */
export function truncated({ negative, digits, exponent }: Decimal): bigint {
  const whole = exponent >= 0 ? digits + '0'.repeat(digits === '0' ? 0 : exponent) : digits.slice(0, exponent) || '0'
  return negative ? -BigInt(whole) : BigInt(whole)
}

/** The number without the zeros its digits begin with. */
function withoutLeadingZeros(digits: string): string {
  let start = 0
  while (start < digits.length - 1 && digits.charCodeAt(start) === 0x30) start++
  return start === 0 ? digits : digits.slice(start)
}
