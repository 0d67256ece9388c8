import { Temporal } from 'temporal-polyfill'
import { QueryDict } from '../../src/http/index.js'
import { AttributeError, OverflowError, ValueError } from '../../src/utils/python/errors.js'
import { durationMicroseconds } from '../../src/utils/python/moments.js'
import { Float, isDecimal, isTimedelta, isTuple, Range, str } from '../../src/utils/python.js'
import { markSafe, SafeString } from '../../src/utils/safestring.js'
import { decode, fromBase64 } from './values.js'

/** Makes a template of a source with the engine of the case. */
export type Compile = (source: string) => unknown

/** The value a recording means (FORMAT-template, "Encoded values"). */
export function decodeValue(value: unknown, compile: Compile): unknown {
  const inner = (member: unknown) => decodeValue(member, compile)
  if (Array.isArray(value)) return value.map(inner)
  if (typeof value !== 'object' || value === null) return value
  const [name, ...others] = Object.keys(value)
  const record = value as Fields
  if (name === '$datetime') return dateTime(record as unknown as DescribedDateTime)
  // A time of day has no zone here.
  if (name === '$time') return decode({ $time: record.$time })
  if (name !== undefined && others.length === 0 && Object.hasOwn(decoders, name))
    return decoders[name]!(record[name], inner)
  if (name === '$template') return compile(String(record.$template))
  if (name?.startsWith('$')) return decode(value)
  return Object.fromEntries(Object.entries(record).map(([key, member]) => [key, inner(member)]))
}

type Fields = Readonly<Record<string, unknown>>
type Inner = (value: unknown) => unknown

const decoders: Readonly<Record<string, (value: unknown, inner: Inner) => unknown>> = {
  $safe: (value, inner) => markSafe(inner(value)),
  $float: value => toFloat(String(value)),
  $bytes: fromBase64,
  $tuple: (value, inner) => Object.freeze(inner(value)),
  $set: (value, inner) => new Set(inner(value) as unknown[]),
  $dict: (value, inner) => new Map(inner(value) as [unknown, unknown][]),
  $range: value => new Range(...(value as [number, number, number])),
  $iter: (value, inner) => onceOnly(inner(value) as unknown[]),
  $querydict: value => new QueryDict(String(value)),
  $obj: (value, inner) => describedObject(value as DescribedObject, inner),
  $call: (value, inner) => describedCallable(value as DescribedCallable, inner),
}

function* onceOnly(values: readonly unknown[]): Generator<unknown> {
  yield* values
}

function toFloat(text: string): number | Float {
  const value = Number(text.replace('inf', 'Infinity'))
  return Number.isInteger(value) ? new Float(value) : value
}

interface DescribedDateTime {
  readonly $datetime: string
  readonly tzname?: string
  readonly zone?: string
}

function dateTime({ $datetime, zone }: DescribedDateTime): unknown {
  return zone === undefined ? decode({ $datetime }) : Temporal.ZonedDateTime.from(`${$datetime}[${zone}]`)
}

// ——— objects and functions

interface DescribedError {
  readonly raises: string
  readonly message?: string
  readonly silent?: boolean
}

interface DescribedObject {
  readonly attrs?: Fields
  /** Text, or `$safe` text. */
  readonly str?: unknown
  readonly items?: Fields
  readonly html?: unknown
}

interface DescribedCallable extends Partial<DescribedError> {
  readonly returns?: unknown
  readonly attrs?: Fields
  readonly str?: string
  readonly alters_data?: boolean
  readonly do_not_call?: boolean
  readonly requires_args?: boolean
}

function describedObject({ attrs = {}, str: text, items, html }: DescribedObject, inner: Inner): object {
  const object = new PlainObject()
  define(object, attrs, inner)
  const shown = inner(text)
  if (text !== undefined) hide(object, 'toString', () => String(shown))
  // Safe text that stands for an object is what `__html__` is for here.
  if (shown instanceof SafeString) hide(object, '__html__', () => shown)
  if (html !== undefined) hide(object, '__html__', () => inner(html))
  if (items !== undefined) {
    const values = define({}, items, inner) as Fields
    hide(object, 'has', (key: string) => Object.hasOwn(items, key))
    hide(object, 'get', (key: string) => values[key])
  }
  return object
}

