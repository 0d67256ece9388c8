import { isPromiseLike } from '../../utils/after.js'

/** Does one thing after the other, each at once as long as none before it still waits for something. */
export class Steps {
  #waiting: Promise<void> | null = null

  /** Throws what the step throws when it could run at once; what a later one throws, `settled` rejects with. */
  run(step: () => void | Promise<void>): void {
    if (this.#waiting !== null) {
      this.#waiting = this.#waiting.then(step)
      return
    }
    const result = step()
    if (isPromiseLike(result)) this.#waiting = Promise.resolve(result)
  }

  /** Nothing, or a promise for the time when all steps are done. */
  settled(): void | Promise<void> {
    const waiting = this.#waiting
    this.#waiting = null
    return waiting ?? undefined
  }
}
