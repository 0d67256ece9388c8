import type { IncomingMessage, ServerResponse } from 'node:http'
import { lingerMs } from '../../adapters/refuse-connection.js'
import type { RequestHead as ReadHead } from '../../adapters/request-line.js'
import type { Channel } from '../channel.js'
import { replayableBodyBytes, windowBytes } from '../limits.js'
import { Frame, type RequestHead, type ResponseHead } from '../protocol.js'
import { type Captured, rememberedBodyBytes } from '../record.js'
import { BodyPace } from './body-pace.js'
import { Capture, capturedOf, nothing } from './capture.js'
import { lastPage, type Page, plainPage } from './page.js'

export type ExchangeState =
  /** No generation has it yet. */
  | 'waiting'
  /** Passed on; the app has not begun the cycle, so another generation may have it instead. */
  | 'sent'
  /** The app has begun. */
  | 'started'
  /** The head of a streamed answer went out. */
  | 'streaming'
  /** Answered, or the client is gone. */
  | 'closed'

/** What an exchange needs of the generation that has it. */
export interface Carrier {
  /** Counted from 1; 0: it is not live yet. */
  readonly number: number
  readonly channel: Channel
  readonly open: Map<number, Exchange>
  /** To be called when the exchange has left `open`. */
  exchangeClosed(): void
}

/** What the exchange tells of itself; set by whoever made it. */
export interface ExchangeEvents {
  /** The last byte went out, or the client left (`isComplete` false). */
  closed(exchange: Exchange, isComplete: boolean): void
}

let lastId = 0

/** One request of a client and its answer, seen from the front. It survives the generation that was to answer it. */
export class Exchange {
  readonly id = ++lastId
  readonly request: IncomingMessage
  readonly response: ServerResponse
  head: RequestHead
  readonly receivedAt = performance.now()
  state: ExchangeState = 'waiting'
  /** How many generations died before they began on it. */
  replays = 0
  /** The view that has answered. */
  view: string | null = null
  /** Bytes of body sent to the client. */
  sentBytes = 0
  /** The generation that it went to last. */
  generation = 0
  /** What went out, for the inspector. */
  sentHeaders: readonly string[] = []
  #requestBody: Capture | null = null
  #streamed: Capture | null = null
  #answered = nothing

