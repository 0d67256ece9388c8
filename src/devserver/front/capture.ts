import type { Captured } from '../record.js'

/** Copies the beginning of a body that goes by. */
export class Capture {
  readonly #limit: number
  #chunks: Buffer[] = []
  #kept = 0
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(chunk: Uint8Array): void {
    this.#total += chunk.length
    const room = this.#limit - this.#kept
    if (room <= 0 || chunk.length === 0) return
    const copy = Buffer.from(chunk.subarray(0, room)) // of its own: what it is cut from may be large
    this.#chunks.push(copy)
    this.#kept += copy.length
  }

  get captured(): Captured {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
    return { bytes, total: this.#total }
  }
}
