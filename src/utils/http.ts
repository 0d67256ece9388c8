import { decodeBase64, encodeUrlsafeBase64 } from './base64.js'
import { encodeText } from './charsets.js'
import { MultiValueDict } from './datastructures.js'
import { strip } from './python/space.js'
import { quote, quotePlus, unquote } from './quoting.js'
import { repr } from './repr.js'
import { type SplitURL, urlsplit } from './urlsplit.js'

/** The longest address that is looked into to see whether it is safe. Django: `MAX_URL_LENGTH`. */
export const MAX_URL_LENGTH = 2048

/** The longest address a redirect may lead to. Django: `MAX_URL_REDIRECT_LENGTH`. */
export const MAX_URL_REDIRECT_LENGTH = 16_384

/** What `urlencode` takes: a dictionary of any kind, or pairs. */
export type Query =
  | MultiValueDict<unknown>
  | ReadonlyMap<string, unknown>
  | Iterable<readonly [unknown, unknown]>
  | Readonly<Record<string, unknown>>

/**
 * A query string. With `doseq`, and always for a MultiValueDict, a list gives one pair for each of its members.
 * Django's `urlencode`: `null` is a TypeError, not the word.
 */
export function urlencode(query: Query, doseq = false): string {
  const result: string[] = []
  for (const [key, value] of pairsOf(query)) {
    if (value === null || value === undefined) throw cannotEncodeNone(key)
    const values = doseq || query instanceof MultiValueDict ? valuesOf(value) : [value]
    for (const single of values) {
      if (single === null || single === undefined) throw cannotEncodeNone(key)
      result.push(`${quotePlus(String(key))}=${quoteValue(single)}`)
    }
  }
  return result.join('&')
}

/** A whole number from 0 on in base 36, as Django's tokens have it. Throws RangeError (Django's ValueError) below 0. */
export function intToBase36(value: number | bigint): string {
  if (typeof value !== 'bigint' && !Number.isInteger(value)) throw new TypeError(`${repr(value)} is not an integer`)
  if (value < 0) throw new RangeError('Negative base36 conversion input.')
  return value.toString(36)
}

/**
 * The number that base 36 text stands for; a bigint beyond 2^53. Throws RangeError (Django's ValueError) for what is
 * none, and for more than 13 digits, which no 64 bits hold.
 */
