import { decodeText } from '../utils/charsets.js'
import { repr } from '../utils/repr.js'
import { SuspiciousFileOperation } from './exceptions.js'
import type { TemporaryFile } from './uploads/storage.js'

/** Where the bytes of an uploaded file are. */
export interface FileContent {
  /** Up to `length` bytes from `start` on. */
  read(start: number, length: number): Uint8Array
  /** All bytes from `start` on, without holding up the process. */
  stream(start: number): AsyncIterable<Uint8Array>
  /** Lets go of them. */
  close(): void
}

/** What a part of a form says of its file, as far as it does. */
export interface UploadedFileOptions {
  /** As the browser says; `''` unless told. */
  readonly contentType?: string
  /** In bytes. */
  readonly size?: number
  /** The charset in it, if there is one. */
  readonly charset?: string | null
  /** All parameters of the Content-Type. */
  readonly contentTypeExtra?: ReadonlyMap<string, string>
}

/**
 * A file that came with a form. It is there until the request is over: copy what is to be kept.
 * Django: "Uploaded Files and Upload Handlers".
 */
export class UploadedFile implements Iterable<Uint8Array> {
  /** How many bytes `chunks()` gives at a time unless told: 64 KB. */
  static readonly DEFAULT_CHUNK_SIZE = 64 * 2 ** 10

  /** In bytes. */
  size: number
  /** What the browser took it for. As trustworthy as anything a client says. */
  contentType: string
  /** The charset its Content-Type names, if it does; nobody has checked. */
  charset: string | null
  /** All parameters of its Content-Type. */
  contentTypeExtra: ReadonlyMap<string, string>
  /** Whether `close()` was called: its bytes are gone. */
  closed = false
  readonly #content: FileContent
  #name = ''
  #position = 0

  constructor(
    content: FileContent,
    name: string,
    { contentType = '', size = 0, charset = null, contentTypeExtra = new Map() }: UploadedFileOptions = {},
  ) {
    this.#content = content
    this.name = name
    this.size = size
    this.contentType = contentType
    this.charset = charset
    this.contentTypeExtra = contentTypeExtra
  }

  /**
   * What the browser called it, without any folder, at most 255 characters long. Throws SuspiciousFileOperation when
   * set to a path without a name.
   */
  get name(): string {
    return this.#name
  }

  set name(name: string) {
    this.#name = cleanFileName(name)
  }

  /** The next `size` bytes, or all that are left. */
  read(size?: number | null): Uint8Array {
    const length = size === undefined || size === null || size < 0 ? Number.POSITIVE_INFINITY : size
    const bytes = this.#content.read(this.#position, Math.min(length, this.size - this.#position))
    this.#position += bytes.length
    return bytes
  }

  /** What is left, as text in `charset` or UTF-8. */
  text(): string {
    return decodeText(this.read(), this.charset ?? 'utf-8')
  }

  /** Has reading go on from there, counted in bytes from the start. */
  seek(position: number): number {
    this.#position = Math.min(Math.max(0, position), this.size)
    return this.#position
  }

  /** Where the next `read()` begins, in bytes. */
  tell(): number {
    return this.#position
  }

  /** From its start again. */
  open(): this {
    this.#position = 0
    return this
  }

  /** The whole file in pieces of at most `chunkSize` bytes. */
  *chunks(chunkSize: number = UploadedFile.DEFAULT_CHUNK_SIZE): IterableIterator<Uint8Array> {
    this.seek(0)
    for (let bytes = this.read(chunkSize); bytes.length > 0; bytes = this.read(chunkSize)) yield bytes
  }

  /** Whether `chunks()` would give more than one. */
  multipleChunks(chunkSize: number = UploadedFile.DEFAULT_CHUNK_SIZE): boolean {
    return this.size > chunkSize
  }

  /** The whole file, read without holding up other requests: for `pipeline()` and `for await`. */
  stream(): AsyncIterable<Uint8Array> {
    return this.#content.stream(0)
  }

