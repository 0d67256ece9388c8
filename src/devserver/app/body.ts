/** A request body on its way in: pushed by the channel, read by `for await`. */
export class BodyQueue implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = []
  readonly #consumed: (bytes: number) => void
  #state: 'open' | 'complete' | 'aborted' = 'open'
  #wake: (() => void) | null = null

  /**
   * `consumed` is told 0 when somebody begins to read, then the size of each chunk when it has been taken out, so that
   * the sender may send more.
   */
  constructor(consumed: (bytes: number) => void) {
    this.#consumed = consumed
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#wake?.()
  }

  complete(): void {
    this.#state = 'complete'
    this.#wake?.()
  }

  /** The client is gone: whoever reads gets an error instead of a body that is silently short. */
  abort(): void {
    this.#state = 'aborted'
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    this.#consumed(0)
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk) {
        this.#consumed(chunk.byteLength)
        yield chunk
      } else if (this.#state === 'complete') return
      else if (this.#state === 'aborted')
        throw new Error('The client closed the connection while its request was read.')
      else await this.#nextEvent()
    }
  }

  #nextEvent(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = () => {
        this.#wake = null
        resolve()
      }
    })
  }
}
