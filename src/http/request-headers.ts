import { repr } from '../utils/repr.js'
import { type Meta, parseHeaderName, toWsgiName } from './meta.js'

/**
 * The headers of a request: the reading methods of the standard `Headers`, names in any case and with `_` for `-` if
 * one likes. A view of META, so what is changed there is seen here. Django: `HttpRequest.headers`.
 */
export class HttpHeaders implements Iterable<[string, string]> {
  /** The header that a META name speaks of, `Accept` for `HTTP_ACCEPT`; `null` when it speaks of none. */
  static parseHeaderName(metaName: string): string | null {
    return parseHeaderName(metaName)
  }

  /** The META name of a header: `HTTP_ACCEPT` for `Accept`. */
  static toWsgiName(header: string): string {
    return toWsgiName(header)
  }

  /** As `toWsgiName`, without `HTTP_`. */
  static toAsgiName(header: string): string {
    return header.replaceAll('-', '_').toUpperCase()
  }

  readonly #meta: () => Meta

  constructor(meta: Meta | (() => Meta)) {
    this.#meta = typeof meta === 'function' ? meta : () => meta
  }

  /** The value of `name`; `null`, or the second argument, when the client did not send it. */
  get(name: string): string | null
  get<D>(name: string, fallback: D): string | D
  get(name: string, fallback: unknown = null): unknown {
    return this.#meta()[toWsgiName(name)] ?? fallback
  }

  /** Whether the client sent it. */
  has(name: string): boolean {
    return this.#meta()[toWsgiName(name)] !== undefined
  }

  /** Names, as Django writes them (`Accept-Language`), with their values. */
  *entries(): IterableIterator<[string, string]> {
    for (const [metaName, value] of Object.entries(this.#meta())) {
      const name = parseHeaderName(metaName)
      if (name !== null && value !== undefined) yield [name, value]
    }
  }

  /** Django's name for `entries`. */
  items(): IterableIterator<[string, string]> {
    return this.entries()
  }

  /** The names. */
  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  /** The values. */
  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value
  }

  /** Calls `visit` for each. */
  forEach(visit: (value: string, name: string, headers: this) => void): void {
    for (const [name, value] of this) visit(value, name, this)
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }

  /** As Django prints it: `{'Accept': '*\/*'}`. */
  toString(): string {
    return `{${[...this].map(([name, value]) => `${repr(name)}: ${repr(value)}`).join(', ')}}`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
