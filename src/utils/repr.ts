import { decimalText } from './python/decimal.js'
import { numberRepr } from './python/float.js'
import { isDecimal, isPlainObject } from './python/kinds.js'
import { momentRepr } from './python/moment-text.js'
import { SafeString } from './python/safe-string.js'

/**
 * A value as Python's `repr()` prints it: what Django's messages quote, and how lists and dictionaries print what is
 * in them. Text is quoted, tuples (frozen arrays) have round brackets, dates are calls: `datetime.date(2024, 5, 15)`.
 */
export function repr(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return reprString(value)
    case 'number':
      return numberRepr(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'undefined':
      return 'None'
    case 'function':
      return reprFunction(value)
    case 'object':
      return value === null ? 'None' : reprObject(value)
    default:
      return String(value)
  }
}

/** Whether Python's `str.isprintable()` holds for this one character. */
export function isPrintable(character: string): boolean {
  return character === ' ' || !/[\p{C}\p{Z}]/u.test(character)
}

function reprObject(value: object): string {
  if (value instanceof SafeString || value instanceof String) return reprString(value.toString())
  if (value instanceof Uint8Array) return reprBytes(value)
  if (isDecimal(value)) return `Decimal('${decimalText(value)}')`
  if (value instanceof Error) return `${value.name}(${value.message === '' ? '' : reprString(value.message)})`
  return reprContainer(value) ?? momentRepr(value) ?? reprInstance(value)
}

/** A list, tuple, set or dictionary; `null` for what is none. One that contains itself prints `[...]` there. */
export function reprContainer(value: object): string | null {
  if (!isContainer(value)) return null
  if (open.has(value)) return Array.isArray(value) ? '[...]' : '{...}'
  open.add(value)
  try {
    if (Array.isArray(value)) return reprArray(value)
    if (value instanceof Set) return reprSet(value)
    return reprDictionary(value instanceof Map ? value : Object.entries(value))
  } finally {
    open.delete(value)
  }
}

/** Whether a value's members are what it prints. */
function isContainer(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set || isPlainObject(value)
}

// The containers that are being printed, so that a circle ends.
const open = new Set<object>()

/** An instance of some class: what its `toString` says, or its class where it has none of its own. */
export function reprInstance(value: object): string {
  return value.toString === Object.prototype.toString ? `<${className(value)} object>` : String(value)
}

function reprFunction(value: { readonly name: string }): string {
  const isClass = Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
  return isClass ? `<class '${value.name}'>` : `<function ${value.name || '<lambda>'}>`
}

function className(value: object): string {
  return (value.constructor as { readonly name?: string } | undefined)?.name || 'object'
}

// A frozen array is what a tuple is there.
function reprArray(members: readonly unknown[]): string {
  const text = members.map(repr).join(', ')
  if (!Object.isFrozen(members)) return `[${text}]`
  return members.length === 1 ? `(${text},)` : `(${text})`
}

function reprSet(members: ReadonlySet<unknown>): string {
  return members.size === 0 ? 'set()' : `{${Array.from(members, repr).join(', ')}}`
}

function reprDictionary(entries: Iterable<readonly [unknown, unknown]>): string {
  return `{${Array.from(entries, ([key, value]) => `${repr(key)}: ${repr(value)}`).join(', ')}}`
}

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let result = quote
  for (const character of text) result += reprCharacter(character, quote)
  return result + quote
}

function reprCharacter(character: string, quote: string): string {
  if (character === quote || character === '\\') return `\\${character}`
  if (isPrintable(character)) return character
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function reprBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const shown = Array.from(text, character =>
    character > '~' ? `\\x${hex(character.charCodeAt(0), 2)}` : reprCharacter(character, quote),
  )
  return `b${quote}${shown.join('')}${quote}`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