  /** Its lines with their ends, be these `\n`, `\r\n` or `\r`. */
  *[Symbol.iterator](): IterableIterator<Uint8Array> {
    let rest = new Uint8Array(0)
    for (const chunk of this.chunks()) {
      const bytes = concat(rest, chunk)
      let start = 0
      for (let end = lineEnd(bytes, 0, false); end !== -1; end = lineEnd(bytes, start, false)) {
        yield bytes.subarray(start, end)
        start = end
      }
      rest = bytes.slice(start)
    }
    for (let end = lineEnd(rest, 0, true); end !== -1; end = lineEnd(rest, 0, true)) {
      yield rest.subarray(0, end)
      rest = rest.subarray(end)
    }
    if (rest.length > 0) yield rest
  }

  /** Lets go of its bytes, and removes a temporary file. Called for all files when the request is over. */
  close(): void {
    this.closed = true
    this.#content.close()
  }

  /** Its name, as Django prints it. */
  toString(): string {
    return this.name
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<${this.constructor.name}: ${this.name} (${this.contentType})>`
  }
}

/** A file that was small enough to be kept in memory. */
export class InMemoryUploadedFile extends UploadedFile {
  /** The name of its form field; `null` for one made by hand. */
  readonly fieldName: string | null

  constructor(bytes: Uint8Array, fieldName: string | null, name: string, options: UploadedFileOptions = {}) {
    super(new BytesContent(bytes), name, { size: bytes.length, ...options })
    this.fieldName = fieldName
  }

  /** The whole file as one, whatever the size asked for: it is in memory anyway. */
  override *chunks(_chunkSize?: number): IterableIterator<Uint8Array> {
    this.seek(0)
    yield this.read()
  }

  override multipleChunks(_chunkSize?: number): boolean {
    return false
  }
}

/** A file of nothing but a name and bytes, for tests. */
export class SimpleUploadedFile extends InMemoryUploadedFile {
  constructor(name: string, content: Uint8Array | string | null, contentType = 'text/plain') {
    super(
      typeof content === 'string' ? new TextEncoder().encode(content) : (content ?? new Uint8Array(0)),
      null,
      name,
      {
        contentType,
      },
    )
  }

  /** One from a dictionary of its parts. Django: `SimpleUploadedFile.from_dict`. */
  static fromDict(file: {
    readonly filename: string
    readonly content: Uint8Array | string | null
    /** `text/plain` unless told. */
    readonly 'content-type'?: string
  }): SimpleUploadedFile {
    return new SimpleUploadedFile(file.filename, file.content, file['content-type'])
  }
}

/** A file that was written to a temporary one. It is removed when the request is over. */
export class TemporaryUploadedFile extends UploadedFile {
  readonly #file: TemporaryFile

  constructor(file: TemporaryFile, name: string, options: UploadedFileOptions = {}) {
    super(file, name, options)
    this.#file = file
  }

  /** Where it is until then: it may be moved away, to be kept. */
  temporaryFilePath(): string {
    return this.#file.path
  }
}

class BytesContent implements FileContent {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(start: number, length: number): Uint8Array {
    return this.#bytes.subarray(start, start + length)
  }

  async *stream(start: number): AsyncGenerator<Uint8Array, void, undefined> {
    if (start < this.#bytes.length) yield this.#bytes.subarray(start)
  }

  close(): void {}
}

/** The last part of a path, cut to 255 characters before its extension. Throws SuspiciousFileOperation for no name. */
function cleanFileName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === '' || name === '.' || name === '..') {
    throw new SuspiciousFileOperation(`Could not derive file name from ${repr(name)}`)
  }
  if (name.length <= 255 || [...name].length <= 255) return name
  const dot = extensionStart(name)
  const extension = [...name.slice(dot)].slice(0, 255)
  return [...[...name.slice(0, dot)].slice(0, 255 - extension.length), ...extension].join('')
}

// The last dot, unless nothing but dots stands before it. Python: `os.path.splitext`.
function extensionStart(name: string): number {
  const dot = name.lastIndexOf('.')
  return dot > 0 && !/^\.*$/.test(name.slice(0, dot)) ? dot : name.length
}

// After the end of the line that begins at `from`; -1 when that has not been seen. A `\r` may yet be followed by `\n`.
function lineEnd(bytes: Uint8Array, from: number, isLast: boolean): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === 0x0a) return i + 1
    if (bytes[i] !== 0x0d) continue
    if (i + 1 === bytes.length) return isLast ? i + 1 : -1
    return bytes[i + 1] === 0x0a ? i + 2 : i + 1
  }
  return -1
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
