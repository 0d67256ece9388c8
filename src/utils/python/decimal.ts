import type { DecimalLike } from './kinds.js'

/** A decimal number taken apart: `sign`, then `digits` with the point `exponent` places to the right of their end. */
export interface Decimal {
  readonly negative: boolean
  /** The digits without a sign, no zeros in front: `0` or `[1-9][0-9]*`. */
  readonly digits: string
  readonly exponent: number
}

/** The number that text stands for in decimal notation; `null` when it is no finite one. Underscores may part digits. */
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

/** The number without the zeros its digits begin with. */
function withoutLeadingZeros(digits: string): string {
  let start = 0
  while (start < digits.length - 1 && digits.charCodeAt(start) === 0x30) start++
  return start === 0 ? digits : digits.slice(start)
}
