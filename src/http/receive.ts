import { settings } from '../conf/settings.js'
import { isPromiseLike, type MaybeLater } from '../utils/after.js'
import { BrokenForm, CollectedBody, FormBody, HandledBody, RawBody } from './body.js'
import { boundaryOf } from './content-type.js'
import { MultiPartParserError, UnreadablePostError, ViewBodyTooBig } from './exceptions.js'
import { MultipartParser } from './multipart.js'
import type { HttpRequest } from './request.js'
import type { FileUploadHandler } from './uploads/handler.js'
import type { BodyRules } from './uploads/rules.js'
import { activeUploadHandlers } from './uploads/settings.js'

/** The status that answers a request in place of its view; `null`: the view may have it. */
export type Refusal = 413 | null

/** What a client is told with it. */
export const refusalText = 'The request body is too large.\n'

/** A body on its way: any async iterable of bytes, or one that gives at once what is there. */
export type BodySource = AsyncIterable<Uint8Array> | { [Symbol.asyncIterator](): BodyReader }

/** The iterator of a body. */
export interface BodyReader {
  next(): MaybeLater<IteratorResult<Uint8Array, unknown>>
  return?(): unknown
}

/**
 * Hands a request its body, once, before the middleware sees it. A multipart form is parsed while it arrives, other
 * bodies are collected, neither beyond the limits of the settings; under `rules` that make it raw, nothing is read yet.
 * Resolves when the body has ended, or there is no point in reading on. It never rejects: what went wrong is thrown
 * when `body`, `POST` or `FILES` is read, as in Django.
 */
export async function receiveBody(request: HttpRequest, source: BodySource, rules: BodyRules = {}): Promise<Refusal> {
  const input = new Input(source, lengthOf(request), rules.maxBytes)
  if (input.isTooLong) return 413
  if (rules.isRaw) {
    request.acceptBody(new RawBody(input))
    return null
  }
  const body = needsParser(request) ? await formFor(request, input, rules) : new CollectedBody()
  request.acceptBody(body)
  if (!(body instanceof HandledBody)) await fill(body, input)
  if (!input.isTooLong) return null
  body.close()
  return 413
}

function needsParser(request: HttpRequest): boolean {
  return request.method === 'POST' && request.contentType === 'multipart/form-data'
}

async function formFor(request: HttpRequest, input: Input, rules: BodyRules): Promise<CollectedBody> {
  try {
    return await openForm(request, input, rules)
  } catch (problem) {
    return new BrokenForm(problem)
  }
}

async function openForm(request: HttpRequest, input: Input, rules: BodyRules): Promise<CollectedBody> {
  const boundary = boundaryOf(request.rawContentType, request.contentParams)
  if (input.declared !== null && input.declared < 0) {
    throw new MultiPartParserError(`Invalid content length: ${input.declared}`)
  }
  const encoding = request.encoding ?? settings.DEFAULT_CHARSET
  const handlers = (rules.handlers ?? activeUploadHandlers()).map(Handler => new Handler(request))
  const contentLength = input.declared ?? (await input.look(settings.FILE_UPLOAD_MAX_MEMORY_SIZE))
  if (contentLength > 0) {
    const handled = handleRaw(handlers, [input, request.META, contentLength, boundary, encoding])
    const form = isPromiseLike(handled) ? await handled : handled
    if (form !== null) return form
  }
  return new FormBody(new MultipartParser(boundary, handlers, encoding))
}

type RawInput = Parameters<FileUploadHandler['handleRawInput']>

function handleRaw(handlers: readonly FileUploadHandler[], input: RawInput, from = 0): MaybeLater<HandledBody | null> {
  for (let index = from; index < handlers.length; index++) {
    const answer = handlers[index]!.handleRawInput(...input)
    if (isPromiseLike(answer)) {
      return answer.then(handled => (handled ? new HandledBody(handled) : handleRaw(handlers, input, index + 1)))
    }
    if (answer) return new HandledBody(answer)
  }
  return null
}

