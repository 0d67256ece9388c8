import { limits } from '../limits.js'
import type { Generation } from './generation.js'

/**
 * What the project's `hotState()`s held when somebody last looked: handed to each generation before its modules run. A
 * process that ends without a word has told of them a moment ago (app/hot-states.ts).
 */
export class HotStates {
  #snapshot: Buffer | null = null
  /** The look that the next generation waits for. */
  #look: Promise<void> | null = null
  #settleLook: () => void = () => {}

  /** Asks the generation that is to be replaced; until `looked`, once is enough. */
  look(live: Generation | null): void {
    if (this.#snapshot === null || this.#look || !live) return // without a snapshot there are no hot states
    live.takeSnapshot()
    this.#look = new Promise(resolve => {
      const deadline = setTimeout(resolve, limits.snapshot)
      this.#settleLook = () => {
        clearTimeout(deadline)
        resolve()
      }
    })
  }

  /** What somebody waits for before the next generation may load; null: nothing. */
  get pending(): Promise<void> | null {
    return this.#look
  }

  /** The next change is to be looked at again. */
  looked(): void {
    this.#look = null
  }

  remember(snapshot: Buffer): void {
    this.#snapshot = Buffer.from(snapshot) // it is a piece of something larger
    this.#settleLook()
  }

  /** The next generation begins with nothing. */
  forget(): void {
    this.#snapshot = null
    this.#look = null
  }

  /** For the generation that is about to load. */
  get latest(): Buffer | null {
    return this.#snapshot
  }
}
