import { decodeTextStrictly } from '../utils/charsets.js'
import { type Chunk, concatBytes, isBytes, joinPayloads, toBytes, toPayload } from './content.js'
import { HttpResponseBase, type ResponseOptions } from './response-base.js'

/** What a response can be made of: text, bytes, or an iterable of both, which is read at once. Other values are sent as their text. */
export type Content = Chunk | Iterable<Chunk | number | boolean | bigint> | number | boolean | bigint | null

/**
 * A response with its whole content in memory.
 * Django: "HttpResponse objects" (https://docs.djangoproject.com/en/stable/ref/request-response/#httpresponse-objects).
 */
export class HttpResponse extends HttpResponseBase implements Iterable<Uint8Array> {
  readonly streaming: boolean = false
  #parts: (string | Uint8Array)[] = ['']

  constructor(content: Content = '', options?: ResponseOptions) {
    super(options)
    if (content !== '') this.setContent(content)
  }

  /** The body as bytes. */
  get content(): Uint8Array {
    return toBytes(this.payload, 'utf-8')
  }

  set content(content: Content) {
    this.setContent(content)
  }

  /** The body as text. Throws UnicodeDecodeError when it is not in the charset of this response. */
  get text(): string {
    const payload = this.payload
    return typeof payload === 'string' ? payload : decodeTextStrictly(payload, this.charset)
  }

  get payload(): string | Uint8Array {
    const parts = this.#parts
    if (parts.length > 1) this.#parts = [joinPayloads(parts)]
    return this.#parts[0]!
  }

  get streamingContent(): never {
    throw new TypeError(`This ${this.constructor.name} instance has no \`streamingContent\`. Use \`content\` instead.`)
  }

  override write(content: unknown): void {
    this.#parts.push(toPayload(content, this.charset))
  }

  override writelines(lines: Iterable<unknown>): void {
    for (const line of lines) this.write(line)
  }

  /** How many bytes the body has. */
  override tell(): number {
    return this.content.length
  }

  override writable(): boolean {
    return true
  }

  /** The body as bytes. */
  getvalue(): Uint8Array {
    return this.content
  }

  /** The response as it goes on the wire, from the headers on, cookies apart. */
  override serialize(): Uint8Array {
    return concatBytes([this.serializeHeaders(), toBytes('\r\n\r\n', 'ascii'), this.content])
  }

  /** The body in the pieces it was written in. */
  *[Symbol.iterator](): IterableIterator<Uint8Array> {
    for (const part of this.#parts) yield toBytes(part, 'utf-8')
  }

  /** Replaces the body; what the `content` setter does. */
  protected setContent(content: unknown): void {
    const charset = this.charset
    const pieces = piecesOf(content)
    this.#parts = [pieces === null ? toPayload(content, charset) : consume(pieces, charset)]
  }
}

/** 400. */
export class HttpResponseBadRequest extends HttpResponse {
  static override readonly statusCode = 400
}

/** 403. */
export class HttpResponseForbidden extends HttpResponse {
  static override readonly statusCode = 403
}

/** 404. */
export class HttpResponseNotFound extends HttpResponse {
  static override readonly statusCode = 404
}

/** 410. */
export class HttpResponseGone extends HttpResponse {
  static override readonly statusCode = 410
}

/** 500. */
export class HttpResponseServerError extends HttpResponse {
  static override readonly statusCode = 500
}

/** 405, with the methods that are allowed in its `Allow` header. */
export class HttpResponseNotAllowed extends HttpResponse {
  static override readonly statusCode = 405

  constructor(
    permittedMethods: Iterable<string>,
    { content = '', ...options }: ResponseOptions & { readonly content?: Content } = {},
  ) {
    super(content, options)
    this.headers.set('Allow', [...permittedMethods].join(', '))
  }

  override toString(): string {
    const contentType = this.headers.get('Content-Type')
    const methods = this.headers.get('Allow')
    return `<${this.constructor.name} [${methods}] status_code=${this.statusCode}${contentType === null ? '' : `, "${contentType}"`}>`
  }
}

/** 304, which has no content and says nothing about its type. */
export class HttpResponseNotModified extends HttpResponse {
  static override readonly statusCode = 304

  /** Throws TypeError for content that is not empty. */
  constructor({ content = '', ...options }: ResponseOptions & { readonly content?: Content } = {}) {
    super('', options)
    this.setContent(content)
    this.headers.delete('Content-Type')
  }

  override *[Symbol.iterator](): IterableIterator<Uint8Array> {}

  protected override setContent(content: unknown): void {
    if (content === null || content === '' || (isBytes(content) && content.byteLength === 0)) return
    throw new TypeError('You cannot set content to a 304 (Not Modified) response')
  }
}

/** What `content` is made of, when it is more than one thing. Of a dictionary, as Python goes through one, the keys. */
function piecesOf(content: unknown): Iterable<unknown> | null {
  if (typeof content !== 'object' || content === null || isBytes(content)) return null
  if (Symbol.asyncIterator in content) {
    throw new TypeError('HttpResponse content must be there at once; give an async iterable to StreamingHttpResponse.')
  }
  if (typeof (content as { then?: unknown }).then === 'function') {
    throw new TypeError('HttpResponse was given a promise; await it and give its result.')
  }
  if (content instanceof Map) return content.keys()
  if (Symbol.iterator in content) return content as Iterable<unknown>
  const isDictionary = Object.getPrototypeOf(content) === Object.prototype && !Object.hasOwn(content, 'toString')
  return isDictionary ? Object.keys(content) : null
}

function consume(pieces: Iterable<unknown>, charset: string): string | Uint8Array {
  const parts = Array.from(pieces, piece => toPayload(piece, charset))
  closeQuietly(pieces)
  return parts.length === 0 ? '' : joinPayloads(parts)
}

function closeQuietly(pieces: object): void {
  const { close } = pieces as { close?: unknown }
  if (typeof close !== 'function') return
  try {
    close.call(pieces)
  } catch {}
}
