import { createHash } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import { QueryDict } from '../../src/http/index.js'
import { MultiValueDict } from '../../src/utils/datastructures.js'

/** The value a recording means: JSON with tagged values (FORMAT, "Values") as the values they stand for here. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  const [name, ...others] = Object.keys(value)
  const record = value as Readonly<Record<string, unknown>>
  if (name?.startsWith('$') && others.length === 0) return decodeTagged(name, record[name])
  return Object.fromEntries(Object.entries(record).map(([key, member]) => [key, decode(member)]))
}

/** The bytes of base64 text. */
export function fromBase64(text: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(text), 'base64'))
}

/** What a Python `decimal.Decimal` is here: a value with `toFixed` and a tag of its own (decisions 1.8). */
export class Decimal {
  readonly [Symbol.toStringTag] = 'Decimal'
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toFixed(digits?: number): string {
    return Number(this.#text).toFixed(digits)
  }

  toString(): string {
    return this.#text
  }
}

/** A file as `$file` describes it: what FileResponse takes for an open file, with the methods its kind has. */
export class FileOfTests {
  readonly name: unknown
  readonly size: number | undefined
  readonly seek: ((offset: number) => void) | undefined
  readonly tell: (() => number) | undefined
  closed = false
  readonly #bytes: Uint8Array
  #position: number

  constructor({ content, name, position = 0, kind = 'seekable' }: DescribedFile) {
    this.name = name
    this.#bytes = decode(content) as Uint8Array
    this.#position = position
    const isSeekable = kind === 'seekable' || kind === 'seekable_no_tell' || kind === 'content_file'
    if (kind !== 'read_only') this.size = this.#bytes.length
    if (isSeekable) {
      this.seek = offset => {
        this.#position = offset
      }
    }
    if (kind !== 'read_only' && kind !== 'seekable_no_tell') this.tell = () => this.#position
  }

  read(size: number): Uint8Array {
    if (this.closed) throw new RangeError('I/O operation on closed file.')
    const start = this.#position
    this.#position = Math.min(this.#bytes.length, start + size)
    return this.#bytes.subarray(start, this.#position)
  }

  close(): void {
    this.closed = true
  }
}

interface DescribedFile {
  readonly content: unknown
  readonly name?: unknown
  readonly position?: number
  readonly kind?: 'seekable' | 'unseekable' | 'seekable_no_tell' | 'read_only' | 'content_file'
}

function decodeTagged(tag: string, value: unknown): unknown {
  const decoder = decoders[tag]
  if (decoder === undefined) throw new Error(`values.ts does not know ${tag}`)
  return decoder(value)
}

const decoders: Readonly<Record<string, (value: unknown) => unknown>> = {
  $b64: fromBase64,
  // Unlike bytes, a list of numbers to whoever asks whether it is bytes.
  $bytearray: value => Array.from(fromBase64(value)),
  $memoryview: value => new DataView(fromBase64(value).buffer),
  $bytes_iter: value => onceOnly((value as string[]).map(text => ({ $b64: text }))),
  $iter: onceOnly,
  $tuple: value => Object.freeze(decode(value)),
  $set: value => new Set(decode(value) as unknown[]),
  $dict: value => new Map(decode(value) as [unknown, unknown][]),
  $int: value => BigInt(value as string),
  $float: value => toNumber(value as string),
  $decimal: value => new Decimal(value as string),
  $date: value => Temporal.PlainDate.from(value as string),
  $time: value => Temporal.PlainTime.from(value as string),
  $datetime: value => toDateTime(value as string),
  $timedelta_seconds: value => toDuration(String(value)),
  $uuid: value => value,
  $regex: value => new RegExp(value as string),
  $safe: decode,
  $lazy: value => ({ toString: () => String(decode(value)) }),
  $querydict: value => new QueryDict(decode(value) as string),
  $multivaluedict: value => new MultiValueDict(decode(value) as [string, unknown[]][]),
  $object: () => ({ toString: () => '<opaque object>' }),
  $repeat: value => repeat(value as [unknown, number]),
  $concat: value => concat((value as unknown[]).map(decode) as (string | Uint8Array)[]),
  $file: value => new FileOfTests(value as DescribedFile),
}

function* onceOnly(value: unknown): Generator<unknown> {
  yield* decode(value) as unknown[]
}

function toNumber(text: string): number {
  return text.endsWith('inf') ? (text.startsWith('-') ? -1 : 1) * Number.POSITIVE_INFINITY : Number(text)
}

function toDateTime(text: string): unknown {
  const iso = text.replace(' ', 'T')
  const offset = /(?:Z|[+-]\d\d:\d\d(?::\d\d)?)$/.exec(iso)?.[0]
  if (offset === undefined) return Temporal.PlainDateTime.from(iso)
  if (/\d\d:\d\d:\d\d$/.test(offset)) return zonedWithSeconds(iso, offset)
  return Temporal.ZonedDateTime.from(`${iso}[${offset === 'Z' ? 'UTC' : offset}]`)
}

// Only zones with names have such offsets in Temporal, as Monrovia had; what is read of one is its fields.
function zonedWithSeconds(iso: string, offset: string): object {
  const { year, month, day, hour, minute, second, millisecond, microsecond } = Temporal.PlainDateTime.from(
    iso.slice(0, -offset.length),
  )
  const fields = { year, month, day, hour, minute, second, millisecond, microsecond, offset }
  return Object.assign(Object.create({ [Symbol.toStringTag]: 'Temporal.ZonedDateTime' }), fields)
}

function toDuration(seconds: string): Temporal.Duration {
  const [whole = '0', fraction = ''] = seconds.replace('-', '').split('.')
  const duration = Temporal.Duration.from({
    seconds: Number(whole),
    microseconds: Number(fraction.padEnd(6, '0').slice(0, 6)),
  })
  return seconds.startsWith('-') ? duration.negated() : duration
}

function repeat([value, times]: [unknown, number]): unknown {
  const once = decode(value) as string | Uint8Array
  return typeof once === 'string' ? once.repeat(times) : concat(Array.from({ length: times }, () => once))
}

function concat(parts: readonly (string | Uint8Array)[]): unknown {
  if (parts.every(part => typeof part === 'string')) return parts.join('')
  return new Uint8Array(Buffer.concat(parts.map(part => Buffer.from(part as Uint8Array))))
}

/** A value of ours in the form a recording has for it. */
export function encode(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return encodeText(value)
  if (typeof value === 'bigint') return { $int: String(value) }
  if (typeof value === 'number') return encodeNumber(value)
  if (typeof value !== 'object') return value
  if (value instanceof Uint8Array) return encodeBytes(value)
  if (value instanceof MultiValueDict) return [...value.lists()].map(encode)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [String(key), encode(member)]))
  if (value instanceof Error) return value
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, encode)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return String(value)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, encode(member)]))
}

// What a recording writes in full and what as a digest.
const longest = 4096

function encodeText(text: string): unknown {
  if (text.length <= longest) return text
  const length = [...text].length
  return length <= longest ? text : { $len: length, $sha256: sha256(text), $kind: 'str' }
}

function encodeBytes(bytes: Uint8Array): unknown {
  if (bytes.length > longest) return { $len: bytes.length, $sha256: sha256(bytes), $kind: 'bytes' }
  return { $b64: Buffer.from(bytes).toString('base64') }
}

function encodeNumber(value: number): unknown {
  if (Number.isFinite(value)) return value
  return { $float: Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf' }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
