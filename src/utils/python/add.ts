import { addInts, int } from './convert.js'
import { Float } from './float.js'
import { isDate, isDateTime, isFloat, isInt, isTimedelta } from './kinds.js'
import { durationMicroseconds } from './moments.js'
import { isNumber, toNumber } from './numbers.js'
import { isText, SafeString } from './safe-string.js'
import { typeName } from './type-name.js'

/**
 * Python's `a + b`: numbers, text, lists, tuples, and dates with lengths of time. Throws TypeError for what cannot be
 * added. Two safe texts make a safe one.
 */
export function add(a: unknown, b: unknown): unknown {
  if (isText(a) && isText(b)) return addTexts(a, b)
  if (isNumber(a) && isNumber(b)) return addNumbers(a, b)
  if (Array.isArray(a) && Array.isArray(b) && Object.isFrozen(a) === Object.isFrozen(b)) {
    const sum: unknown[] = [...a, ...b]
    return Object.isFrozen(a) ? Object.freeze(sum) : sum
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b])
  const sum = isTimedelta(b) ? addDuration(a, b) : isTimedelta(a) ? addDuration(b, a) : undefined
  if (sum !== undefined) return sum
  throw new TypeError(`unsupported operand type(s) for +: '${typeName(a)}' and '${typeName(b)}'`)
}

function addTexts(a: string | SafeString, b: string | SafeString): string | SafeString {
  const sum = a.toString() + b.toString()
  return a instanceof SafeString && b instanceof SafeString ? new SafeString(sum) : sum
}

function addNumbers(a: unknown, b: unknown): unknown {
  if (isWhole(a) && isWhole(b)) return addInts(int(a), int(b))
  if ((isFloat(a) || isWhole(a)) && (isFloat(b) || isWhole(b))) {
    const sum = toNumber(a) + toNumber(b)
    return Number.isInteger(sum) ? new Float(sum) : sum
  }
  throw new TypeError(`unsupported operand type(s) for +: '${typeName(a)}' and '${typeName(b)}'`)
}

function isWhole(value: unknown): boolean {
  return isInt(value) || typeof value === 'boolean'
}

interface Addable {
  add(duration: object): unknown
}

// Of a length of time, a date takes the days only.
function addDuration(value: unknown, duration: object): unknown {
  if (value instanceof Date) return new Date(value.getTime() + Number(durationMicroseconds(duration) / 1000n))
  if (isDate(value)) return addTo(value, { days: wholeDays(duration) })
  if (!isDateTime(value) && !isTimedelta(value)) return undefined
  return addTo(value, duration)
}

function addTo(value: object, duration: object): unknown {
  return typeof (value as Partial<Addable>).add === 'function' ? (value as Addable).add(duration) : undefined
}

function wholeDays(duration: object): number {
  const microseconds = durationMicroseconds(duration)
  const day = 86_400_000_000n
  return Number((microseconds - (((microseconds % day) + day) % day)) / day)
}