// Waits where there is something to wait for: a small body is nearly always here as a whole, or in two chunks.
async function fill(body: CollectedBody, input: Input): Promise<void> {
  try {
    while (!body.isOver) {
      const next = input.read()
      const chunk = isPromiseLike(next) ? await next : next
      if (chunk === null) break
      const taken = body.write(chunk)
      if (isPromiseLike(taken)) await taken
    }
  } catch (cause) {
    await body.abort(asError(cause))
    return
  } finally {
    const stopped = input.stop()
    if (isPromiseLike(stopped)) await stopped
  }
  const ended = body.end()
  if (isPromiseLike(ended)) await ended
}

/** The bytes of a body as they come, never more than its Content-Length and the view's own limit allow. */
class Input implements AsyncIterable<Uint8Array> {
  /** What the Content-Length says; `null` when there is none. */
  readonly declared: number | null
  /** Whether the body is longer than its view takes. */
  isTooLong: boolean
  readonly #chunks: BodyReader | AsyncIterator<Uint8Array>
  readonly #maxBytes: number
  readonly #ahead: Uint8Array[] = []
  #problem: unknown
  #size = 0

  constructor(source: BodySource, declared: number | null, maxBytes = Number.POSITIVE_INFINITY) {
    this.#chunks = source[Symbol.asyncIterator]()
    this.declared = declared
    this.#maxBytes = maxBytes
    this.isTooLong = declared !== null && declared > maxBytes
  }

  /** How long the body is, found out by reading up to `limit` bytes ahead; Infinity when it is longer than that. */
  async look(limit: number): Promise<number> {
    let length = 0
    try {
      while (length <= limit) {
        const chunk = await this.#take()
        if (chunk === null) return length
        length += chunk.length
        this.#ahead.push(chunk)
      }
    } catch (problem) {
      this.#problem = problem // for whoever reads that far
    }
    return Number.POSITIVE_INFINITY
  }

  /** Throws UnreadablePostError when the client is gone, RequestDataTooBig beyond the view's limit. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let chunk = await this.read(); chunk !== null; chunk = await this.read()) yield chunk
    } finally {
      await this.stop()
    }
  }

  /** Says that nothing more will be read. */
  stop(): unknown {
    return this.#chunks.return?.()
  }

  /** The next bytes, `null` at the end; throws or rejects as iterating throws. */
  read(): MaybeLater<Uint8Array | null> {
    const chunk = this.#ahead.shift()
    if (chunk !== undefined) return chunk
    return this.#problem === undefined ? this.#take() : Promise.reject(this.#problem)
  }

  #take(): MaybeLater<Uint8Array | null> {
    const next = this.#next()
    if (!isPromiseLike(next)) return this.#allowed(next)
    return next.then(
      result => this.#allowed(result),
      cause => {
        throw unreadable(cause)
      },
    )
  }

  #next(): MaybeLater<IteratorResult<Uint8Array, unknown>> {
    try {
      return this.#chunks.next()
    } catch (cause) {
      throw unreadable(cause)
    }
  }

  // What is left by the Content-Length and the view's limit.
  #allowed(next: IteratorResult<Uint8Array, unknown>): Uint8Array | null {
    const left = (this.declared ?? Number.POSITIVE_INFINITY) - this.#size
    // Asked for also when nothing may be left: only then has the transport seen the end of the body.
    if (next.done || left <= 0) return null
    const chunk = next.value
    const allowed = chunk.length > left ? chunk.subarray(0, left) : chunk
    this.#size += allowed.length
    if (this.#size > this.#maxBytes) {
      this.isTooLong = true
      throw new ViewBodyTooBig(this.#maxBytes)
    }
    return allowed
  }
}

function unreadable(cause: unknown): UnreadablePostError {
  return new UnreadablePostError(cause instanceof Error ? cause.message : String(cause), { cause })
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown })
}

// As Django reads it: what is no integer is 0.
function lengthOf(request: HttpRequest): number | null {
  const header = request.rawContentLength
  if (header === undefined) return null
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(header) ? Number(header.replaceAll('_', '')) : 0
}
