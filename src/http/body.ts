import { settings } from '../conf/settings.js'
import { ChunkList } from './chunk-list.js'
import { RequestDataTooBig } from './exceptions.js'
import type { MultipartParser } from './multipart.js'

/** What came in of a request's body: its bytes, as long as they may stay in memory, and the form they were parsed to. */
export class ReceivedBody {
  /** Whether and how the bytes were taken apart while they came. */
  readonly form: MultipartParser | null
  /** Bytes seen, whatever Content-Length said. */
  size = 0
  /** Why the rest did not come. */
  error: Error | null = null
  readonly #chunks = new ChunkList()
  readonly #limit: number | null

  constructor(form: MultipartParser | null = null) {
    this.form = form
    const limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    // The bytes of a form are kept besides, for those who want to see them raw; not of one as large as it likes.
    this.#limit = form === null ? limit : (limit ?? keptOfForm)
  }

  /** Takes the next bytes. Beyond the limit they are counted and let go. */
  write(chunk: Uint8Array): void {
    this.size += chunk.length
    if (this.#isTooBig()) this.#chunks.clear()
    else this.#chunks.push(chunk)
    this.form?.write(chunk)
  }

  /** All bytes. Throws RequestDataTooBig, and what kept the rest from coming. */
  bytes(): Uint8Array {
    if (this.#isTooBig()) throw new RequestDataTooBig('Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.')
    if (this.error !== null) throw this.error
    return this.#chunks.join()
  }

  #isTooBig(): boolean {
    return this.#limit !== null && this.size > this.#limit
  }
}

const keptOfForm = 2_621_440
