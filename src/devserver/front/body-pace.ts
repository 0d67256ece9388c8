import type { Readable } from 'node:stream'
import { limits, minimumBodyRate } from '../limits.js'

/** Notices a body that trickles: it is read as it comes, and yet brings next to nothing. */
export class BodyPace {
  readonly #timer: NodeJS.Timeout
  readonly #body: Readable
  readonly #tooSlow: () => void
  #bytes = 0
  #isExcused = false

  constructor(body: Readable, tooSlow: () => void) {
    this.#body = body
    this.#tooSlow = tooSlow
    this.#timer = setInterval(() => this.#look(), limits.body)
  }

  add(bytes: number): void {
    this.#bytes += bytes
  }

  /** For a while it was not read, so it could not come. */
  excuse(): void {
    this.#isExcused = true
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const isRead = !this.#isExcused && !this.#body.isPaused()
    if (isRead && this.#bytes < (minimumBodyRate * limits.body) / 1000) this.#tooSlow()
    this.#bytes = 0
    this.#isExcused = false
  }
}
