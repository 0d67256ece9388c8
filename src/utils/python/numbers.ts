import { type Decimal, parseDecimal } from './decimal.js'
import { Float } from './float.js'
import { isDecimal } from './kinds.js'

/** Whether a value is a number of any kind; a boolean is one to Python. */
export function isNumber(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return true
    default:
      return value instanceof Float || isDecimal(value)
  }
}

/** The JavaScript number nearest to a number of any kind; NaN for what is none. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  if (value instanceof Float) return value.value
  return isDecimal(value) ? Number(String(value).replace(/^([+-]?)inf(inity)?$/i, '$1Infinity')) : Number.NaN
}

/**
 * Below zero when `a` is less than `b`, zero when they are equal, NaN when one of them is no number. Numbers of any
 * kind, compared exactly: 2**53 + 1 as a bigint is not 2**53, and Decimal('0.1') is not 0.1.
 */
export function compareNumbers(a: unknown, b: unknown): number {
  const left = toNumber(a)
  const right = toNumber(b)
  if (left < right) return -1
  if (left > right) return 1
  if (left !== right) return Number.NaN
  // The same to the nearest float, which says everything when both are floats.
  if (typeof a === 'number' && typeof b === 'number') return 0
  return Number.isFinite(left) ? compareDecimals(exact(a), exact(b)) : 0
}

/** Every digit of a number. */
function exact(value: unknown): Decimal {
  if (typeof value === 'bigint' || typeof value === 'boolean') return wholeDecimal(BigInt(value))
  if (isDecimal(value)) return parseDecimal(String(value)) ?? wholeDecimal(0n)
  return decimalOfFloat(toNumber(value))
}

/** The decimal number that a float is, every digit of it: 0.1 has 55 of them. */
export function decimalOfFloat(value: number): Decimal {
  let exponent = 0
  let whole = value
  // Doubling is exact; a fraction becomes whole after at most 1,074 doublings.
  while (!Number.isInteger(whole)) {
    whole *= 2
    exponent++
  }
  // value = whole / 2**exponent = whole * 5**exponent / 10**exponent
  const { negative, digits } = wholeDecimal(BigInt(whole) * 5n ** BigInt(exponent))
  return { negative, digits, exponent: -exponent }
}

/** A whole number as a decimal. */
export function wholeDecimal(value: bigint): Decimal {
  return { negative: value < 0n, digits: String(value < 0n ? -value : value), exponent: 0 }
}

/** Below zero, zero or above zero, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '0' && b.digits === '0') return 0
  if (a.digits === '0') return b.negative ? 1 : -1
  if (b.digits === '0' || a.negative !== b.negative) return a.negative ? -1 : 1
  const sign = a.negative ? -1 : 1
  const magnitudes = a.digits.length + a.exponent - (b.digits.length + b.exponent)
  if (magnitudes !== 0) return sign * Math.sign(magnitudes)
  // The same number of digits in front of the point: their digits from the left decide.
  const length = Math.max(a.digits.length, b.digits.length)
  const left = a.digits.padEnd(length, '0')
  const right = b.digits.padEnd(length, '0')
  return left === right ? 0 : left < right ? -sign : sign
}
