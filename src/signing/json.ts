import { decodeLatin1, encodeLatin1 } from '../utils/charsets.js'

/** How signed objects become bytes, and bytes objects. */
export interface Serializer {
  /** The value as bytes. Throws TypeError for what it cannot hold. */
  dumps(value: unknown): Uint8Array
  /** The value in the bytes that `dumps` gave. */
  loads(data: Uint8Array): unknown
}

/**
 * JSON as Python's `json` writes it: without spaces and in ASCII, so that the same value gives the same token on both
 * sides. A Map is a dictionary too (a plain object moves keys that look like numbers to the front), integers beyond
 * 2^53 are bigints, NaN and the infinities are what Python makes of them. Other objects (dates, bytes, instances of
 * classes) are a TypeError, since they would not come back as what they were.
 */
export const JSONSerializer: Serializer = {
  dumps: value => encodeLatin1(write(value)),
  loads: data => parse(decodeLatin1(data)),
}

function write(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return writeString(value)
    case 'number':
      return writeNumber(value)
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      return value === null ? 'null' : writeObject(value)
    default:
      throw notSerializable(typeof value)
  }
}

function writeString(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function writeNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : pythonExponent(String(value))
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

// 1e-7 is 1e-07 there, and 0.00001 is 1e-05.
function pythonExponent(text: string): string {
  const small = /^(-?)0\.0000(0*)([1-9])(\d*)$/.exec(text)
  if (small !== null) {
    const [, sign, zeros, first, rest] = small
    return `${sign}${first}${rest === '' ? '' : `.${rest}`}e-0${zeros!.length + 5}`
  }
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

function writeObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(item => write(item ?? null)).join(',')}]`
  if (value instanceof Map) return writeEntries(value)
  if (isPlain(value)) return writeEntries(Object.entries(value).filter(([, member]) => member !== undefined))
  throw notSerializable(value.constructor?.name ?? 'object')
}

function writeEntries(entries: Iterable<readonly [unknown, unknown]>): string {
  const members = Array.from(entries, ([key, value]) => `${writeString(keyText(key))}:${write(value ?? null)}`)
  return `{${members.join(',')}}`
}

function keyText(key: unknown): string {
  if (typeof key === 'string') return key
  if (key === null || ['number', 'bigint', 'boolean'].includes(typeof key)) return write(key)
  throw new TypeError(`keys must be str, int, float, bool or None, not ${typeof key}`)
}

// Also one of another realm, whose Object is not ours.
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function notSerializable(type: string): TypeError {
  return new TypeError(`Object of type ${type} is not JSON serializable`)
}

// What JSON.parse would spoil (large integers) or refuse (NaN) goes through it as a string; so that no other string can
// be taken for one of these, all of them are marked.
function parse(text: string): unknown {
  if (!/NaN|Infinity|\d{16}/.test(text)) return JSON.parse(text)
  let marked = ''
  let end = 0
  for (const { 0: string, index } of text.matchAll(/"(?:[^"\\]|\\.?)*(?:"|$)/gs)) {
    marked += `${markNumbers(text.slice(end, index))}"$${string.slice(1)}`
    end = index + string.length
  }
  return unmark(JSON.parse(marked + markNumbers(text.slice(end))))
}

function markNumbers(text: string): string {
  return text.replace(/-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, number =>
    /^-?[1-9]\d{15,}$|[NI]/.test(number) ? `"#${number}"` : number,
  )
}

function unmark(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('#') ? markedNumber(value.slice(1)) : value.slice(1)
  if (Array.isArray(value)) return value.map(unmark)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.slice(1), unmark(member)]))
}

function markedNumber(text: string): number | bigint {
  const value = Number(text)
  return Number.isInteger(value) && BigInt(value) !== BigInt(text) ? BigInt(text) : value
}
