/** How often it is looked, in milliseconds. */
const intervalMs = 250

/** Looks again and again for something that nobody would tell of, from `start` until `stop`. */
export class Awaited {
  readonly #onLook: () => void
  #timer: NodeJS.Timeout | null = null

  constructor(onLook: () => void) {
    this.#onLook = onLook
  }

  start(): void {
    this.#timer ??= setInterval(this.#onLook, intervalMs).unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Looks at once, if anything is awaited: somebody asks. */
  look(): void {
    if (this.#timer) this.#onLook()
  }
}
