import { MultiValueDict } from '../datastructures.js'
import { repr } from '../repr.js'
import { eq } from './compare.js'
import { AttributeError, IndexError, KeyError, ValueError } from './errors.js'
import { isPlainObject } from './kinds.js'
import { Range } from './range.js'
import { isText } from './safe-string.js'
import { characterCount, hasSurrogates } from './sequence.js'
import { typeName } from './type-name.js'

/**
 * Python's `value[key]`: a character of text, a member of a list (from its end where the place is below zero), what a
 * dictionary has under a key. Throws IndexError, KeyError, or TypeError for what has nothing of the kind.
 */
export function getItem(value: unknown, key: unknown): unknown {
  if (isText(value)) return member(characters(value.toString()), key, 'string')
  if (Array.isArray(value)) return member(value, key, typeName(value))
  if (value instanceof Range) return member(Array.from(value), key, 'range')
  if (value instanceof Uint8Array) return member(Array.from(value), key, 'index')
  if (typeof value === 'object' && value !== null) return itemOf(value, key)
  throw new TypeError(`'${typeName(value)}' object is not subscriptable`)
}

/**
 * What an object has under a name, as an attribute; what a plain object or a Map has in it are no attributes. Python's
 * `getattr()`. Throws AttributeError.
 */
export function getAttribute(value: unknown, name: string): unknown {
  if (typeof value === 'object' && value !== null && !isContainer(value) && !(name in Object.prototype)) {
    const attribute = (value as Readonly<Record<string, unknown>>)[name]
    if (attribute !== undefined) return attribute
  }
  throw new AttributeError(`'${typeName(value)}' object has no attribute '${name}'`)
}

/** Three bounds of a slice, `null` for those that are not given. */
export interface Bounds {
  readonly start: number | null
  readonly stop: number | null
  readonly step: number | null
}

/**
 * Python's `value[start:stop:step]` of text, a list, a tuple, a range or bytes. Throws ValueError for a step of zero,
 * TypeError for what has no order.
 */
export function slice(value: unknown, bounds: Bounds): unknown {
  if (isText(value)) return sliceText(value.toString(), bounds)
  if (value instanceof Range) return sliceRange(value, bounds)
  if (value instanceof Uint8Array) return Uint8Array.from(places(value.length, bounds), at => value[at]!)
  if (!Array.isArray(value)) throw new TypeError(`'${typeName(value)}' object is not subscriptable`)
  const sliced = Array.from(places(value.length, bounds), at => value[at] as unknown)
  return Object.isFrozen(value) ? Object.freeze(sliced) : sliced
}

function member(members: ArrayLike<unknown>, key: unknown, type: string): unknown {
  const index = typeof key === 'boolean' ? Number(key) : key
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    throw new TypeError(`${type} indices must be integers or slices, not ${typeName(key)}`)
  }
  const place = index < 0 ? index + members.length : index
  if (place < 0 || place >= members.length) throw new IndexError(`${type} index out of range`)
  return members[place] ?? null
}

function itemOf(value: object, key: unknown): unknown {
  if (value instanceof MultiValueDict) return value.getitem(isText(key) ? key.toString() : (key as string))
  if (value instanceof Map) return itemOfMap(value, key)
  if (isPlainObject(value)) {
    if (isText(key) && Object.hasOwn(value, key.toString())) return value[key.toString()] ?? null
    throw new KeyError(repr(key))
  }
  return itemOfMapping(value, key)
}

function itemOfMap(map: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  const plain = isText(key) ? key.toString() : key
  if (map.has(plain)) return map.get(plain) ?? null
  for (const [other, value] of map) if (eq(other, plain)) return value
  throw new KeyError(repr(key))
}

// A class of somebody's own counts as a dictionary when it has the methods of a Map.
function itemOfMapping(value: object, key: unknown): unknown {
  const { get, has } = value as { get?: unknown; has?: unknown }
  if (typeof get !== 'function' || typeof has !== 'function') {
    throw new TypeError(`'${typeName(value)}' object is not subscriptable`)
  }
  const plain = isText(key) ? key.toString() : key
  if (!has.call(value, plain)) throw new KeyError(repr(key))
  return get.call(value, plain)
}

function isContainer(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set || isPlainObject(value)
}

function characters(text: string): ArrayLike<string> {
  return hasSurrogates(text) ? Array.from(text) : text
}

function sliceText(text: string, bounds: Bounds): string {
  const step = bounds.step ?? 1
  if (step === 1 && !hasSurrogates(text)) {
    const [start, stop] = ends(text.length, bounds, 1)
    return text.slice(start, Math.max(start, stop))
  }
  const all = characters(text)
  let result = ''
  for (const at of places(characterCount(text), bounds)) result += all[at]
  return result
}

function sliceRange(range: Range, bounds: Bounds): Range {
  const step = stepOf(bounds)
  const [start, stop] = ends(range.length, bounds, step)
  const at = (place: number) => range.start + place * range.step
  return new Range(at(start), at(stop), range.step * step)
}

/** The places that a slice names, in its order. */
function* places(length: number, bounds: Bounds): Generator<number> {
  const step = stepOf(bounds)
  const [start, stop] = ends(length, bounds, step)
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) yield at
}

function stepOf({ step }: Bounds): number {
  if (step === 0) throw new ValueError('slice step cannot be zero')
  return step ?? 1
}

// Bounds beyond the ends are those ends; backwards, the one in front of the first is -1.
function ends(length: number, { start, stop }: Bounds, step: number): [start: number, stop: number] {
  const lowest = step < 0 ? -1 : 0
  const highest = step < 0 ? length - 1 : length
  const within = (bound: number) => Math.min(highest, Math.max(lowest, bound < 0 ? bound + length : bound))
  const first = step < 0 ? highest : lowest
  const last = step < 0 ? lowest : highest
  return [start === null ? first : within(start), stop === null ? last : within(stop)]
}
