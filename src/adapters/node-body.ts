import type { IncomingMessage } from 'node:http'
import type { BodyReader } from '../http/receive.js'
import type { MaybeLater } from '../utils/after.js'

type Result = IteratorResult<Uint8Array, undefined>

/**
 * The body of a message, chunk by chunk, as fast as it is asked for: `message.iterator()` with less around it. What has
 * come is given at once, and a body that came with its head is over without another turn of the event loop. Stopping
 * early leaves the connection alone, which has yet to carry the answer that says why.
 */
export class MessageBody implements BodyReader {
  readonly #message: IncomingMessage
  readonly #askForBody: () => void
  #isStarted = false
  #isListening = false
  #problem: Error | null = null
  #wake: (() => void) | null = null
  readonly #look = () => this.#wake?.()
  readonly #fail = (error: Error) => {
    this.#problem = error
    this.#look()
  }

  /** `askForBody` is called when the first chunk is asked for. */
  constructor(message: IncomingMessage, askForBody: () => void) {
    this.#message = message
    this.#askForBody = askForBody
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): MaybeLater<Result> {
    return this.#isStarted ? (this.#available() ?? this.#wait()) : this.#start()
  }

  return(): void {
    if (!this.#isListening) return
    this.#isListening = false
    this.#message.off('readable', this.#look).off('end', this.#look).off('close', this.#look)
  }

  // A message is announced before the rest of its packet has been looked at, which will have been when this goes on.
  async #start(): Promise<Result> {
    this.#isStarted = true
    this.#askForBody()
    await null
    return this.#available() ?? this.#wait()
  }

  async #wait(): Promise<Result> {
    this.#listen()
    for (;;) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      const result = this.#available()
      if (result !== null) return result
    }
  }

  /** What can be told without waiting. */
  #available(): Result | null {
    const message = this.#message
    const chunk = message.read() as Uint8Array | null
    if (chunk !== null) return { done: false, value: chunk }
    if (message.readableEnded) return this.#end()
    if (this.#problem !== null) throw this.#problem
    if (message.destroyed) throw new Error('aborted')
    return message.complete && message.readableLength === 0 ? this.#end() : null
  }

  #end(): Result {
    this.return()
    return { done: true, value: undefined }
  }

  #listen(): void {
    if (this.#isListening) return
    this.#isListening = true
    this.#message.on('readable', this.#look).on('end', this.#look).on('close', this.#look)
    if (!this.#message.listeners('error').includes(this.#fail)) this.#message.on('error', this.#fail)
  }
}