export function base36ToInt(text: string): number | bigint {
  if (text.length > 13) throw new RangeError('Base36 input too large')
  const match = /^([+-]?)([0-9a-z]+(?:_[0-9a-z]+)*)$/i.exec(strip(text))
  if (match === null) throw new RangeError(`invalid literal for int() with base 36: ${repr(text)}`)
  let value = 0n
  for (const digit of match[2]!.replaceAll('_', '')) value = value * 36n + BigInt(Number.parseInt(digit, 36))
  if (match[1] === '-') value = -value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Bytes as URL-safe Base64 without padding (RFC 4648 section 5); text as its UTF-8. */
export function urlsafeBase64Encode(bytes: Uint8Array | string): string {
  return encodeUrlsafeBase64(typeof bytes === 'string' ? encodeText(bytes, 'utf-8') : bytes)
}

/** Undoes `urlsafeBase64Encode`, with or without padding. Throws RangeError (Django's ValueError) for what is none. */
export function urlsafeBase64Decode(text: string): Uint8Array {
  const ascii = encodeText(text.replaceAll('-', '+').replaceAll('_', '/'), 'utf-8')
  // Django adds as many as there are too many; whoever sends what is no Base64 gets the same mistakes forgiven.
  const padded = new Uint8Array(ascii.length + (ascii.length % 4)).fill(0x3d)
  padded.set(ascii)
  const bytes = decodeBase64(padded)
  if (bytes === null) throw new RangeError('Incorrect padding')
  return bytes
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`: a moment as HTTP writes it (RFC 9110 section 5.6.7). Now, when none is given. */
export function httpDate(epochSeconds?: number | null): string {
  const seconds = epochSeconds ?? Date.now() / 1000
  if (typeof seconds !== 'number') throw new TypeError(`${repr(seconds)} is not a number of seconds`)
  const whole = Math.floor(seconds)
  if (whole === lastDate.seconds) return lastDate.text
  const date = new Date(whole * 1000)
  if (Number.isNaN(date.getTime())) throw new RangeError(`${seconds} seconds are beyond what a date can be`)
  lastDate = { seconds: whole, text: date.toUTCString() }
  return lastDate.text
}

// Many responses of one second say the same date.
let lastDate = { seconds: Number.NaN, text: '' }

/**
 * The seconds since 1970 that an HTTP date of any of the three allowed forms stands for.
 * Throws RangeError (Django's ValueError) when it is none.
 */
export function parseHttpDate(date: string): number {
  const match = matchDate(date)
  if (match?.groups === undefined) throw new RangeError(`${repr(date)} is not in a valid HTTP date format`)
  const { day, month, year, hour, minute, second } = match.groups
  const parts = [
    Number(day),
    months.indexOf(month!.toLowerCase()),
    Number(hour),
    Number(minute),
    Number(second),
  ] as const
  const seconds = utcSeconds(fullYear(year!), ...parts)
  if (seconds === undefined) throw new RangeError(`${repr(date)} is not a valid date`)
  return seconds
}

/** As `parseHttpDate`, but `null` for what is no date. */
export function parseHttpDateSafe(date: string | null | undefined): number | null {
  if (date === null || date === undefined) return null
  try {
    return parseHttpDate(date)
  } catch {
    return null
  }
}

/** The entity tags of an `If-Match` or `If-None-Match` header, quotes and `W/` included; `['*']` for any. */
export function parseEtags(header: string): string[] {
  if (strip(header) === '*') return ['*']
  return header
    .split(',')
    .map(strip)
    .filter(tag => etagPattern.test(tag))
}

/** An entity tag in quotes, which it gets unless it has them. */
export function quoteEtag(etag: string): string {
  return etagPattern.test(etag) ? etag : `"${etag}"`
}

/** Whether `host` is `pattern`, or one of its sub-domains when the pattern begins with a dot. */
export function isSameDomain(host: string, pattern: string): boolean {
  if (pattern === '') return false
  const wanted = pattern.toLowerCase()
  return wanted === host || (wanted.startsWith('.') && (host.endsWith(wanted) || host === wanted.slice(1)))
}

/**
 * Whether it is safe to send somebody on to `url`: it stays on this host or goes to one of `allowedHosts`, by http or
 * https (https only with `requireHttps`). An empty address is not safe. Django's `url_has_allowed_host_and_scheme`.
 */
export function urlHasAllowedHostAndScheme(
  url: string | null | undefined,
  allowedHosts: string | Iterable<string> | null,
  { requireHttps = false }: { requireHttps?: boolean } = {},
): boolean {
  if (url === null || url === undefined) return false
  const target = strip(url)
  if (target === '') return false
  const hosts = new Set(typeof allowedHosts === 'string' ? [allowedHosts] : (allowedHosts ?? []))
  // Browsers read a backslash as a slash, so both readings have to be safe.
  return isSafeTarget(target, hosts, requireHttps) && isSafeTarget(target.replaceAll('\\', '/'), hosts, requireHttps)
}

/** A path that starts with two slashes would be read as a host: the second one is escaped. */
export function escapeLeadingSlashes(url: string): string {
  return url.startsWith('//') ? `/%2F${url.slice(2)}` : url
}

/**
 * A header of the form `value; name=value; …`: its value in lower case and its parameters, with quotes and RFC 2231
 * encoding undone. Takes time linear in the header's length.
 */
export function parseHeaderParameters(line: string): [value: string, parameters: Map<string, string>] {
  const [value, ...rest] = splitParameters(line)
  const parameters = new Map<string, string>()
  for (const part of rest) {
    const at = part.indexOf('=')
    if (at >= 0) parameters.set(...parseParameter(part, at))
  }
  return [value!.toLowerCase(), parameters]
}

/** A Content-Disposition header (RFC 6266), or `null` when there is nothing to say. */
export function contentDispositionHeader(asAttachment: boolean, filename: string): string | null {
  if (filename === '') return asAttachment ? 'attachment' : null
  const disposition = asAttachment ? 'attachment' : 'inline'
  if (!/^[\t\x20-\x7e]*$/.test(filename)) return `${disposition}; filename*=utf-8''${quote(filename)}`
  return `${disposition}; filename="${filename.replace(/["\\]/g, '\\$&')}"`
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
// Made when the first date is read: their classes of letters cost a program's start more than all else in this file.
let dateForms: readonly RegExp[] | undefined

function matchDate(date: string): RegExpExecArray | null {
  dateForms ??= makeDateForms()
  for (const form of dateForms) {
    const match = form.exec(date)
    if (match !== null) return match
  }
  return null
}

