import { concatBytes } from './content.js'

/**
 * Bytes collected piece by piece. Small pieces are put together as they come, so that a body sent byte by byte takes
 * no more memory than one that came whole, and copied, for a small one must not keep a large buffer alive. Others are
 * kept as they are: they must not be changed any more.
 */
export class ChunkList {
  #chunks: Uint8Array[] = []
  #block = empty
  #used = 0

  push(bytes: Uint8Array): void {
    if (bytes.length >= keptSize && (bytes.length >= blockSize || ownsItsMemory(bytes))) {
      this.#closeBlock()
      this.#chunks.push(ownsItsMemory(bytes) ? bytes : new Uint8Array(bytes))
      return
    }
    if (this.#used + bytes.length > this.#block.length) this.#openBlock(bytes.length)
    this.#block.set(bytes, this.#used)
    this.#used += bytes.length
  }

  clear(): void {
    this.#chunks = []
    this.#block = empty
    this.#used = 0
  }

  /** All bytes, as one. */
  join(): Uint8Array {
    this.#closeBlock()
    if (this.#chunks.length !== 1) this.#chunks = [concatBytes(this.#chunks)]
    return this.#chunks[0]!
  }

  // The first is as large as what comes, which may be all; each later one is larger than the one before, so that small
  // bodies stay small and large ones get few blocks.
  #openBlock(needed: number): void {
    const isFirst = this.#block === empty && this.#chunks.length === 0
    const size = isFirst ? 0 : Math.min(blockSize, Math.max(64, this.#block.length * 2))
    this.#closeBlock()
    this.#block = new Uint8Array(Math.max(needed, size))
  }

  #closeBlock(): void {
    if (this.#used > 0) {
      this.#chunks.push(this.#used === this.#block.length ? this.#block : this.#block.subarray(0, this.#used))
    }
    this.#block = empty
    this.#used = 0
  }
}

const keptSize = 1024
const blockSize = 16_384
const empty = new Uint8Array(0)

function ownsItsMemory(bytes: Uint8Array): boolean {
  return bytes.length * 2 >= bytes.buffer.byteLength
}
