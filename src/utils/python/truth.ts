import { Float } from './float.js'
import { isDecimal, isTimedelta } from './kinds.js'
import { durationMicroseconds } from './moments.js'
import { toNumber } from './numbers.js'
import { SafeString } from './safe-string.js'
import { lengthOf } from './sequence.js'

/** Whether a value is true to Python: not `None`, `False`, zero, and not an empty text, list or dictionary. */
export function bool(value: unknown): boolean {
  switch (typeof value) {
    case 'object':
      return value !== null && objectBool(value)
    case 'number':
      // NaN is true there.
      return value !== 0
    default:
      return Boolean(value)
  }
}

function objectBool(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof SafeString) return value.text !== ''
  if (value instanceof Float) return value.value !== 0
  if (isDecimal(value)) return toNumber(value) !== 0
  if (isTimedelta(value)) return durationMicroseconds(value) !== 0n
  return lengthOf(value) !== 0
}
