import { concatBytes } from '../http/content.js'
import { builtin } from '../signing/crypto.js'
import { randomBelow } from '../utils/random.js'

// RFC 1952: a header of ten bytes, a file name, the content as RFC 1951 has it, its checksum and its length. The name is
// of random length: what is compressed says with its length what it has in common with what an attacker made it contain
// (BREACH), and this blurs that. Django does the same ("Heal The Breach").

/** Compresses all of it. Up to `maxRandomBytes - 1` bytes of padding are put in front. */
export function gzip(content: Uint8Array, maxRandomBytes: number): Uint8Array {
  const stream = new GzipStream(maxRandomBytes)
  return concatBytes([stream.header(), stream.last(content), stream.trailer()])
}

/** Compresses piece by piece. What has been given can be read by the client, whatever comes later. */
export function* gzipPieces(pieces: Iterable<Uint8Array>, maxRandomBytes: number): Generator<Uint8Array> {
  const stream = new GzipStream(maxRandomBytes)
  yield stream.header()
  for (const piece of pieces) if (piece.length > 0) yield stream.next(piece)
  yield stream.end()
}

/** The same for pieces that have to be awaited. */
export async function* gzipLater(
  pieces: AsyncIterable<Uint8Array>,
  maxRandomBytes: number,
): AsyncGenerator<Uint8Array> {
  const stream = new GzipStream(maxRandomBytes)
  yield stream.header()
  for await (const piece of pieces) if (piece.length > 0) yield stream.next(piece)
  yield stream.end()
}

const HAS_FILE_NAME = 8
const UNKNOWN_SYSTEM = 255
const LEVEL = 6
const WINDOW_BYTES = 32_768
const SYNC_FLUSH = 2
const EMPTY_LAST_BLOCK = Uint8Array.of(3, 0)

/** One compressed stream while it is made. */
class GzipStream {
  readonly #maxRandomBytes: number
  #checksum = 0
  #length = 0
  /** The end of what has been compressed, which what follows may refer to. */
  #window: Uint8Array = new Uint8Array(0)

  constructor(maxRandomBytes: number) {
    this.#maxRandomBytes = maxRandomBytes
  }

  header(): Uint8Array {
    const name = new Uint8Array(randomBelow(this.#maxRandomBytes) + 1).fill(0x61)
    name[name.length - 1] = 0
    return concatBytes([Uint8Array.of(0x1f, 0x8b, 8, HAS_FILE_NAME, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM), name])
  }

  /** A piece that others may follow. */
  next(piece: Uint8Array): Uint8Array {
    this.#count(piece)
    const dictionary = this.#window.length === 0 ? undefined : this.#window
    const compressed = builtin('node:zlib').deflateRawSync(piece, {
      level: LEVEL,
      finishFlush: SYNC_FLUSH,
      ...(dictionary && { dictionary }),
    })
    this.#window = (piece.length >= WINDOW_BYTES ? piece : concatBytes([this.#window, piece])).slice(-WINDOW_BYTES)
    return compressed
  }

  /** A piece that none will follow. */
  last(piece: Uint8Array): Uint8Array {
    this.#count(piece)
    return builtin('node:zlib').deflateRawSync(piece, { level: LEVEL })
  }

  /** What is left when there is no further piece. */
  end(): Uint8Array {
    return concatBytes([EMPTY_LAST_BLOCK, this.trailer()])
  }

  trailer(): Uint8Array {
    const bytes = new DataView(new ArrayBuffer(8))
    bytes.setUint32(0, this.#checksum, true)
    bytes.setUint32(4, this.#length % 2 ** 32, true)
    return new Uint8Array(bytes.buffer)
  }

  #count(piece: Uint8Array): void {
    this.#checksum = builtin('node:zlib').crc32(piece, this.#checksum)
    this.#length += piece.length
  }
}
