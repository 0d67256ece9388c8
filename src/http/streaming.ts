import { repr } from '../utils/repr.js'
import { concatBytes, toBytes } from './content.js'
import { HttpResponseBase, type ResponseOptions, type StreamingContent } from './response-base.js'

/**
 * A response whose content comes in pieces while it is sent: from a generator, a Node or web stream, or any other
 * iterable, asynchronous or not. It can be read once. Django: "StreamingHttpResponse objects".
 */
export class StreamingHttpResponse extends HttpResponseBase {
  readonly streaming: boolean = true
  #source: StreamingContent = []

  constructor(streamingContent: StreamingContent = [], options?: ResponseOptions) {
    super(options)
    this.setStreamingContent(streamingContent)
  }

  /** Whether the content has to be awaited. Django: `is_async`. */
  get isAsync(): boolean {
    return Symbol.asyncIterator in this.#source
  }

  /** The content as bytes, piece by piece; it can be read once. Setting it replaces what there was. */
  get streamingContent(): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
    const source = this.#source
    return Symbol.asyncIterator in source ? asyncBytes(source, this) : bytes(source, this)
  }

  set streamingContent(content: StreamingContent) {
    this.setStreamingContent(content)
  }

  /** Throws: what is streamed is never there as a whole. */
  get content(): never {
    throw this.#hasNo('content')
  }

  /** Throws, as `content` does. */
  get text(): never {
    throw this.#hasNo('text')
  }

  /** Throws, as `content` does. */
  get payload(): never {
    throw this.#hasNo('payload')
  }

  /** The whole body, read to its end; not for asynchronous content. */
  getvalue(): Uint8Array {
    const content = this.streamingContent
    if (Symbol.asyncIterator in content) {
      throw new TypeError('The content of this response is asynchronous; read streamingContent with `for await`.')
    }
    return concatBytes([...content])
  }

  /** The pieces as bytes. Throws TypeError when they have to be awaited. */
  [Symbol.iterator](): Iterator<Uint8Array> {
    const content = this.streamingContent
    if (Symbol.asyncIterator in content) throw new TypeError('The content of this response is asynchronous.')
    return content[Symbol.iterator]()
  }

  /** The pieces as bytes, of content of either kind. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    yield* this.streamingContent
  }

  /** Replaces the content; what the `streamingContent` setter does. */
  protected setStreamingContent(content: StreamingContent): void {
    this.#source = once(content)
    this.addCloser(() => release(content, this.#source))
  }

  #hasNo(member: string): TypeError {
    return new TypeError(
      `This ${this.constructor.name} instance has no \`${member}\` attribute. Use \`streamingContent\` instead.`,
    )
  }
}

// A list could be read twice and a stream could not; fixing the iterator makes all of them alike.
function once(content: StreamingContent): StreamingContent {
  if (!isIterable(content)) throw new TypeError(`A response streams an iterable, and ${describe(content)} is none.`)
  if (typeof content === 'object' && Symbol.asyncIterator in content) {
    const iterator = content[Symbol.asyncIterator]()
    return { [Symbol.asyncIterator]: () => iterator }
  }
  const iterator = (content as Iterable<unknown>)[Symbol.iterator]()
  return { [Symbol.iterator]: () => iterator }
}

function isIterable(content: unknown): boolean {
  if (typeof content === 'string') return true
  return (
    typeof content === 'object' && content !== null && (Symbol.iterator in content || Symbol.asyncIterator in content)
  )
}

function describe(content: unknown): string {
  const { then } = (content ?? {}) as { then?: unknown }
  return typeof then === 'function' ? 'a promise (await it first)' : repr(content)
}

function* bytes(source: Iterable<unknown>, { charset }: { charset: string }): IterableIterator<Uint8Array> {
  for (const piece of source) yield toBytes(piece, charset)
}

async function* asyncBytes(
  source: AsyncIterable<unknown>,
  { charset }: { charset: string },
): AsyncIterableIterator<Uint8Array> {
  for await (const piece of source) yield toBytes(piece, charset)
}

/** Lets go of what the content came from: `close` of files, `destroy` of Node streams, `return` of generators. */
function release(content: object, source: StreamingContent): unknown {
  const { close, destroy } = content as { close?: unknown; destroy?: unknown }
  if (typeof close === 'function') return close.call(content)
  if (typeof destroy === 'function') return destroy.call(content)
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]().return?.()
  return source[Symbol.iterator]().return?.()
}
