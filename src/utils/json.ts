import { type DurationLike, durationIsoString } from './duration.js'
import { Float } from './python/float.js'
import {
  isoDate,
  isoMoment,
  isoTime,
  type PlainDateLike,
  type PlainDateTimeLike,
  type PlainTimeLike,
  temporalKind,
  type ZonedDateTimeLike,
} from './temporal.js'

/** How JSON is written: the arguments of Python's `json.dumps`. */
export interface JSONEncoderOptions {
  /** Spaces (or the text) that each level is indented by; `null`, all on one line, unless told. */
  readonly indent?: number | string | null
  /** What stands between members and behind names: `[',', ':']` unless told. */
  readonly separators?: readonly [item: string, key: string] | null
  /** Whether keys are sorted by their code points. */
  readonly sortKeys?: boolean
  /** Whether characters beyond ASCII are written as `\uXXXX`. */
  readonly ensureAscii?: boolean
  /** Whether NaN and the infinities are written as `null`, as `JSON.stringify` does, or are a RangeError. */
  readonly allowNan?: boolean
  /** Whether keys that JSON cannot have are left out, or are a TypeError. */
  readonly skipkeys?: boolean
}

/**
 * JSON of what views have at hand: besides what `JSON.stringify` takes, a Map is an object, a bigint a number of all
 * its digits, a decimal a string, dates, times and durations (`Date`, any Temporal) their ISO forms. Override `default`
 * for values of your own. Throws TypeError for what has no form in JSON (a Set, bytes).
 * Django: `django.core.serializers.json.DjangoJSONEncoder`.
 */
export class DjangoJSONEncoder {
  readonly #options: JSONEncoderOptions

  constructor(options: JSONEncoderOptions = {}) {
    this.#options = options
  }

  encode(value: unknown): string {
    return new Writer(this.#options, other => this.default(other)).write(value)
  }

  /** What is written in place of an object that JSON has no form for. */
  default(value: object): unknown {
    const text = textOf(value)
    if (text !== undefined) return text
    const hint = value instanceof Promise ? '; await it and give its result' : ''
    throw new TypeError(`Object of type ${typeName(value)} is not JSON serializable${hint}`)
  }
}

/** As `new DjangoJSONEncoder().encode(value)`, by way of `JSON.stringify` where that gives the same. */
export function encodeJson(value: unknown): string {
  return isOrdinary(value, 0) ? JSON.stringify(value) : new DjangoJSONEncoder().encode(value)
}

// What JSON.stringify writes as we do. Beyond this depth it is left to the slower way, which finds circles.
function isOrdinary(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return true
    case 'object':
      break
    default:
      return false
  }
  if (value === null) return true
  if (depth > 64) return false
  if (Array.isArray(value)) {
    for (const member of value) if (!isOrdinary(member, depth + 1)) return false
    return true
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype || 'toJSON' in value) return false
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key]
    if (member !== undefined && !isOrdinary(member, depth + 1)) return false
  }
  return true
}

class Writer {
  readonly #options: JSONEncoderOptions
  readonly #default: (value: object) => unknown
  readonly #indent: string | null
  readonly #separators: readonly [item: string, key: string]
  readonly #open = new Set<object>()

  constructor(options: JSONEncoderOptions, fallback: (value: object) => unknown) {
    const { indent = null, separators } = options
    this.#options = options
    this.#default = fallback
    this.#indent = typeof indent === 'number' ? ' '.repeat(indent) : indent
    this.#separators = separators ?? (this.#indent === null ? [',', ':'] : [',', ': '])
  }

  write(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return this.#string(value)
      case 'number':
        return this.#number(value)
      case 'boolean':
      case 'bigint':
        return String(value)
      case 'object':
        return value === null ? 'null' : this.#object(value)
      default:
        throw new TypeError(`Object of type ${typeof value} is not JSON serializable`)
    }
  }

  #string(text: string): string {
    const json = JSON.stringify(text)
    if (!this.#options.ensureAscii) return json
    return json.replace(/[\x7f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }

  #number(value: number): string {
    if (Number.isFinite(value)) return String(value)
    if (this.#options.allowNan === false) throw new RangeError('Out of range float values are not JSON compliant')
    return 'null'
  }

  /** A float that is whole keeps its point, as in Python. */
  #float(value: Float): string {
    return Number.isFinite(value.value) ? String(value) : this.#number(value.value)
  }

  #object(value: object): string {
    if (this.#open.has(value)) throw new TypeError('Circular reference detected')
    this.#open.add(value)
    const text = this.#composite(value)
    this.#open.delete(value)
    return text
  }

  #composite(value: object): string {
    if (Array.isArray(value))
      return this.#members(
        '[',
        ']',
        value.map(member => this.write(member ?? null)),
      )
    if (value instanceof Map) return this.#dictionary([...value])
    if (hasNoMembers(value)) return this.write(this.#default(value))
    if (value instanceof Float) return this.#float(value)
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') return this.write(toJSON.call(value) ?? null)
    return this.#dictionary(Object.entries(value).filter(([, member]) => !isLeftOut(member)))
  }

  #dictionary(entries: [unknown, unknown][]): string {
    let named = entries.flatMap(([key, member]) => this.#named(key, member))
    if (this.#options.sortKeys) named = named.sort(([a], [b]) => (a < b ? -1 : 1))
    const members = named.map(([name, member]) => this.#string(name) + this.#separators[1] + this.write(member ?? null))
    return this.#members('{', '}', members)
  }

  #named(key: unknown, member: unknown): [string, unknown][] {
    if (key === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof key)) return [[String(key), member]]
    if (this.#options.skipkeys) return []
    throw new TypeError(`keys must be strings, numbers, booleans or null, not ${typeName(key)}`)
  }

  #members(open: string, close: string, members: readonly string[]): string {
    if (members.length === 0) return open + close
    if (this.#indent === null) return open + members.join(this.#separators[0]) + close
    // The members know nothing of their depth, so each level indents what is in it.
    const inner = members.join(`${this.#separators[0]}\n`).replaceAll('\n', `\n${this.#indent}`)
    return `${open}\n${this.#indent}${inner}\n${close}`
  }
}

/** The text of a value of one of the classes that Django's encoder knows. */
function textOf(value: object): string | undefined {
  if (value instanceof Date) return isoMoment(value)
  switch (temporalKind(value)) {
    case 'PlainDate':
      return isoDate(value as PlainDateLike)
    case 'PlainTime':
      return isoTime(value as PlainTimeLike)
    case 'PlainDateTime':
      return `${isoDate(value as PlainDateTimeLike)}T${isoTime(value as PlainDateTimeLike)}`
    case 'ZonedDateTime':
      return isoMoment(value as ZonedDateTimeLike)
    case 'Duration':
      return durationIsoString(value as DurationLike)
    case null:
      return isDecimal(value) ? String(value) : undefined
    default:
      return String(value)
  }
}

// Classes whose state is out of sight, so that "its members" would be a lie.
function hasNoMembers(value: object): boolean {
  return (
    value instanceof Date ||
    value instanceof Set ||
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    value instanceof Promise ||
    isDecimal(value) ||
    Symbol.toStringTag in value
  )
}

/** A decimal is anything with `toFixed` that is no number. */
function isDecimal(value: object): boolean {
  return typeof (value as { toFixed?: unknown }).toFixed === 'function'
}

function isLeftOut(member: unknown): boolean {
  return member === undefined || typeof member === 'function' || typeof member === 'symbol'
}

function typeName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}
