import { settings } from '../conf/settings.js'
import { decodeBase64 } from '../utils/base64.js'
import { decodeText, encodeText } from '../utils/charsets.js'
import { MultiValueDict } from '../utils/datastructures.js'
import { parseHeaderParameters } from '../utils/http.js'
import { BoundarySplitter } from './boundary.js'
import { ChunkList } from './chunk-list.js'
import { MultiPartParserError, RequestDataTooBig, TooManyFilesSent } from './exceptions.js'
import { sanitizeFileName } from './file-name.js'
import { PartHead, type PartHeaders } from './part-header.js'
import { QueryDict, tooManyFields } from './querydict.js'
import { UploadedFile } from './uploaded-file.js'

/** A form as a view sees it. */
export interface Form {
  readonly post: QueryDict
  readonly files: MultiValueDict<UploadedFile>
}

/**
 * Takes a multipart/form-data body (RFC 7578) apart while it arrives, however it is cut. What is wrong with it is
 * kept until the form is asked for. Limits count the bytes that came. Django: `MultiPartParser`.
 */
export class MultipartParser {
  #splitter: BoundarySplitter | null = null
  #error: Error | null = null
  readonly #head = new PartHead()
  readonly #fields: Part[] = []
  readonly #files: Part[] = []
  #part: Part | null = null
  /** A file whose end has been seen, but nothing after it: the connection may have ended there. */
  #endedFile: Part | null = null
  #otherParts = 0
  #fileParts = 0
  #fieldBytes = 0

  constructor(contentType: string) {
    this.#guard(() => {
      this.#splitter = new BoundarySplitter(encodeText(`--${boundaryOf(contentType)}`, 'ascii'), {
        begin: () => this.#begin(),
        data: bytes => this.#write(bytes),
        end: () => this.#end(),
      })
    })
  }

  /** Takes the next bytes; never throws. */
  write(chunk: Uint8Array): void {
    this.#guard(() => this.#splitter?.write(chunk))
  }

  /** Says that nothing more comes; never throws. */
  end(): void {
    this.#guard(() => this.#splitter?.end())
  }

  /** The form, its text read in `encoding`. Throws what was wrong with it. */
  form(encoding: string): Form {
    if (this.#error !== null) throw this.#error
    const post = new QueryDict('', { mutable: true, encoding })
    for (const field of this.#fields) post.appendlist(field.nameIn(encoding), decodeText(field.content(), encoding))
    const files = new MultiValueDict<UploadedFile>()
    for (const part of this.#files) {
      const file = toUploadedFile(part, encoding)
      if (file !== null) files.appendlist(part.nameIn(encoding), file)
    }
    return { post: post.freeze(), files }
  }

  #guard(step: () => void): void {
    if (this.#error !== null) return
    try {
      step()
    } catch (error) {
      this.#error = error as Error
    }
  }

  #begin(): void {
    if (this.#endedFile !== null) this.#files.push(this.#endedFile)
    this.#endedFile = null
    this.#head.reset()
    this.#part = null
  }

  #write(bytes: Uint8Array): void {
    if (this.#part !== null) return this.#writeContent(this.#part, bytes)
    const head = this.#head.write(bytes)
    if (head === null) return
    this.#part = this.#openPart(head.headers)
    this.#writeContent(this.#part, head.rest)
  }

  #end(): void {
    const part = this.#part ?? this.#openPart(new Map())
    if (part.kind === 'file') this.#endedFile = part
    if (part.kind !== 'field') return
    // As many more as `&` and `=` are in the other kind of form.
    this.#countFieldBytes(part.name.length + 2)
    this.#fields.push(part)
  }

  #openPart(headers: PartHeaders): Part {
    const part = new Part(headers)
    if (part.isFile) this.#countFile(part)
    else this.#countOther()
    return part
  }

  #writeContent(part: Part, bytes: Uint8Array): void {
    if (part.kind === 'field') this.#countFieldBytes(bytes.length)
    part.write(bytes)
  }

  #countOther(): void {
    const limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    this.#otherParts++
    // What stands before the first boundary and after the last one counts as well.
    if (limit !== null && this.#otherParts > limit + 2) throw tooManyFields()
  }

  #countFile(part: Part): void {
    const limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    if (part.kind === 'file') this.#fileParts++
    if (limit !== null && this.#fileParts > limit) {
      throw new TooManyFilesSent('The number of files exceeded settings.DATA_UPLOAD_MAX_NUMBER_FILES.')
    }
  }

  #countFieldBytes(count: number): void {
    const limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    this.#fieldBytes += count
    if (limit !== null && this.#fieldBytes > limit) {
      throw new RequestDataTooBig('Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.')
    }
  }
}

/** The boundary that a Content-Type names. Throws MultiPartParserError when it names none that could be one. */
function boundaryOf(contentType: string): string {
  if (!contentType.startsWith('multipart/')) throw new MultiPartParserError(`Invalid Content-Type: ${contentType}`)
  if (/[^\0-\x7f]/.test(contentType)) {
    throw new MultiPartParserError(`Invalid non-ASCII Content-Type in multipart: ${contentType}`)
  }
  const boundary = parseHeaderParameters(contentType)[1].get('boundary')
  if (boundary === undefined || !/^[ -~]{0,200}[!-~]$/.test(boundary)) {
    throw new MultiPartParserError(`Invalid boundary in multipart: ${boundary ?? 'None'}`)
  }
  return boundary
}

/** One part of a form. */
class Part {
  readonly headers: PartHeaders
  readonly isFile: boolean
  readonly name: string
  /** What becomes of it: a part without a name is passed over. */
  readonly kind: 'field' | 'file' | 'none'
  readonly #content = new ChunkList()

  constructor(headers: PartHeaders) {
    this.headers = headers
    const parameters = headers.get('content-disposition')?.[1]
    this.isFile = Boolean(parameters?.get('filename'))
    const name = parameters?.get('name')
    this.name = name?.trim() ?? ''
    this.kind = name === undefined ? 'none' : this.isFile ? 'file' : 'field'
  }

  write(bytes: Uint8Array): void {
    if (this.kind !== 'none') this.#content.push(bytes)
  }

  nameIn(encoding: string): string {
    return inEncoding(this.name, encoding)
  }

  /** Its bytes, with the transfer encoding undone where that is possible. */
  content(): Uint8Array {
    const raw = this.#content.join()
    return this.#isBase64() ? (decodeBase64(raw) ?? raw) : raw
  }

  /** As `content`, but throws MultiPartParserError where it is not possible. */
  fileContent(): Uint8Array {
    const raw = this.#content.join()
    if (!this.#isBase64()) return raw
    const decoded = decodeBase64(raw)
    if (decoded === null) throw new MultiPartParserError('Could not decode base64 data.')
    return decoded
  }

  #isBase64(): boolean {
    return this.headers.get('content-transfer-encoding')?.[0].trim() === 'base64'
  }
}

function toUploadedFile(part: Part, encoding: string): UploadedFile | null {
  const content = part.fileContent()
  const name = sanitizeFileName(inEncoding(part.headers.get('content-disposition')![1].get('filename')!, encoding))
  if (name === null) return null
  const [contentType, parameters] = part.headers.get('content-type') ?? ['', new Map<string, string>()]
  return new UploadedFile(name, content, {
    contentType: contentType.trim(),
    charset: parameters.get('charset') ?? null,
    contentTypeExtra: parameters,
  })
}

// Heads are read as UTF-8; a client that was told another encoding wrote its names in that.
function inEncoding(text: string, encoding: string): string {
  return decodeText(encodeText(text, 'utf-8'), encoding)
}
