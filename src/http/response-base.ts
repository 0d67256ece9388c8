import { settings } from '../conf/settings.js'
import { requestFinished } from '../dispatch/signals.js'
import { signCookie } from '../signing/cookies.js'
import { encodeLatin1 } from '../utils/charsets.js'
import { repr } from '../utils/repr.js'
import { didYouMean } from '../utils/suggest.js'
import { type CookieOptions, SimpleCookie } from './cookies.js'
import { BadHeaderError } from './exceptions.js'
import { type HeadersInput, type HeaderValue, ResponseHeaders } from './headers.js'
import { reasonPhraseOf } from './status.js'

/** What every response can be told when it is made. Django: "HttpResponse objects". */
export interface ResponseOptions {
  /** The Content-Type header; `text/html` in `charset` unless told. */
  readonly contentType?: string | null
  /** From 100 to 599; that of the class (200) unless told. Throws TypeError and RangeError for others. */
  readonly status?: number | null
  /** The reason phrase; HTTP's own for the status unless told. */
  readonly reason?: string | null
  /** The charset of text; taken from the Content-Type, or `settings.DEFAULT_CHARSET`, unless told. */
  readonly charset?: string | null
  /** Set first, in this order; a Content-Type among them excludes `contentType`. */
  readonly headers?: HeadersInput | null
}

/** What a response that streams can be made of. */
export type StreamingContent = Iterable<unknown> | AsyncIterable<unknown>

/**
 * What all responses share: status, headers and cookies. Views return one of its subclasses, which have the content.
 * Django: `HttpResponseBase`.
 */
export abstract class HttpResponseBase {
  /** The status of this class, for instances that are given none. */
  static readonly statusCode: number = 200

  /** A status that may be sent: from 200 to 599. */
  statusCode: number
  /** The headers, in the order they were set; cookies apart. */
  readonly headers: ResponseHeaders
  /** Whether `close()` has run. */
  closed = false
  #charset: string | null
  #reasonPhrase: string | null = null
  #cookies: SimpleCookie | undefined
  #closers: (() => unknown)[] | undefined

  /** Throws TypeError for an option that there is not, BadHeaderError, and what `status` throws. */
  constructor(options: ResponseOptions = {}) {
    const { contentType, status, reason, charset, headers } = options
    for (const name in options) {
      // What somebody has put onto all objects is none of this one's.
      if (!optionNames.has(name) && Object.hasOwn(options, name)) throw unknownOption(new.target.name, options, name)
    }
    this.#charset = charset ?? null
    this.headers = new ResponseHeaders(headers)
    this.#setContentType(contentType)
    this.statusCode = status === undefined || status === null ? new.target.statusCode : toStatus(status)
    if (reason !== undefined && reason !== null) this.reasonPhrase = reason
  }

  /** Whether the content is in `streamingContent` rather than in `content`. */
  abstract readonly streaming: boolean

  /** The whole body, for adapters; text while it need not be bytes yet. Not for responses that stream. */
  abstract get payload(): string | Uint8Array

