import { settings } from '../conf/settings.js'
import type { MaybeLater } from '../utils/after.js'
import { ChunkList } from './chunk-list.js'
import { RawPostDataException, RequestDataTooBig } from './exceptions.js'
import type { MultipartParser } from './multipart.js'
import type { Form, RequestBody } from './request-body.js'
import type { HandledInput } from './uploads/handler.js'

/** A body that was received before the view: its bytes, as long as they may stay in memory. */
export class CollectedBody implements RequestBody {
  readonly isForm: boolean = false
  /** Why the rest did not come. */
  error: Error | null = null
  /** Bytes seen. */
  size = 0
  readonly #chunks = new ChunkList()
  readonly #limit: number | null

  constructor(limit: number | null = settings.DATA_UPLOAD_MAX_MEMORY_SIZE) {
    this.#limit = limit
  }

  /** Whether no byte of it is kept, there being too many. */
  get isTooBig(): boolean {
    return this.#limit !== null && this.size > this.#limit
  }

  /** Whether the rest need not be read. */
  get isOver(): boolean {
    return false
  }

  /** Takes the next bytes. Beyond the limit they are counted and let go. */
  write(chunk: Uint8Array): MaybeLater<void> {
    this.size += chunk.length
    if (this.isTooBig) this.#chunks.clear()
    else this.#chunks.push(chunk)
  }

  end(): MaybeLater<void> {}

  /** Says that the rest will never come. */
  abort(error: Error): MaybeLater<void> {
    this.error = error
  }

  bytes(): Uint8Array {
    if (this.isTooBig) throw new RequestDataTooBig('Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.')
    if (this.error !== null) throw this.error
    return this.#chunks.join()
  }

  form(_encoding: string): Form {
    throw new RawPostDataException('This body was not received as a form.')
  }

  async *stream(): AsyncGenerator<Uint8Array, void, undefined> {
    const bytes = this.bytes()
    if (bytes.length > 0) yield bytes
  }

  close(): void {}
}

/** A multipart form, taken apart while it arrives; its first bytes are kept besides, for who wants to see them raw. */
export class FormBody extends CollectedBody {
  override readonly isForm = true
  readonly #parser: MultipartParser

  constructor(parser: MultipartParser) {
    super(settings.DATA_UPLOAD_MAX_MEMORY_SIZE ?? keptOfForm)
    this.#parser = parser
  }

  /** An upload handler asked for the connection to be closed, or the form is wrong and too large to be seen raw. */
  override get isOver(): boolean {
    return this.#parser.isOver && (this.#parser.wantsReset || (this.#parser.hasFailed && this.isTooBig))
  }

  override write(chunk: Uint8Array): MaybeLater<void> {
    void super.write(chunk)
    return this.#parser.write(chunk)
  }

  override end(): MaybeLater<void> {
    return this.#parser.end()
  }

  override abort(error: Error): Promise<void> {
    this.error = error
    return this.#parser.abort()
  }

  override form(encoding: string): Form {
    if (this.error !== null) throw this.error
    return this.#parser.form(encoding)
  }

  override close(): void {
    this.#parser.close()
  }
}

/** A form that an upload handler took whole. */
export class HandledBody extends CollectedBody {
  override readonly isForm = true
  readonly #form: Form

  constructor([post, files]: HandledInput) {
    super()
    this.#form = { post, files }
  }

  override form(): Form {
    return this.#form
  }

  override close(): void {
    for (const [, files] of this.#form.files.lists()) for (const file of files) file.close()
  }
}

/** A form with which something was wrong before its first byte. */
export class BrokenForm extends CollectedBody {
  override readonly isForm = true
  readonly #problem: unknown

  constructor(problem: unknown) {
    super()
    this.#problem = problem
  }

  override form(): Form {
    throw this.#problem
  }
}

/** A body that the view reads itself, while it arrives. */
export class RawBody implements RequestBody {
  readonly isForm = true
  readonly #chunks: AsyncIterable<Uint8Array>

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks
  }

  bytes(): never {
    throw alreadyStreamed()
  }

  form(): never {
    throw alreadyStreamed()
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.#chunks
  }

  close(): void {}
}

const keptOfForm = 2_621_440

function alreadyStreamed(): RawPostDataException {
  return new RawPostDataException("You cannot access body after reading from request's data stream")
}
