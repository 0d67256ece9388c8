import { isDeepStrictEqual } from 'node:util'
import { inflateSync } from 'node:zlib'
import type { Case } from './family.js'
import { encode } from './values.js'

/** What a case did here: its value in the recording's form, or what it threw. */
export type Outcome = { readonly out: unknown } | { readonly error: unknown }

/** Whether `outcome` is what was recorded. */
export function isAsRecorded(one: Case, outcome: Outcome): boolean {
  if (one.error !== undefined) {
    return 'error' in outcome && isError(outcome.error, one.error, one.tags) && isDetail(outcome.error, one)
  }
  if (!('out' in outcome)) return false
  return isSame(outcome.out, one.out, one) || (one.tags?.includes('zlib') === true && isSameToken(outcome.out, one.out))
}

// What an error says beside its name, where a recording has that: an operation leaves it in `detail`.
function isDetail(error: unknown, one: Case): boolean {
  return one.error_detail === undefined || isSame((error as { detail?: unknown }).detail, one.error_detail, one)
}

// Another zlib gives other bytes, which must stand for the same: FORMAT, `zlib`. What is signed differs with them.
function isSameToken(actual: unknown, expected: unknown): boolean {
  const [ours, theirs] = [actual, expected].map(out => payloadOf(String((out as Fields).value)))
  return ours === theirs
}

function payloadOf(token: string): string {
  const payload = Buffer.from(token.replace(/^\./, '').split(':')[0]!, 'base64url')
  return String(token.startsWith('.') ? inflateSync(payload) : payload)
}

function isSame(actual: unknown, expected: unknown, one: Case): boolean {
  if (isErrorRecord(expected)) {
    if (!isErrorRecord(actual) || !isError(actual.error, String(expected.error), one.tags)) return false
    const { message } = expected as { message?: string }
    return message === undefined || (actual.error as Error).message === message
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false
    return expected.every((member, i) => isSame(actual[i], member, one))
  }
  if (typeof expected === 'string') return isSameText(actual, expected)
  if (typeof expected === 'number') return actual === expected
  if (typeof expected !== 'object' || expected === null) return Object.is(actual ?? null, expected ?? null)
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) {
    return isSameLeaf(plain(actual), plain(expected))
  }
  return isSameRecord(actual as Fields, expected as Fields, one)
}

function isSameLeaf(actual: unknown, expected: unknown): boolean {
  // JavaScript's zeroes are told apart by hardly anything.
  return actual === expected || isDeepStrictEqual(actual, expected)
}

// An event of the family middleware names the exception it is about: `A.process_exception(ValueError)`.
function isSameText(actual: unknown, expected: string): boolean {
  // Headers and cookies are recorded in full, however long.
  if (typeof actual !== 'string') return isDeepStrictEqual(actual, encode(expected))
  if (actual === expected) return true
  const [, event, name] = /^(\w+\.process_exception)\((\w+)\)$/.exec(expected) ?? []
  return name !== undefined && (pythonErrors[name] ?? []).some(type => actual === `${event}(${type.name})`)
}

type Fields = Readonly<Record<string, unknown>>

function isSameRecord(actual: Fields, expected: Fields, one: Case): boolean {
  const left = comparable(actual, one)
  const right = comparable(expected, one)
  const names = Object.keys(right)
  return (
    names.length === Object.keys(left).length &&
    names.every(name => name in left && isSame(left[name], right[name], one))
  )
}

// Tags whose value JavaScript writes as something untagged.
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null
  const { $float, $dict, $uuid } = value as Fields
  if ($uuid !== undefined) return $uuid
  if ($float !== undefined && Number.isFinite(Number($float))) return Number($float)
  // A number that was tagged twice.
  if (Array.isArray($dict)) return plain(Object.fromEntries($dict as [string, unknown][]))
  return value
}

/** A record without what does not count: FORMAT, "Wire facts" and `unordered`. */
function comparable(record: Fields, one: Case): Fields {
  const fields = plain(record) as Fields
  if (!Array.isArray(fields.headers)) return fields
  const { chunks, chunk_lengths, body, text, ...facts } = fields
  const isFile = facts.class === 'FileResponse'
  return {
    ...facts,
    headers: (facts.headers as [string, string][]).map(([name, value]) => [name, orderless(name, value, one)]),
    ...(facts.class === 'JsonResponse' ? { body: parseJson(body) } : withoutUndefined({ body, text })),
    // How a body was cut matters for files only.
    ...(isFile ? { chunks: (chunks as unknown[] | undefined)?.map(lengthOf) ?? chunk_lengths } : {}),
  }
}

function withoutUndefined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function lengthOf(chunk: unknown): number {
  const { $b64, $len } = chunk as { $b64: string; $len?: number }
  return $len ?? Buffer.from($b64, 'base64').length
}

function orderless(name: string, value: string, { unordered }: Case): string {
  return unordered?.includes(name) ? value.split(', ').sort().join(', ') : value
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.from((body as { $b64: string }).$b64, 'base64').toString())
  } catch {
    return body
  }
}

function isErrorRecord(value: unknown): value is { readonly error: unknown } {
  return typeof value === 'object' && value !== null && 'error' in value
}

/** Whether `error` is what Python calls `name`. Django's own must match by name; Python's own have types of their own here. */
function isError(error: unknown, name: string, tags: readonly string[] = []): boolean {
  if (!(error instanceof Error)) return false
  if (tags.includes('python-error') || error.name === name) return true
  return pythonErrors[name]?.some(type => error instanceof type) ?? false
}

const pythonErrors: Readonly<Record<string, readonly (new () => Error)[]>> = {
  TypeError: [TypeError],
  // A missing attribute is, in JavaScript, a property read of the wrong thing.
  AttributeError: [TypeError],
  ValueError: [RangeError, SyntaxError],
  OverflowError: [RangeError],
  IndexError: [RangeError],
  KeyError: [RangeError, Error],
  OSError: [Error],
  AssertionError: [Error],
  RuntimeError: [Error],
  LookupError: [RangeError],
  UnicodeError: [RangeError],
  UnicodeEncodeError: [RangeError],
  UnicodeDecodeError: [RangeError],
  CookieError: [Error],
  JSONDecodeError: [SyntaxError],
  Error: [RangeError], // binascii.Error
  error: [Error],
}
