import { Awaited } from './awaited.js'

/** A port that the project wants to listen on while somebody else has it. Nobody tells when it is free, so it is looked. */
export class AwaitedPort {
  readonly #freed: () => void
  #port = 0
  readonly #awaited = new Awaited(() => void this.#look())

  constructor(freed: () => void) {
    this.#freed = freed
  }

  await(port: number): void {
    this.#port = port
    this.#awaited.start()
  }

  stop(): void {
    this.#port = 0
    this.#awaited.stop()
  }

  async #look(): Promise<void> {
    const { isListenedOn } = await import('./port-holder.js')
    if (this.#port === 0 || isListenedOn(this.#port)) return
    this.stop()
    this.#freed()
  }
}
