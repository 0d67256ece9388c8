import { temporalKind } from '../temporal.js'
import { Float } from './float.js'

/** A decimal number of any package: an object with `toFixed`, whose `toString` gives all its digits. */
export interface DecimalLike {
  toFixed(digits?: number): string
  toString(): string
}

/** Whether a value is what Python calls a `Decimal`. */
export function isDecimal(value: unknown): value is DecimalLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<DecimalLike>).toFixed === 'function' &&
    !(value instanceof Number)
  )
}

/** Whether a value is an int: a number without a fraction, or a bigint. Booleans are not meant. */
export function isInt(value: unknown): value is number | bigint {
  return typeof value === 'number' ? Number.isInteger(value) : typeof value === 'bigint'
}

/** Whether a value is a float: a number with a fraction, NaN, an infinity, or a `Float`. */
export function isFloat(value: unknown): value is number | Float {
  return typeof value === 'number' ? !Number.isInteger(value) : value instanceof Float
}

/** Whether a value is a moment or a date with a time: `Date`, and `ZonedDateTime`, `Instant`, `PlainDateTime` of any Temporal. */
export function isDateTime(value: unknown): value is object {
  return isAware(value) || isNaive(value)
}

/** Whether a value is a datetime that knows its time zone: `Date`, `Temporal.ZonedDateTime`, `Temporal.Instant`. */
export function isAware(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Date) return true
  const kind = temporalKind(value)
  return kind === 'ZonedDateTime' || kind === 'Instant'
}

/** Whether a value is a datetime without a time zone: `Temporal.PlainDateTime`. */
export function isNaive(value: unknown): value is object {
  return isTemporal(value, 'PlainDateTime')
}

/** Whether a value is a date without a time: `Temporal.PlainDate`. */
export function isDate(value: unknown): value is object {
  return isTemporal(value, 'PlainDate')
}

/** Whether a value is a time without a date: `Temporal.PlainTime`. */
export function isTime(value: unknown): value is object {
  return isTemporal(value, 'PlainTime')
}

/** Whether a value is a length of time: `Temporal.Duration`. */
export function isTimedelta(value: unknown): value is object {
  return isTemporal(value, 'Duration')
}

/** Whether a value is a tuple: an array that was frozen. */
export function isTuple(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && Object.isFrozen(value)
}

/** Whether an object is a plain one, which stands for a dictionary. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // A module of ES has no prototype; one made in another realm (a test runner's, an iframe's) has a foreign one.
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Whether a value is what Python calls a `dict`: a plain object or a Map. */
export function isDict(value: unknown): value is Readonly<Record<string, unknown>> | ReadonlyMap<unknown, unknown> {
  return value instanceof Map || isPlainObject(value)
}

function isTemporal(value: unknown, kind: string): value is object {
  return typeof value === 'object' && value !== null && temporalKind(value) === kind
}
