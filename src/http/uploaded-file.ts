import { repr } from '../utils/repr.js'
import { SuspiciousFileOperation } from './exceptions.js'

/** A file that came with a form, in memory. Django: "Uploaded Files". */
export class UploadedFile {
  /** What the browser called it, without any folder. As trustworthy as anything a client says. */
  readonly name: string
  readonly size: number
  /** What the browser took it for. */
  readonly contentType: string
  readonly charset: string | null
  /** The other parameters of its Content-Type. */
  readonly contentTypeExtra: ReadonlyMap<string, string>
  readonly #content: Uint8Array

  constructor(
    name: string,
    content: Uint8Array,
    { contentType = '', charset = null, contentTypeExtra = new Map() }: UploadedFileOptions = {},
  ) {
    this.name = cleanFileName(name)
    this.#content = content
    this.size = content.length
    this.contentType = contentType
    this.charset = charset
    this.contentTypeExtra = contentTypeExtra
  }

  /** All of its bytes. */
  read(): Uint8Array {
    return this.#content
  }

  /** Its bytes in pieces of at most `size`. */
  *chunks(size = 65_536): IterableIterator<Uint8Array> {
    for (let start = 0; start < this.size; start += size) yield this.#content.subarray(start, start + size)
  }

  close(): void {}

  toString(): string {
    return this.name
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<${this.constructor.name}: ${this.name} (${this.contentType})>`
  }
}

export interface UploadedFileOptions {
  readonly contentType?: string
  readonly charset?: string | null
  readonly contentTypeExtra?: ReadonlyMap<string, string>
}

/** The last part of a path, cut to 255 characters before its extension. Throws SuspiciousFileOperation for no name. */
function cleanFileName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === '' || name === '.' || name === '..') {
    throw new SuspiciousFileOperation(`Could not derive file name from ${repr(name)}`)
  }
  const characters = [...name]
  if (characters.length <= 255) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 ? [...name.slice(dot)].slice(0, 255) : []
  const stem = dot > 0 ? [...name.slice(0, dot)] : characters
  return [...stem.slice(0, 255 - extension.length), ...extension].join('')
}
