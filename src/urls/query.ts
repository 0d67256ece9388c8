import { quote, quotePlus } from '../utils/quoting.js'
import { urlText } from './text.js'

/** What `reverse()` makes a query string of: a QueryDict, pairs of any kind (URLSearchParams, Map, …), or an object. */
export type UrlQuery =
  | { urlencode(): string }
  | Iterable<readonly [string, unknown]>
  | Readonly<Record<string, unknown>>

/** A list of values gives one pair for each. Python's `urllib.parse.urlencode(query, doseq=True)`, as Django's `reverse`. */
export function encodeQuery(query: UrlQuery): string {
  if (typeof query !== 'object') {
    if (query === '') return ''
    throw new TypeError(`query must be an object or pairs, but got ${typeof query}.`)
  }
  if ('urlencode' in query && typeof query.urlencode === 'function') return query.urlencode()
  const pairs = Symbol.iterator in query ? (query as Iterable<readonly [string, unknown]>) : Object.entries(query)
  return [...pairs]
    .flatMap(([name, value]) => valuesOf(value).map(one => `${encodeValue(name)}=${encodeValue(one)}`))
    .join('&')
}

function valuesOf(value: unknown): unknown[] {
  const isList =
    typeof value === 'object' && value !== null && Symbol.iterator in value && !(value instanceof Uint8Array)
  return isList ? [...(value as Iterable<unknown>)] : [value]
}

function encodeValue(value: unknown): string {
  return value instanceof Uint8Array ? quote(value, ' ').replaceAll(' ', '+') : quotePlus(urlText(value))
}
