import { repr } from '../../utils/python.js'

/** What `forloop` is in a loop. Django: "for", the variables within the loop. */
export class ForLoop {
  counter0 = 0
  readonly parentloop: unknown
  readonly #length: number
  #remembered: Map<unknown, unknown> | null = null

  constructor(length: number, parentloop: unknown) {
    this.#length = length
    this.parentloop = parentloop
  }

  get counter(): number {
    return this.counter0 + 1
  }

  get revcounter(): number {
    return this.#length - this.counter0
  }

  get revcounter0(): number {
    return this.#length - this.counter0 - 1
  }

  get first(): boolean {
    return this.counter0 === 0
  }

  get last(): boolean {
    return this.counter0 === this.#length - 1
  }

  /** What tags remember for as long as the loop runs. */
  get(key: unknown): unknown {
    return this.#remembered?.get(key)
  }

  set(key: unknown, value: unknown): void {
    this.#remembered ??= new Map()
    this.#remembered.set(key, value)
  }

  toString(): string {
    const { parentloop, counter0, counter, revcounter, revcounter0, first, last } = this
    return repr({ parentloop, counter0, counter, revcounter, revcounter0, first, last })
  }
}
