import type { Captured } from '../record.js'

/** The beginning of a body that goes by. */
export class Capture {
  readonly #limit: number
  #chunks: Buffer[] = []
  #kept = 0
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length
    const room = this.#limit - this.#kept
    if (room <= 0 || chunk.length === 0) return
    const kept = beginningOf(chunk, room)
    this.#chunks.push(kept)
    this.#kept += kept.length
  }

  get captured(): Captured {
    return { bytes: this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks), total: this.#total }
  }
}

/** The first bytes of a body that is there as a whole. */
export function capturedOf(body: Buffer, limit: number): Captured {
  return { bytes: beginningOf(body, limit), total: body.length }
}

export const nothing: Captured = { bytes: Buffer.alloc(0), total: 0 }

// A copy of what is cut, which would hold the rest of it.
function beginningOf(bytes: Buffer, limit: number): Buffer {
  return bytes.length <= limit ? bytes : Buffer.from(bytes.subarray(0, limit))
}