  readonly #events: ExchangeEvents
  #generation: Carrier | null = null
  /** What has arrived of the body, until the app has started; null once it is too much to keep. */
  #kept: Buffer[] | null = []
  #keptBytes = 0
  #isBodyComplete: boolean
  /** The client was not yet told that it may send its body. */
  #awaitsContinue: boolean
  #window = windowBytes
  /** What is still to come of the body is of no use to anybody. */
  #isAnswered = false
  readonly #transform: Transform | null
  /** What follows the last chunk of a streamed answer. */
  #tail = ''
  #contentType = ''
  #sentAt = 0
  #startedAt = 0
  /** While the server collects the body. A view that reads it itself has its own time for that. */
  #pace: BodyPace | null = null
  /** Bytes of a stream that the client has not taken yet, so that the app was given no credit for them. */
  #owedBytes = 0

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    { target, rawHeaders, hasBody }: ReadHead,
    transform: Transform | null,
    events: ExchangeEvents,
  ) {
    this.request = request
    this.response = response
    this.#transform = transform
    this.#events = events
    this.#isBodyComplete = !hasBody
    this.#awaitsContinue = hasBody && request.headers.expect !== undefined
    this.head = {
      method: request.method ?? 'GET',
      target,
      // What is to be put into a page cannot be put into a compressed one.
      rawHeaders: transform ? without(rawHeaders, 'accept-encoding') : rawHeaders,
      remoteAddress: request.socket.remoteAddress ?? '',
      remotePort: request.socket.remotePort ?? 0,
      hasBody,
      hasWaited: false,
    }
    if (hasBody) this.#receiveBody()
    response.on('drain', () => this.#giveCredit())
    response.on('close', () => this.#close(response.writableFinished))
  }

  get waitedMs(): number {
    return performance.now() - this.receivedAt
  }

  /** The beginning of its body, for the inspector. */
  get requestBody(): Captured {
    return this.#requestBody?.captured ?? nothing
  }

  /** The beginning of the body of its answer. */
  get responseBody(): Captured {
    return this.#streamed?.captured ?? this.#answered
  }

  /** How long the project's code has had it. */
  get runningMs(): number {
    return this.state === 'started' ? performance.now() - this.#startedAt : 0
  }

  /** Since when the app process has all of it and has not begun; null where it has, or there is a body to come first. */
  get unbegunSince(): number | null {
    return this.state === 'sent' && !this.head.hasBody ? this.#sentAt : null
  }

  /** Whether it can be given to another generation: nothing of it is lost and no code has seen it. */
  get isReplayable(): boolean {
    return this.#kept !== null && (this.state === 'waiting' || this.state === 'sent')
  }

  get isOpen(): boolean {
    return this.state !== 'closed'
  }

  /** A stream of events has no end to wait for. */
  get isEventStream(): boolean {
    return this.state === 'streaming' && this.#contentType.startsWith('text/event-stream')
  }

  sendTo(generation: Carrier): void {
    this.#generation = generation
    this.generation = generation.number
    this.state = 'sent'
    this.#sentAt = performance.now()
    this.#window = windowBytes
    generation.channel.sendJson(Frame.request, this.id, this.head)
    if (!this.head.hasBody) return
    for (const chunk of this.#kept ?? []) this.#passOn(generation, chunk)
    if (this.#isBodyComplete) generation.channel.sendEmpty(Frame.bodyEnd, this.id)
    this.#flow()
  }

  /** Notes that no generation could take it when it came. */
  wait(): void {
    this.head = { ...this.head, hasWaited: true }
  }

  /** Back to waiting, because its generation died before it began. */
  takeBack(): void {
    this.#generation = null
    this.state = 'waiting'
    this.replays++
  }

  started(): void {
    if (this.state !== 'sent') return
    this.state = 'started'
    this.#startedAt = performance.now()
    this.#kept = null
    this.#pace?.stop()
  }

  /** The app has used this many bytes of the body, or begins to. */
  addCredit(bytes: number): void {
    if (this.#awaitsContinue && !this.response.headersSent) this.response.writeContinue()
    this.#awaitsContinue = false
    this.#window += bytes
    this.#flow()
  }

  /** Answers with a page of the front's own, unless an answer has begun: then the connection is cut. */
  answerWith(page: Page): void {
    if (this.state === 'closed') return
    if (this.response.headersSent) return void this.response.destroy()
    this.#generation?.channel.sendEmpty(Frame.abort, this.id)
    this.answer({ status: page.status, reason: page.reason, headers: page.headers }, Buffer.from(page.body))
  }

  /** Sends a whole answer. */
  answer(head: ResponseHead, body: Buffer): void {
    if (this.state === 'closed') return
    this.view = head.view ?? null
    this.#letGo()
    const { headers, body: shown } = this.#transformed(head, body)
    const isBodyAllowed = this.head.method !== 'HEAD' && head.status !== 204 && head.status !== 304
    if (isBodyAllowed) {
      this.sentBytes = shown.length
      this.#answered = capturedOf(body, rememberedBodyBytes.response)
    }
    const isSendable = this.#writeHead(head, isBodyAllowed ? withLength(headers, shown.length) : [...headers])
    if (!isSendable) return
    this.#end(isBodyAllowed ? shown : '')
  }

  /** False, and a plain 500, where HTTP has no way to say it: a status of four digits, a line end in a header. */
  #writeHead({ status, reason }: ResponseHead, headers: string[]): boolean {
    // Node closes the connection for this header, but tells nobody.
    if (headerOf(headers, 'connection')?.toLowerCase() === 'close') this.response.shouldKeepAlive = false
    this.sentHeaders = headers
    try {
      this.response.writeHead(status, reason, headers)
      return true
    } catch (error) {
      const { body, headers: plain } = plainPage(
        500,
        '',
        `The view's response cannot be sent: ${(error as Error).message}`,
      )
      this.state = 'sent'
      this.response.writeHead(500, 'Internal Server Error', [
        ...plain,
        'Content-Length',
        String(Buffer.byteLength(body)),
      ])
      this.response.end(body)
      return false
    }
  }

  beginStream(head: ResponseHead): void {
    if (this.state === 'closed') return
    this.state = 'streaming'
    this.view = head.view ?? null
    const { headers, tail } = this.#transform?.(head) ?? { headers: head.headers, tail: '' }
    this.#tail = tail
    this.#contentType = headerOf(headers, 'content-type') ?? ''
    if (this.#writeHead(head, [...headers])) this.response.flushHeaders()
  }

  /** Passes on a chunk; tells the app when the client has taken it. */
  chunk(bytes: Buffer): void {
    if (this.state !== 'streaming') return
    this.sentBytes += bytes.length
    this.#streamed ??= new Capture(rememberedBodyBytes.response)
    this.#streamed.add(bytes)
    this.#owedBytes += bytes.length
    if (this.response.write(bytes)) this.#giveCredit()
  }

  #giveCredit(): void {
    if (this.#owedBytes > 0) this.#generation?.channel.sendJson(Frame.credit, this.id, this.#owedBytes)
    this.#owedBytes = 0
  }

  endStream(): void {
    if (this.state !== 'streaming') return
    this.#letGo()
    this.#end(this.#tail)
  }

  /** Breaks the answer off so that the client can tell: never a clean end. */
  cut(): void {
    const { socket } = this.response
    // What was sent before is on its way, and belongs to the client.
    if (socket && this.response.headersSent) socket.destroySoon()
    else this.response.destroy()
  }

  // The rest of a body that nobody reads would keep the connection busy; cut off, the client might never see the answer.
  #end(last: string | Buffer): void {
    if (this.#isBodyComplete || this.#awaitsContinue) return void this.response.end(last)
    this.#isAnswered = true
    this.request.resume()
    if (this.response.shouldKeepAlive) return void this.response.end(last)
    this.response.write(last)
    const patience = setTimeout(() => this.response.end(), lingerMs)
    this.request.once('close', () => {
      clearTimeout(patience)
      this.response.end()
    })
  }

  #receiveBody(): void {
    this.#pace = new BodyPace(this.request, () => this.#tooSlow())
    this.#requestBody = new Capture(rememberedBodyBytes.request)
    this.request.on('data', (chunk: Buffer) => {
      this.#pace?.add(chunk.length)
      this.#requestBody?.add(chunk)
      if (this.#isAnswered) return
      this.#keep(chunk)
      if (this.#generation) this.#passOn(this.#generation, chunk)
      this.#flow()
    })
    this.request.on('end', () => {
      this.#isBodyComplete = true
      this.#pace?.stop()
      if (this.#isAnswered) return
      this.#generation?.channel.sendEmpty(Frame.bodyEnd, this.id)
    })
    this.request.on('error', () => {})
  }

  #tooSlow(): void {
    if (this.#awaitsContinue) return // it was not asked for its body yet
    this.#pace?.stop()
    this.answerWith(tooSlow)
  }

  #keep(chunk: Buffer): void {
    if (!this.#kept) return
    this.#keptBytes += chunk.length
    if (this.#keptBytes > replayableBodyBytes && this.state !== 'waiting') this.#kept = null
    else this.#kept.push(chunk)
  }

  #passOn(generation: Carrier, chunk: Buffer): void {
    this.#window -= chunk.length
    // A view that reads its body itself has time for its answer once the body is there.
    if (this.state === 'started') this.#startedAt = performance.now()
    generation.channel.sendBytes(Frame.body, this.id, chunk)
  }

  // A body is read from the client only as fast as somebody takes it.
  #flow(): void {
    const mayRead = this.#generation ? this.#window > 0 : this.#keptBytes <= replayableBodyBytes
    if (mayRead !== this.request.isPaused()) return
    this.#pace?.excuse()
    if (mayRead) this.request.resume()
    else this.request.pause()
  }

  #transformed(head: ResponseHead, body: Buffer): { headers: readonly string[]; body: Buffer } {
    const transform = this.#transform?.(head)
    if (!transform?.tail) return { headers: transform?.headers ?? head.headers, body }
    return { headers: transform.headers, body: Buffer.concat([body, Buffer.from(transform.tail)]) }
  }

  #letGo(): void {
    this.#generation?.open.delete(this.id)
    this.#generation?.exchangeClosed()
  }

  #close(isComplete: boolean): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    if (this.#generation?.open.delete(this.id)) {
      this.#generation.channel.sendEmpty(Frame.abort, this.id)
      this.#generation.exchangeClosed()
    }
    this.#kept = null
    this.#pace?.stop()
    this.#events.closed(this, isComplete)
  }
}

const tooSlow = lastPage(408, 'Request Timeout', 'The body of the request did not come, or came too slowly.')

export type Transform = (head: ResponseHead) => BodyTransform

/** What is changed in an answer on its way out: its headers, and what is put after its body. */
export interface BodyTransform {
  readonly headers: readonly string[]
  readonly tail: string
}

/** The value of the first header of this name (in lower case). */
export function headerOf(headers: readonly string[], name: string): string | undefined {
  const at = headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name)
  return at === -1 ? undefined : headers[at + 1]
}

function without(headers: readonly string[], name: string): string[] {
  return headers.filter((_, index) => headers[index - (index % 2)]!.toLowerCase() !== name)
}

function withLength(headers: readonly string[], length: number): string[] {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length')
  if (at === -1) return [...headers, 'Content-Length', String(length)]
  return headers.with(at + 1, String(length))
}
