import { MultiValueDict } from '../datastructures.js'
import { isPlainObject } from './kinds.js'
import { Range } from './range.js'
import { SafeString } from './safe-string.js'
import { typeName } from './type-name.js'

/**
 * How long a value is, as Python's `len()`: characters of text (not UTF-16 units), members of a list, keys of a
 * dictionary. Throws TypeError for what has no length.
 */
export function len(value: unknown): number {
  const length = lengthOf(value)
  if (length === null) throw new TypeError(`object of type '${typeName(value)}' has no len()`)
  return length
}

/** The same, `null` for what has no length. */
export function lengthOf(value: unknown): number | null {
  if (typeof value === 'string') return characterCount(value)
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value) || value instanceof Range || ArrayBuffer.isView(value))
    return (value as ArrayLike<unknown>).length
  if (value instanceof SafeString) return characterCount(value.text)
  if (value instanceof Map || value instanceof Set) return value.size
  if (isPlainObject(value)) return Object.keys(value).length
  return collectionLength(value)
}

// A class of somebody's own counts as a collection when it can be walked through and says how long it is.
function collectionLength(value: object): number | null {
  if (!(Symbol.iterator in value)) return null
  const { length, size } = value as { length?: unknown; size?: unknown }
  if (typeof length === 'number') return length
  return typeof size === 'number' ? size : null
}

/** How many characters (code points) text has. */
export function characterCount(text: string): number {
  if (!surrogate.test(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** Whether text has characters that are two units long, so that indices into it are no indices of characters. */
export function hasSurrogates(text: string): boolean {
  return surrogate.test(text)
}

const surrogate = /[\ud800-\udbff]/

/**
 * What Python's `iter()` walks through: characters of text, members of a list or set, keys of a dictionary. Throws
 * TypeError for what cannot be walked through.
 */
export function iterate(value: unknown): Iterable<unknown> {
  const members = membersOf(value)
  if (members === null) throw new TypeError(`'${typeName(value)}' object is not iterable`)
  return members
}

/** The same, `null` for what cannot be walked through. */
export function membersOf(value: unknown): Iterable<unknown> | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) return value
  if (value instanceof SafeString) return value.text
  if (value instanceof Map || value instanceof MultiValueDict) return value.keys()
  if (Symbol.iterator in value) return value as Iterable<unknown>
  return isPlainObject(value) ? Object.keys(value) : null
}
