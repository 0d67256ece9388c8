import type { Channel } from '../channel.js'
import { limits } from '../limits.js'
import { hasStartedOthers } from '../processes.js'
import { Frame } from '../protocol.js'

/** Ports and processes that the project of one generation has for itself, and the next will want to have as well. */
export class Holdings {
  readonly #channel: Channel
  readonly #pid: number
  #listens = false
  /** Whether its modules have started other processes; null before that was looked at. */
  #hasStarted: boolean | null = null
  #settleVacated: (() => void) | null = null

  constructor(channel: Channel, pid: number) {
    this.#channel = channel
    this.#pid = pid
  }

  get isAny(): boolean {
    return this.#listens || (this.#hasStarted ?? hasStartedOthers(this.#pid))
  }

  /** Looks, while nobody waits for it, whether the modules have started other processes. */
  note(): void {
    this.#hasStarted = hasStartedOthers(this.#pid)
  }

  /** The app says that the project listens. */
  listens(): void {
    this.#listens = true
  }

  /** The app says that it no longer does. */
  vacated(): void {
    this.#listens = false
    this.#settleVacated?.()
  }

  /** Makes the app give up its ports; what it is doing goes on. Waits for one that is stuck no longer than for its end. */
  async vacate(): Promise<void> {
    if (!this.#listens) return
    this.#channel.sendEmpty(Frame.vacate)
    await new Promise<void>(resolve => {
      const patience = setTimeout(resolve, limits.kill)
      this.#settleVacated = () => {
        clearTimeout(patience)
        resolve()
      }
    })
  }
}