function makeDateForms(): RegExp[] {
  const word = '[\\p{L}\\p{N}_]'
  const time = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})'
  return [
    // RFC 1123, RFC 850, and what C's asctime() writes.
    new RegExp(`^${word}{3}, (?<day>\\d{2}) (?<month>\\w{3}) (?<year>\\d{4}) ${time} GMT\\n?$`, 'u'),
    new RegExp(`^${word}{6,9}, (?<day>\\d{2})-(?<month>\\w{3})-(?<year>\\d{2}) ${time} GMT\\n?$`, 'u'),
    new RegExp(`^${word}{3} (?<month>\\w{3}) (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})\\n?$`, 'u'),
  ]
}

const etagPattern = /^(?:W\/)?"[^"]*"$/

function pairsOf(query: Query): Iterable<readonly [unknown, unknown]> {
  if (query instanceof MultiValueDict) return query.lists()
  const pairs = typeof query === 'string' || Symbol.iterator in query ? [...query] : Object.entries(query)
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new RangeError(`${repr(pair)} is no pair of a name and a value`)
  }
  return pairs
}

// Of a dictionary, as Python goes through one, the keys.
function valuesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [value]
  if (value instanceof Map) return [...value.keys()]
  return Symbol.iterator in value ? [...(value as Iterable<unknown>)] : [value]
}

function quoteValue(value: unknown): string {
  if (value instanceof Uint8Array) return quote(value, ' ').replaceAll(' ', '+')
  // Lists and dictionaries as Python prints them; `[object Object]` would be no better.
  const isComposite = Array.isArray(value) || value instanceof Map || isPlainObject(value)
  return quotePlus(isComposite ? repr(value) : String(value))
}

function isPlainObject(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !Object.hasOwn(value, 'toString')
  )
}

function cannotEncodeNone(key: unknown): TypeError {
  return new TypeError(
    `Cannot encode None for key '${String(key)}' in a query string. Did you mean to pass an empty string or omit the value?`,
  )
}

// RFC 9110: a two-digit year that seems more than 50 years ahead is the latest past year with these digits.
function fullYear(digits: string): number {
  const year = Number(digits)
  if (year >= 100) return year
  const current = new Date(Date.now()).getUTCFullYear()
  const candidate = current - (current % 100) + year
  return candidate - current > 50 ? candidate - 100 : candidate
}

function utcSeconds(
  year: number,
  day: number,
  month: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hour, minute, second)
  const exists = date.getUTCMonth() === month && date.getUTCDate() === day && date.getUTCHours() === hour
  return exists && year > 0 && minute < 60 && second < 60 ? date.getTime() / 1000 : undefined
}

function isSafeTarget(url: string, hosts: ReadonlySet<string>, requireHttps: boolean): boolean {
  // Some browsers take any number of slashes for two.
  if (url.length > MAX_URL_LENGTH || url.startsWith('///')) return false
  const parts = splitSafely(url)
  if (parts === undefined || (parts.netloc === '' && parts.scheme !== '')) return false
  if (/^\p{C}/u.test(url)) return false
  const scheme = parts.scheme === '' && parts.netloc !== '' ? 'http' : parts.scheme
  const schemes = requireHttps ? ['https'] : ['http', 'https']
  return (parts.netloc === '' || hosts.has(parts.netloc)) && (scheme === '' || schemes.includes(scheme))
}

function splitSafely(url: string): SplitURL | undefined {
  try {
    return urlsplit(url)
  } catch {
    return undefined
  }
}

function splitParameters(line: string): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i)
    if (code === quotationMark && (i === start || line.charCodeAt(i - 1) !== backslash)) quoted = !quoted
    if (code !== semicolon || quoted) continue
    parts.push(strip(line.slice(start, i)))
    start = i + 1
  }
  parts.push(strip(line.slice(start)))
  return parts
}

const quotationMark = 0x22
const semicolon = 0x3b
const backslash = 0x5c

function parseParameter(part: string, at: number): [name: string, value: string] {
  let name = strip(part.slice(0, at)).toLowerCase()
  const isExtended = name.endsWith('*')
  if (isExtended) name = name.slice(0, -1)
  let value = strip(part.slice(at + 1))
  if (value.length >= 2 && value.startsWith('"') && value.endsWith('"')) {
    value = value.slice(1, -1)
    if (value.includes('\\')) value = value.replaceAll('\\\\', '\\').replaceAll('\\"', '"')
  }
  // charset'language'text, RFC 2231 section 4
  if (isExtended && part.split("'").length === 3) {
    const [charset, , text] = value.split("'")
    value = unquote(text ?? '', charset)
  }
  return [name, value]
}
