import type { IncomingMessage } from 'node:http'

/**
 * The body of a message, chunk by chunk, as fast as it is asked for: `message.iterator()` with less around it. Stopping
 * early leaves the connection alone, which has yet to carry the answer that says why.
 */
export class MessageBody implements AsyncIterableIterator<Uint8Array> {
  readonly #message: IncomingMessage
  readonly #askForBody: () => void
  #isStarted = false
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

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#isStarted) this.#start()
    for (;;) {
      const chunk = this.#message.read() as Uint8Array | null
      if (chunk !== null) return { done: false, value: chunk }
      if (this.#message.readableEnded) return this.return()
      if (this.#problem !== null) throw this.#problem
      if (this.#message.destroyed) throw new Error('aborted')
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#message.off('readable', this.#look).off('end', this.#look).off('close', this.#look)
    return { done: true, value: undefined }
  }

  #start(): void {
    this.#isStarted = true
    this.#askForBody()
    this.#message.on('readable', this.#look).on('end', this.#look).on('close', this.#look).on('error', this.#fail)
  }
}
