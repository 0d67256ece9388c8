import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { refusalText } from '../http/receive.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { lingerMs } from './refuse-connection.js'
import { ALLOWED_METHODS, type Refusal } from './request-line.js'

/** Sends a response and closes it, whatever happens to the client meanwhile. Never throws. */
export function sendResponse(response: HttpResponseBase, message: IncomingMessage, out: ServerResponse): void {
  if (response.streaming) void new StreamWriter(response, message, out).run()
  else sendWhole(response, message, out)
}

/** Answers a request that never reached the application. */
export function sendRefusal(out: ServerResponse, { status }: Refusal): void {
  if (status === 405) out.setHeader('Allow', ALLOWED_METHODS)
  out.writeHead(status, status === 204 ? {} : { 'Content-Length': 0, Connection: 'close' })
  out.end()
}

/** Answers a body that its view does not take (RFC 9110, section 15.5.14). */
export function sendTooLarge(message: IncomingMessage, out: ServerResponse): void {
  out.on('error', () => {})
  out.shouldKeepAlive = false
  out.writeHead(413, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': refusalText.length })
  // Who waited to be asked for it sends no body now.
  if (message.headers.expect === undefined) endPatiently(message, out, refusalText)
  else out.end(refusalText)
}

function sendWhole(response: HttpResponseBase, message: IncomingMessage, out: ServerResponse): void {
  try {
    const payload = response.payload
    const headers = response.wireHeaders()
    const hasBody = mayHaveBody(response.statusCode)
    const isSent = hasBody && message.method !== 'HEAD'
    if (isSent || (hasBody && !response.headers.has('Content-Length'))) setLength(headers, byteLength(payload))
    writeHead(response, headers, message, out)
    end(message, out, isSent ? payload : '')
  } catch (error) {
    giveUp(error, out)
  }
  response.close()
}

// Whatever a view says: by a wrong length, what is left of this answer would be read as the beginning of the next one.
function setLength(headers: string[], length: number): void {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!
    if (name.length !== 14 || name.toLowerCase() !== 'content-length') continue
    headers[index + 1] = String(length)
    return
  }
  headers.push('Content-Length', String(length))
}

/** One streamed answer on its way out: waits for the client, and stops the source when the client is gone. */
class StreamWriter {
  readonly #response: HttpResponseBase
  readonly #message: IncomingMessage
  readonly #out: ServerResponse
  #iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | undefined
  #isOver = false
  #wake: (() => void) | undefined

  constructor(response: HttpResponseBase, message: IncomingMessage, out: ServerResponse) {
    this.#response = response
    this.#message = message
    this.#out = out
  }

  async run(): Promise<void> {
    this.#out
      .on('error', () => {})
      .on('close', () => this.#clientIsGone())
      .on('drain', () => this.#wake?.())
    // More or less than its Content-Length says is an error, and breaks the connection.
    this.#out.strictContentLength = true
    try {
      writeHead(this.#response, this.#response.wireHeaders(), this.#message, this.#out)
      if (this.#message.method === 'HEAD' || !mayHaveBody(this.#response.statusCode)) this.#out.end()
      else await this.#writeChunks()
    } catch (error) {
      giveUp(error, this.#out)
    }
    this.#isOver = true
    this.#response.close()
  }

  async #writeChunks(): Promise<void> {
    this.#out.flushHeaders() // the first chunk may take its time, and a client of events wants to know it is connected
    this.#iterator = iteratorOf(this.#response.streamingContent)
    while (!this.#isOver) {
      const { done, value } = await this.#iterator.next()
      if (this.#isOver) return
      if (done) break
      if (value.byteLength > 0 && !this.#out.write(value)) await this.#drained()
    }
    if (!this.#isOver) this.#out.end()
  }

  #drained(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }

  #clientIsGone(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#wake?.()
    void stop(this.#iterator)
  }
}

function iteratorOf(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Iterator<Uint8Array> | AsyncIterator<Uint8Array> {
  return Symbol.asyncIterator in content ? content[Symbol.asyncIterator]() : content[Symbol.iterator]()
}

/** Lets a generator run its `finally`. What that throws has nobody left to be told to. */
async function stop(iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array> | undefined): Promise<void> {
  try {
    await iterator?.return?.()
  } catch (error) {
    report('A streamed response failed while it was being stopped:', error)
  }
}

function writeHead(response: HttpResponseBase, headers: string[], message: IncomingMessage, out: ServerResponse): void {
  // What is left of a body that nobody read would be taken for the next request.
  if (!message.complete && message.readableDidRead) out.shouldKeepAlive = false
  out.writeHead(response.statusCode, response.reasonPhrase, headers)
}

/** Before the head is out an error is a 500; after that only a broken connection tells the client the truth. */
function giveUp(error: unknown, out: ServerResponse): void {
  report('A response could not be sent:', error)
  if (out.headersSent || out.destroyed) {
    out.destroy()
    return
  }
  out.writeHead(500, { 'Content-Type': 'text/plain', Connection: 'close' })
  out.end(STATUS_CODES[500])
}

function report(what: string, error: unknown): void {
  try {
    console.error(what, error)
  } catch {
    console.error(what) // an error whose getters throw cannot be printed
  }
}

function end(message: IncomingMessage, out: ServerResponse, payload: string | Uint8Array): void {
  if (message.complete || out.shouldKeepAlive || !message.readableDidRead) out.end(payload)
  else endPatiently(message, out, payload)
}

/**
 * Ends an answer and its connection. A client that is still sending its body would lose the answer if the connection
 * were cut at once, so what it sends is let through for a while.
 */
function endPatiently(message: IncomingMessage, out: ServerResponse, payload: string | Uint8Array): void {
  out.write(payload)
  const patience = setTimeout(() => out.end(), lingerMs)
  message.resume().once('close', () => {
    clearTimeout(patience)
    out.end()
  })
}

function mayHaveBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304
}

function byteLength(payload: string | Uint8Array): number {
  return typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength
}
