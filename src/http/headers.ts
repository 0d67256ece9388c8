import { decodeLatin1, UnicodeEncodeError } from '../utils/charsets.js'
import { repr } from '../utils/repr.js'
import { BadHeaderError } from './exceptions.js'
import { encodeHeaderWord } from './header-word.js'

/** What a header's value may be given as: text, or something whose text it is. Bytes are read as Latin-1. */
export type HeaderValue = string | number | bigint | boolean | Uint8Array

/** Header names with their values, in any of the forms that `new Headers()` takes too. */
export type HeadersInput = Iterable<readonly [string, HeaderValue]> | Readonly<Record<string, HeaderValue>>

/**
 * The headers of a response: the methods of the standard `Headers`, with the order and the case they were given in.
 * Names are looked up whatever their case. A value that would end its line is a BadHeaderError; one beyond Latin-1 is
 * sent as an encoded word (RFC 2047). Django: "Setting header fields".
 */
export class ResponseHeaders implements Iterable<[string, string]> {
  /** Names and values alternating: what goes on the wire, and few enough that a scan beats a Map. */
  readonly #flat: string[] = []

  constructor(headers?: HeadersInput | null) {
    if (headers === undefined || headers === null) return
    const pairs =
      Symbol.iterator in headers ? (headers as Iterable<readonly [string, HeaderValue]>) : Object.entries(headers)
    for (const [name, value] of pairs) {
      if (value === undefined) throw new RangeError(`The header ${repr(name)} was given no value.`)
      if (isSetCookie(name)) this.append(name, value)
      else this.set(name, value)
    }
  }

  /** The value of `name`, or `null`. */
  get(name: string): string | null {
    const at = this.#find(name)
    return at === -1 ? null : this.#flat[at + 1]!
  }

  /** Whether there is one of that name, in any case. */
  has(name: string): boolean {
    return this.#find(name) !== -1
  }

  /** Gives `name` this value, in the place of the one it had. */
  set(name: string | Uint8Array, value: HeaderValue): void {
    const checkedName = toHeaderName(name)
    const checkedValue = toHeaderValue(value)
    const at = this.#find(checkedName)
    if (at === -1) {
      this.#flat.push(checkedName, checkedValue)
      return
    }
    this.#flat[at] = checkedName
    this.#flat[at + 1] = checkedValue
    if (isSetCookie(checkedName)) this.#deleteFrom(checkedName, at + 2)
  }

  /** Adds to the value of `name`, after a comma; a `Set-Cookie` stays a header of its own (RFC 9110 section 5.3). */
  append(name: string, value: HeaderValue): void {
    const at = isSetCookie(name) ? -1 : this.#find(name)
    if (at === -1) this.#flat.push(toHeaderName(name), toHeaderValue(value))
    else this.#flat[at + 1] += `, ${toHeaderValue(value)}`
  }

  /** Gives `name` this value unless it has one. */
  setdefault(name: string, value: HeaderValue): void {
    if (!this.has(name)) this.set(name, value)
  }

  /** Takes it out; nothing happens when it is not there. */
  delete(name: string): void {
    this.#deleteFrom(name, 0)
  }

  /** Takes a header out and gives its name, as it was set, and its value; `null`, or the second argument, for none. */
  pop(name: string): [name: string, value: string] | null
  pop<D>(name: string, fallback: D): [name: string, value: string] | D
  pop(name: string, fallback: unknown = null): unknown {
    const at = this.#find(name)
    if (at === -1) return fallback
    const pair = [this.#flat[at]!, this.#flat[at + 1]!]
    this.delete(name)
    return pair
  }

  /** How many headers there are. */
  get size(): number {
    return this.#flat.length / 2
  }

  /** Every `Set-Cookie` that was set as a header; those of `setCookie` are in `response.cookies`. */
  getSetCookie(): string[] {
    return [...this].filter(([name]) => isSetCookie(name)).map(([, value]) => value)
  }

  /** Names, in the case they were given in, with their values, in order. */
  *entries(): Generator<[string, string], undefined> {
    for (let i = 0; i < this.#flat.length; i += 2) yield [this.#flat[i]!, this.#flat[i + 1]!]
    return undefined
  }

  /** Django's name for `entries`. */
  items(): Generator<[string, string], undefined> {
    return this.entries()
  }

  /** The names, in order. */
  *keys(): Generator<string, undefined> {
    for (const [name] of this.entries()) yield name
    return undefined
  }

  /** The values, in order. */
  *values(): Generator<string, undefined> {
    for (const [, value] of this.entries()) yield value
    return undefined
  }

  /** Calls `visit` for each, in order. */
  forEach(visit: (value: string, name: string, headers: this) => void): void {
    for (const [name, value] of this) visit(value, name, this)
  }

  [Symbol.iterator](): Generator<[string, string], undefined> {
    return this.entries()
  }

  /** Names and values alternating, in a new list. */
  toFlat(): string[] {
    return this.#flat.slice()
  }

  /** The first name that `test` is true of. @internal */
  findName(test: (name: string) => boolean): string | undefined {
    for (let i = 0; i < this.#flat.length; i += 2) if (test(this.#flat[i]!)) return this.#flat[i]
    return undefined
  }

  /** Adds a header that is known to be new and well formed. @internal */
  pushTrusted(name: string, value: string): void {
    this.#flat.push(name, value)
  }

  /** For people: `<ResponseHeaders: {'Content-Type': 'text/html'}>`. */
  toString(): string {
    return `<ResponseHeaders: {${[...this].map(([name, value]) => `${repr(name)}: ${repr(value)}`).join(', ')}}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  #find(name: string): number {
    const flat = this.#flat
    for (let i = 0; i < flat.length; i += 2) if (isSameName(flat[i]!, name)) return i
    return -1
  }

  #deleteFrom(name: string, start: number): void {
    for (let i = this.#flat.length - 2; i >= start; i -= 2) {
      if (isSameName(this.#flat[i]!, name)) this.#flat.splice(i, 2)
    }
  }
}

/** Whether two header names are the same but for their case. */
export function isSameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase())
}

function isSetCookie(name: string): boolean {
  return name.length === 10 && name.toLowerCase() === 'set-cookie'
}

function toHeaderName(given: string | Uint8Array): string {
  const name = typeof given === 'string' ? given : decodeLatin1(given)
  refuseLineEnds(name)
  if (/[^\0-\x7f]/.test(name)) {
    throw new UnicodeEncodeError(`${repr(name)} is not ASCII, HTTP response headers must be in ascii format`)
  }
  return name
}

function toHeaderValue(value: HeaderValue): string {
  const text = typeof value === 'string' ? value : value instanceof Uint8Array ? decodeLatin1(value) : String(value)
  refuseLineEnds(text)
  return /[^\0-\xff]/.test(text) ? encodeHeaderWord(text) : text
}

function refuseLineEnds(text: string): void {
  if (/[\r\n]/.test(text)) throw new BadHeaderError(`Header values can't contain newlines (got ${repr(text)})`)
  if (text.includes('\0')) throw new BadHeaderError(`Header values can't contain null characters (got ${repr(text)})`)
}
