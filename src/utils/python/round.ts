import { type Decimal, decimalFixed, isZero, quantize } from './decimal.js'
import { decimalOfFloat } from './numbers.js'

/** A finite float with `places` digits behind the point, rounded from its exact value. Python's `'%.2f'`. */
export function fixed(value: number, places: number): string {
  return withSign(value, decimalFixed(quantize(decimalOfFloat(Math.abs(value)), places, 'half-even')))
}

/** A finite float with one digit in front of the point, `places` behind it, and an exponent. Python's `'%.2e'`. */
export function exponential(value: number, places: number): string {
  const { digits, exponent } = significant(decimalOfFloat(Math.abs(value)), places + 1)
  const mantissa = places === 0 ? digits : `${digits[0]}.${digits.slice(1)}`
  return withSign(value, mantissa + exponentText(exponent + places))
}

/**
 * A finite float with `precision` digits that count, in whichever of the two forms is shorter; zeros at the end are
 * left out unless `keepZeros`. Python's `'%.3g'`.
 */
export function general(value: number, precision: number, keepZeros: boolean): string {
  const wanted = Math.max(1, precision)
  const { digits, exponent } = significant(decimalOfFloat(Math.abs(value)), wanted)
  const adjusted = exponent + wanted - 1
  if (adjusted < -4 || adjusted >= wanted) {
    const fraction = keepZeros ? digits.slice(1) : digits.slice(1).replace(/0+$/, '')
    const point = fraction === '' && !keepZeros ? '' : '.'
    return withSign(value, digits[0] + point + fraction + exponentText(adjusted))
  }
  const text = decimalFixed({ negative: false, digits: digits.replace(/^0+(?=\d)/, ''), exponent })
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  if (!keepZeros) return withSign(value, trimmed)
  return withSign(value, text.includes('.') ? text : `${text}.`)
}

/** Python's `round(value, places)` of a float: the nearest float to the decimal that is nearest to it. */
export function round(value: number, places: number): number {
  return Number.isFinite(value) ? Number(fixed(value, places)) : value
}

/** Exactly `count` digits of a number that is not below zero, rounded; its exponent goes with them. */
function significant(value: Decimal, count: number): Decimal {
  if (isZero(value)) return { negative: false, digits: '0'.repeat(count), exponent: 1 - count }
  const rounded = quantize(value, count - value.digits.length - value.exponent, 'half-even')
  // 9.99 rounded to two digits is 10, which has three.
  if (rounded.digits.length === count) return rounded
  return { ...rounded, digits: rounded.digits.slice(0, count), exponent: rounded.exponent + 1 }
}

function exponentText(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function withSign(value: number, text: string): string {
  return value < 0 || Object.is(value, -0) ? `-${text}` : text
}