/** What Python's `object()` is. */
class PlainObject {}

function describedCallable(described: DescribedCallable, inner: Inner): object {
  const { returns, attrs = {}, str: text, raises, message, silent } = described
  const answer = () => {
    if (raises !== undefined) throw errorOf({ raises, message, silent })
    return inner(returns)
  }
  const callable = described.requires_args ? (_argument: unknown) => answer() : answer
  define(callable, attrs, inner)
  if (text !== undefined) hide(callable, 'toString', () => text)
  return Object.assign(callable, {
    ...(described.alters_data && { altersData: true }),
    ...(described.do_not_call && { doNotCallInTemplates: true }),
  })
}

/** Attributes; one that raises does so whenever it is read. */
function define(object: object, attributes: Fields, inner: Inner): object {
  for (const [name, value] of Object.entries(attributes)) {
    const error = (value as { $raise?: DescribedError } | null)?.$raise
    const member = error === undefined ? inner(value) : undefined
    const get = () => {
      if (error !== undefined) throw errorOf(error)
      return member
    }
    Object.defineProperty(object, name, { get, enumerable: true, configurable: true })
  }
  return object
}

function hide(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: false, configurable: true })
}

function errorOf({ raises, message, silent }: DescribedError): Error {
  const type = errorTypes[raises] ?? Error
  const error = new type(message)
  if (error.name !== raises) hide(error, 'name', raises)
  return Object.assign(error, (silent || raises === 'ObjectDoesNotExist') && { silentVariableFailure: true })
}

const errorTypes: Readonly<Record<string, new (message?: string) => Error>> = {
  TypeError,
  AttributeError,
  ValueError,
  OverflowError,
}

// ——— and back

/** A value of ours in the form a recording has for it. */
export function encodeValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : { $int: String(value) }
    case 'number':
      return encodeNumber(value)
    case 'object':
      return value === null ? null : encodeObject(value)
    default:
      return value === undefined ? null : `<${typeof value}>`
  }
}

function encodeNumber(value: number): unknown {
  if (!Number.isInteger(value)) return { $float: str(value) }
  return Number.isSafeInteger(value) ? value : { $int: String(BigInt(value)) }
}

function encodeObject(value: object): unknown {
  if (value instanceof SafeString) return { $safe: value.text }
  if (value instanceof Float) return { $float: str(value) }
  if (value instanceof Range) return { $range: [value.start, value.stop, value.step] }
  if (value instanceof Map) return { $dict: Array.from(value, pair => pair.map(encodeValue)) }
  if (value instanceof Set) return { $set: Array.from(value, encodeValue) }
  if (isTuple(value)) return { $tuple: value.map(encodeValue) }
  if (Array.isArray(value)) return value.map(encodeValue)
  if (isDecimal(value)) return { $decimal: str(value) }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (isTimedelta(value)) return { $timedelta_seconds: Number(durationMicroseconds(value)) / 1e6 }
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, encodeValue(member)]))
  }
  return encodeMoment(value)
}

const momentTags: Readonly<Record<string, string>> = {
  'Temporal.PlainDate': '$date',
  'Temporal.PlainTime': '$time',
  'Temporal.PlainDateTime': '$datetime',
  'Temporal.ZonedDateTime': '$datetime',
}

function encodeMoment(value: object): unknown {
  const tag = momentTags[String(Reflect.get(value, Symbol.toStringTag))]
  if (tag === undefined) return String(value)
  return { [tag]: String(value).replace(/\[.*\]$/, '') }
}

/** A recorded value with its long texts written out. */
export function writtenOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writtenOut)
  if (typeof value !== 'object' || value === null) return value
  if ('$concat' in value || '$repeat' in value) return decode(value)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, writtenOut(member)]))
}
