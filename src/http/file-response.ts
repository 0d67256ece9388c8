import { contentDispositionHeader } from '../utils/http.js'
import { guessType } from '../utils/mime-types.js'
import { isBytes, toBytes } from './content.js'
import { openFile } from './files.js'
import type { ResponseOptions, StreamingContent } from './response-base.js'
import { StreamingHttpResponse } from './streaming.js'

/** What a FileResponse can be made of: the path of a file, its bytes, a Blob or File, or a stream of its bytes. */
export type FileSource = string | ArrayBufferView | ArrayBuffer | Blob | StreamingContent

export interface FileResponseOptions extends ResponseOptions {
  /** Whether the browser is to save the file rather than show it. */
  readonly asAttachment?: boolean
  /** The name the browser gives to the file; the path's last part, or the File's name, unless told. */
  readonly filename?: string
}

/**
 * A response that sends a file, with the Content-Type, Content-Length and Content-Disposition that its name and size
 * speak of. A path needs a registered file system, which `tiny-django/node` brings. Django: "FileResponse objects".
 */
export class FileResponse extends StreamingHttpResponse {
  /** How many bytes of what is in memory go out at once. */
  static readonly blockSize: number = 4096

  readonly asAttachment: boolean
  readonly filename: string
  readonly #guessesType: boolean

  constructor(file: FileSource, { asAttachment = false, filename = '', ...options }: FileResponseOptions = {}) {
    super([], options)
    this.asAttachment = asAttachment
    this.filename = filename
    this.#guessesType = options.contentType === undefined || options.contentType === null
    this.setFile(file)
  }

  override get streamingContent(): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
    return super.streamingContent
  }

  override set streamingContent(file: FileSource) {
    this.setFile(file)
  }

  /** Replaces the file, and the headers that speak of it. */
  setFile(file: FileSource): void {
    const { name, size, content } = describe(file, (this.constructor as typeof FileResponse).blockSize)
    this.setStreamingContent(content)
    this.#setFileHeaders(baseName(this.filename || name), size)
  }

  #setFileHeaders(name: string, size: number | undefined): void {
    if (size !== undefined) this.headers.set('Content-Length', size)
    if (this.#guessesType) this.headers.set('Content-Type', contentTypeOf(name))
    const disposition = contentDispositionHeader(this.asAttachment, name)
    if (disposition !== null) this.headers.set('Content-Disposition', disposition)
  }
}

interface Described {
  readonly name: string
  /** Not known of a stream. */
  readonly size?: number
  readonly content: StreamingContent
}

function describe(file: FileSource, blockSize: number): Described {
  if (typeof file === 'string') return describePath(file)
  if (isBytes(file)) return { name: '', size: file.byteLength, content: blocks(toBytes(file, 'utf-8'), blockSize) }
  if (file instanceof Blob) return { name: nameOf(file), size: file.size, content: file.stream() }
  return { name: nameOf(file), content: file }
}

function describePath(path: string): Described {
  const opened = openFile(path)
  const content = opened.stream()
  // The stream may never be begun; the file has to be closed all the same.
  return { name: path, size: opened.size, content: Object.assign(iterable(content), { close: () => opened.close() }) }
}

function iterable(content: StreamingContent): StreamingContent {
  return Symbol.asyncIterator in content
    ? { [Symbol.asyncIterator]: () => content[Symbol.asyncIterator]() }
    : { [Symbol.iterator]: () => content[Symbol.iterator]() }
}

function* blocks(bytes: Uint8Array, size: number): IterableIterator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

// A File has a name, and Node's file streams have a path.
function nameOf(file: object): string {
  const { name, path } = file as { name?: unknown; path?: unknown }
  if (typeof name === 'string') return name
  return typeof path === 'string' ? path : ''
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

// The encoding is not sent as such, or browsers would unpack what the user wanted packed.
const packedTypes: Readonly<Record<string, string>> = {
  br: 'application/x-brotli',
  bzip2: 'application/x-bzip',
  compress: 'application/x-compress',
  gzip: 'application/gzip',
  xz: 'application/x-xz',
}

function contentTypeOf(name: string): string {
  const { type, encoding } = guessType(name)
  return (encoding === null ? type : packedTypes[encoding]) ?? 'application/octet-stream'
}
