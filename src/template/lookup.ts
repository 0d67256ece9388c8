import { eq } from '../utils/python.js'
import { SafeString } from '../utils/safestring.js'
import { BaseContext } from './context.js'
import { ForLoop, loopMember } from './forloop.js'
import { habitOf } from './habits.js'
import { internal } from './layers.js'

/** One part of a dotted variable, taken apart when the template is compiled. */
export interface Segment {
  readonly key: string
  /** The same as an index; NaN when it is none. */
  readonly index: number
  /** Whether every object has a property of that name, which is not meant then. */
  readonly isInherited: boolean
  /** What it is of a `forloop`; `null` when a loop has no such thing. */
  readonly ofLoop: ((loop: ForLoop) => unknown) | null
}

export function segmentOf(key: string): Segment {
  return {
    key: internal(key),
    index: /^\d+(_\d+)*$/.test(key) ? Number(key.replaceAll('_', '')) : Number.NaN,
    isInherited: key in Object.prototype,
    ofLoop: loopMember(key),
  }
}

/**
 * What `owner.key` is in a template: a key of a dictionary, else an attribute, else a member of a list; `undefined`
 * when it is none. Django: "Variables and lookups". What an object or a Map has under its own name wins over what
 * Python's types of that kind can do (`items`, `count`, `upper`).
 */
export function lookUp(owner: unknown, segment: Segment): unknown {
  if (typeof owner === 'object') return owner === null ? undefined : lookUpInObject(owner, segment)
  if (typeof owner === 'string') return lookUpInText(owner, segment)
  if (owner === undefined) return undefined
  if (typeof owner === 'function') return lookUpInFunction(owner, segment)
  return habitOf(owner, segment.key)
}

function lookUpInObject(owner: object, segment: Segment): unknown {
  // The ordinary dictionary first: what it has are its own keys. Mostly it is the one that was asked just before.
  if (owner === lastRecord) return lookUpInRecord(owner, segment)
  if (segment.ofLoop !== null && owner instanceof ForLoop) return segment.ofLoop(owner)
  if (Object.getPrototypeOf(owner) === Object.prototype) {
    lastRecord = owner
    return lookUpInRecord(owner, segment)
  }
  if (Array.isArray(owner)) return lookUpInArray(owner, segment)
  const item = itemOf(owner, segment)
  if (item !== undefined) return item
  const value = attributeOf(owner, segment)
  return value === undefined ? (habitOf(owner, segment.key) ?? indexed(owner, segment)) : value
}

let lastRecord: object | null = null

/** Keeps no value alive that a template has asked. */
export function forgetRecord(): void {
  lastRecord = null
}

function lookUpInRecord(owner: object, segment: Segment): unknown {
  const { key } = segment
  const value = segment.isInherited && !Object.hasOwn(owner, key) ? undefined : own(owner, key)
  return value === undefined ? habitOf(owner, key) : value
}

function lookUpInText(text: string, { key, index }: Segment): unknown {
  if (Number.isNaN(index)) return habitOf(text, key)
  return characterAt(text, index)
}

// Python counts characters, not UTF-16 units.
function characterAt(text: string, index: number): string | undefined {
  let at = 0
  for (const character of text) if (at++ === index) return character
  return undefined
}

function lookUpInArray(list: readonly unknown[], { key, index }: Segment): unknown {
  if (!Number.isNaN(index)) return index < list.length ? (list[index] ?? null) : undefined
  // Its methods are JavaScript's (`pop`, `reverse`); those that a template may mean are among the habits.
  if (key !== 'length' && Object.hasOwn(list, key)) return (list as unknown as Readonly<Record<string, unknown>>)[key]
  return habitOf(list, key)
}

/** What has `get` and `has` is asked as a dictionary: a Map, a QueryDict, a context, headers. */
function itemOf(owner: object, { key, index }: Segment): unknown {
  const mapping = owner as { get?: unknown; has?: unknown }
  if (typeof mapping.get !== 'function' || typeof mapping.has !== 'function') return undefined
  try {
    if (mapping.has(key)) return mapping.get(key)
    return owner instanceof Map ? numberedItem(owner, index) : undefined
  } catch (error) {
    if (isLookupFailure(error)) return undefined
    throw error
  }
}

// To Python 1, 1.0 and True are the same key.
function numberedItem(map: ReadonlyMap<unknown, unknown>, index: number): unknown {
  if (Number.isNaN(index) || map.has(index)) return map.get(index)
  for (const [key, value] of map) if (eq(key, index)) return value
  return undefined
}

// Those that Django passes over when a `__getitem__` raises them.
function isLookupFailure(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || lookupFailures.has((error as Error)?.name)
}

const lookupFailures = new Set(['AttributeError', 'KeyError', 'ValueError', 'IndexError', 'MultiValueDictKeyError'])

function attributeOf(owner: object, { key, isInherited }: Segment): unknown {
  if (owner instanceof Map || owner instanceof Set || owner instanceof SafeString || owner instanceof BaseContext) {
    return Object.hasOwn(owner, key) && !(owner instanceof SafeString) ? own(owner, key) : undefined
  }
  return isInherited && !Object.hasOwn(owner, key) ? undefined : own(owner, key)
}

function own(owner: object, key: string): unknown {
  return (owner as Readonly<Record<string, unknown>>)[key]
}

/** A member of what can be counted through but is no array: a Range, text that was marked safe. */
function indexed(owner: object, { index }: Segment): unknown {
  if (Number.isNaN(index)) return undefined
  if (owner instanceof SafeString) return characterAt(owner.text, index)
  const { length, at } = owner as { length?: unknown; at?: unknown }
  if (typeof at !== 'function' || typeof length !== 'number' || index >= length) return undefined
  return at.call(owner, index)
}

// What every function has (`call`, `apply`, `bind`) is not meant.
function lookUpInFunction(owner: object, { key }: Segment): unknown {
  const value = own(owner, key)
  return value === own(Function.prototype, key) || key === 'prototype' ? undefined : value
}