  /** The body in pieces, for responses that stream; it can be read once. */
  abstract get streamingContent(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>

  /** What follows the status on the wire: HTTP's own phrase unless set; `null` sets that again. */
  get reasonPhrase(): string {
    return this.#reasonPhrase ?? reasonPhraseOf(this.statusCode)
  }

  /** Throws BadHeaderError for a phrase that would end the status line. */
  set reasonPhrase(reason: string | null) {
    if (reason !== null && /\p{Cc}/u.test(reason)) {
      throw new BadHeaderError("reasonPhrase can't contain control characters.")
    }
    this.#reasonPhrase = reason
  }

  /** The charset text is encoded in. */
  get charset(): string {
    if (this.#charset !== null) return this.#charset
    const contentType = this.headers.get('Content-Type')
    return (contentType === null ? '' : charsetOf(contentType)) || settings.DEFAULT_CHARSET
  }

  set charset(charset: string | null) {
    this.#charset = charset
  }

  /** The cookies that go with this response, by name. */
  get cookies(): SimpleCookie {
    this.#cookies ??= new SimpleCookie()
    return this.#cookies
  }

  /**
   * Sets a header in place of the one there is. Throws BadHeaderError for a line end in it. Django's `response[name]
   * = value`.
   */
  setHeader(name: string, value: HeaderValue): void {
    this.headers.set(name, value)
  }

  /** The value of a header; `null`, or the second argument, when it is not set. */
  getHeader(name: string): string | null
  getHeader<D>(name: string, alternate: D): string | D
  getHeader(name: string, alternate: unknown = null): unknown {
    return this.headers.get(name) ?? alternate
  }

  /** Takes a header out; nothing happens when it is not set. Django's `del response[name]`. */
  deleteHeader(name: string): void {
    this.headers.delete(name)
  }

  /** Whether a header is set, its name in any case. */
  hasHeader(name: string): boolean {
    return this.headers.has(name)
  }

  /** Sets a header unless it is set. */
  setdefault(name: string, value: HeaderValue): void {
    this.headers.setdefault(name, value)
  }

  /** Names and values of the headers, in order. */
  items(): IterableIterator<[string, string]> {
    return this.headers.items()
  }

  /** Sends a cookie along. Throws CookieError for a name or an attribute that no cookie can have. */
  setCookie(key: string, value: string | number = '', options: CookieOptions = {}): void {
    this.cookies.setCookie(key, String(value), options)
  }

  /**
   * Sends a cookie along that nobody else can make, for `request.getSignedCookie()` to read with the same `salt`. Its
   * value can be read by anybody. Django: `HttpResponse.set_signed_cookie()`.
   */
  setSignedCookie(
    key: string,
    value: string | number,
    { salt = '', ...options }: CookieOptions & { readonly salt?: string } = {},
  ): void {
    this.setCookie(key, signCookie(key, String(value), salt), options)
  }

  /** Makes the browser forget a cookie; `path` and `domain` have to be those it was set with. */
  deleteCookie(key: string, options: Pick<CookieOptions, 'path' | 'domain' | 'samesite'> = {}): void {
    // Browsers refuse to change cookies of these kinds over anything but `Secure`.
    const secure = /^__(Secure|Host)-/.test(key) || options.samesite?.toLowerCase() === 'none'
    this.setCookie(key, '', { ...options, secure, maxAge: 0, expires: 'Thu, 01 Jan 1970 00:00:00 GMT' })
  }

  /** The header lines as they go on the wire, cookies apart. */
  serializeHeaders(): Uint8Array {
    return encodeLatin1([...this.headers].map(([name, value]) => `${name}: ${value}`).join('\r\n'))
  }

  /** The response as it goes on the wire, as far as it is known before it is sent: the headers. */
  serialize(): Uint8Array {
    return this.serializeHeaders()
  }

  /** Names and values alternating, in order, with one `Set-Cookie` per cookie at the end: for adapters. */
  wireHeaders(): string[] {
    const flat = this.headers.toFlat()
    if (this.#cookies !== undefined) {
      for (const morsel of this.#cookies.values()) flat.push('Set-Cookie', morsel.outputString())
    }
    return flat
  }

  /** Has `closer` run when the response is over: sent, or given up. */
  addCloser(closer: () => unknown): void {
    this.#closers ??= []
    this.#closers.push(closer)
  }

  /** Runs the closers, once; what they throw is nobody's business any more. Then `requestFinished` is sent. */
  close(): void {
    const closers = this.#closers
    const wasClosed = this.closed
    this.#closers = undefined
    this.closed = true
    for (const closer of closers ?? []) runQuietly(closer)
    if (requestFinished.isConnected && !wasClosed) requestFinished.sendRobust(this.constructor)
  }

  /** Adds to the body, where there is one in memory; throws otherwise. */
  write(_content: unknown): void {
    throw new Error(`This ${this.constructor.name} instance is not writable`)
  }

  /** As `write`, piece by piece. */
  writelines(_lines: Iterable<unknown>): void {
    throw new Error(`This ${this.constructor.name} instance is not writable`)
  }

  /** How many bytes the body has, where it is in memory; throws otherwise. */
  tell(): number {
    throw new Error(`This ${this.constructor.name} instance cannot tell its position`)
  }

  /** Does nothing: there for what writes to files. */
  flush(): void {}

  /** False, as of a file that is written. */
  readable(): boolean {
    return false
  }

  /** False: what was written stays where it is. */
  seekable(): boolean {
    return false
  }

  /** Whether `write()` may be called. */
  writable(): boolean {
    return false
  }

  /** As Django prints it: `<HttpResponse status_code=200, "text/html; charset=utf-8">`. */
  toString(): string {
    const contentType = this.headers.get('Content-Type')
    const shown = contentType === null ? '' : `, "${contentType}"`
    return `<${this.constructor.name} status_code=${this.statusCode}${shown}>`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  #setContentType(contentType: string | null | undefined): void {
    if (this.headers.has('Content-Type')) {
      if (contentType) {
        throw new RangeError("'headers' must not contain 'Content-Type' when the 'contentType' parameter is provided.")
      }
    } else if (contentType === undefined || contentType === null) {
      if (this.#charset === null) this.headers.pushTrusted('Content-Type', defaultContentType(settings.DEFAULT_CHARSET))
      else this.headers.set('Content-Type', `text/html; charset=${this.#charset}`)
    } else {
      this.headers.set('Content-Type', contentType)
    }
  }
}

const optionNames = new Set(['contentType', 'status', 'reason', 'charset', 'headers'])

// Python refuses what is no argument; a Content-Type that is ignored in silence would be looked for for long.
function unknownOption(className: string, options: unknown, name: string): TypeError {
  if (typeof options === 'object')
    return new TypeError(`${className} has no option "${name}".${didYouMean(name, optionNames)}`)
  return new TypeError(
    `The options of ${className} are one object, as { contentType: 'text/plain' }; this is ${repr(options)}.`,
  )
}

// Nearly all responses have one of a few Content-Types, so what they say is remembered.
const charsets = new Map<string, string>()

function charsetOf(contentType: string): string {
  const known = charsets.get(contentType)
  if (known !== undefined) return known
  const charset = /;\s*charset=([^\s;]+)/i.exec(contentType)?.[1]?.replaceAll('"', '') ?? ''
  if (charsets.size < 100) charsets.set(contentType, charset)
  return charset
}

let lastDefault = { charset: '', contentType: '' }

function defaultContentType(charset: string): string {
  if (lastDefault.charset !== charset) lastDefault = { charset, contentType: `text/html; charset=${charset}` }
  return lastDefault.contentType
}

function toStatus(status: unknown): number {
  const isText = typeof status === 'string'
  const isInteger = isText ? /^\s*[+-]?\d+\s*$/.test(status) : ['number', 'bigint', 'boolean'].includes(typeof status)
  const code = isInteger ? Number(status) : Number.NaN
  if (Number.isNaN(code)) throw new TypeError('HTTP status code must be an integer.')
  const integer = Math.trunc(code)
  if (integer < 100 || integer > 599) throw new RangeError('HTTP status code must be an integer from 100 to 599.')
  return integer
}

function runQuietly(closer: () => unknown): void {
  try {
    const result = closer()
    if (result instanceof Promise) result.catch(() => {})
  } catch {}
}
