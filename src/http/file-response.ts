import { contentDispositionHeader } from '../utils/http.js'
import { type ByteRange, parseByteRange } from './byte-range.js'
import { contentTypeOf, describeFile, type FileContent, type FileSource } from './file-source.js'
import type { HttpRequest } from './request.js'
import type { ResponseOptions } from './response-base.js'
import { StreamingHttpResponse } from './streaming.js'

/** How a FileResponse names its file, besides what every response can be told. */
export interface FileResponseOptions extends ResponseOptions {
  /** Whether the browser is to save the file rather than show it. */
  readonly asAttachment?: boolean
  /** The name the browser gives to the file; the path's last part, or the File's name, unless told. */
  readonly filename?: string
}

/**
 * A response that sends a file, with the Content-Type, Content-Length and Content-Disposition that its name and size
 * speak of. A client that asks for a single range of bytes gets that (206, or 416 where there is none), unless it only
 * streams. A path needs a registered file system, which `tiny-django/node` brings. Django: "FileResponse objects".
 */
export class FileResponse extends StreamingHttpResponse {
  /** How many bytes of what is in memory go out at once. */
  static readonly blockSize: number = 4096

  /** Whether the browser is to save the file rather than show it. */
  readonly asAttachment: boolean
  /** The name that was given for it; `''`: its own. */
  readonly filename: string
  readonly #guessesType: boolean
  #file: FileContent | undefined

  constructor(file: FileSource, { asAttachment = false, filename = '', ...options }: FileResponseOptions = {}) {
    super([], options)
    this.asAttachment = asAttachment
    this.filename = filename
    this.#guessesType = options.contentType === undefined || options.contentType === null
    this.setFile(file)
  }

  /** Throws RangeError (Python's ValueError) when the response is closed, and its file with it. */
  override get streamingContent(): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
    if (this.closed) throw new RangeError('I/O operation on closed file.')
    return super.streamingContent
  }

  /** Pieces that a generator makes, of this file's own perhaps, leave the headers as they are: Django does the same. */
  override set streamingContent(file: FileSource) {
    if (!isGenerator(file)) {
      this.setFile(file)
      return
    }
    this.#file = undefined
    this.setStreamingContent(file)
  }

  /** Replaces the file, and the headers that speak of it. */
  setFile(source: FileSource): void {
    const file = describeFile(source, (this.constructor as typeof FileResponse).blockSize)
    this.#file = file
    this.setStreamingContent(file.read(0, file.size ?? Number.POSITIVE_INFINITY))
    if (file.close !== undefined) this.addCloser(() => file.close?.())
    this.#setFileHeaders(baseName(this.filename || file.name), file.size)
  }

  /**
   * Becomes the part that the request asks for: 206, or 416 when the file has none of it (RFC 9110 section 14). Stays
   * whole when it asks for none or for several, when `If-Range` names another version, and when this is no plain 200
   * of a file of known size. The cycle calls this when all middleware has run.
   */
  serveRange(request: HttpRequest): void {
    const size = this.#file?.size
    if (size === undefined || !this.#file!.hasParts || this.statusCode !== 200) return
    if (this.headers.has('Content-Encoding') || this.headers.has('Content-Range')) return
    if (this.getHeader('Content-Length') !== String(size)) return
    this.headers.setdefault('Accept-Ranges', 'bytes')
    const header = request.method === 'GET' ? request.headers.get('Range') : null
    if (header === null || this.getHeader('Accept-Ranges') === 'none' || !this.#isSameVersion(request)) return
    const range = parseByteRange(header, size)
    if (range === 'unsatisfiable') this.#refuseRange(size)
    else if (range !== null) this.#sendPart(range, size)
  }

  #sendPart({ start, end }: ByteRange, size: number): void {
    this.statusCode = 206
    this.headers.set('Content-Range', `bytes ${start}-${end - 1}/${size}`)
    this.headers.set('Content-Length', end - start)
    this.setStreamingContent(this.#file!.read(start, end))
  }

  #refuseRange(size: number): void {
    this.statusCode = 416
    this.headers.set('Content-Range', `bytes */${size}`)
    this.headers.set('Content-Length', 0)
    for (const name of ['Content-Disposition', 'Content-Type']) this.headers.delete(name)
    this.setStreamingContent([])
  }

  // A weak ETag says nothing about the bytes, and a date has to be the very same.
  #isSameVersion(request: HttpRequest): boolean {
    const wanted = request.headers.get('If-Range')
    if (wanted === null) return true
    return wanted === this.getHeader('Last-Modified') || (wanted.startsWith('"') && wanted === this.getHeader('ETag'))
  }

  #setFileHeaders(name: string, size: number | undefined): void {
    if (size !== undefined) this.headers.set('Content-Length', size)
    if (this.#guessesType) this.headers.set('Content-Type', contentTypeOf(name))
    const disposition = contentDispositionHeader(this.asAttachment, name)
    if (disposition !== null) this.headers.set('Content-Disposition', disposition)
  }
}

function isGenerator(value: FileSource): value is Generator | AsyncGenerator {
  return /Generator\]$/.test(Object.prototype.toString.call(value))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
