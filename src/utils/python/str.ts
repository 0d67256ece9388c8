import { repr, reprContainer, reprInstance } from '../repr.js'
import { decimalText } from './decimal.js'
import { numberRepr } from './float.js'
import { isDecimal } from './kinds.js'
import { momentStr } from './moment-text.js'
import { SafeString } from './safe-string.js'

/**
 * A value as Python's `str()` prints it, which is how a template shows it: `True`, `None`, `1.0`,
 * `['a', 1]`, `{'a': 1}`, `(1,)`, `2024-05-15 10:30:00+00:00`. What has a `toString` of its own prints that.
 */
export function str(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return numberRepr(value)
    case 'object':
      return value === null ? 'None' : objectStr(value)
    case 'function':
      return Object.hasOwn(value, 'toString') ? String(value) : repr(value)
    default:
      return repr(value)
  }
}

function objectStr(value: object): string {
  if (value instanceof SafeString) return value.text
  if (value instanceof Error) return value.message
  if (isDecimal(value)) return decimalText(value)
  if (value instanceof Uint8Array) return repr(value)
  // Whoever gives a plain object a `toString` means it.
  if (Object.hasOwn(value, 'toString')) return String(value)
  return reprContainer(value) ?? momentStr(value) ?? reprInstance(value)
}
