import { settings } from '../conf/settings.js'
import { after, isPromiseLike, type MaybeLater } from '../utils/after.js'
import { Base64Decoder, decodeBase64 } from '../utils/base64.js'
import { decodeText, encodeText, isUtf8 } from '../utils/charsets.js'
import { MultiValueDict } from '../utils/datastructures.js'
import { strip } from '../utils/python/space.js'
import { BoundarySplitter } from './boundary.js'
import { ChunkList } from './chunk-list.js'
import { MultiPartParserError, RequestDataTooBig, TooManyFilesSent, tooManyFields } from './exceptions.js'
import { sanitizeFileName } from './file-name.js'
import { noDescription, type PartDescription, PartHead } from './part-header.js'
import { QueryDict } from './querydict.js'
import type { Form } from './request-body.js'
import type { UploadedFile } from './uploaded-file.js'
import { HandlerChain } from './uploads/chain.js'
import { type FileUploadHandler, SkipFile, StopUpload } from './uploads/handler.js'
import { Steps } from './uploads/steps.js'

/**
 * Takes a multipart/form-data body (RFC 7578) apart while it arrives, however it is cut: fields are kept, files go to
 * upload handlers. What is wrong with it is kept until the form is asked for. Limits count the bytes that came.
 * Django: `MultiPartParser`.
 */
export class MultipartParser {
  readonly #splitter: BoundarySplitter
  readonly #chain: HandlerChain
  /** What names and values are read in while they arrive; who asks for the form may want another. */
  readonly #encoding: string
  readonly #limits = new FormLimits()
  readonly #steps = new Steps()
  readonly #head = new PartHead()
  readonly #fields: FieldPart[] = []
  readonly #files: ReceivedFile[] = []
  #part: FieldPart | FilePart | IgnoredPart | null = null
  /** A file whose end has been seen, but nothing after it: the connection may have ended there. */
  #endedFile: FilePart | null = null
  #error: unknown
  #state: 'parsing' | 'stopped' | 'failed' = 'parsing'

  constructor(boundary: string, handlers: readonly FileUploadHandler[], encoding: string) {
    this.#chain = new HandlerChain(handlers)
    this.#encoding = encoding
    this.#splitter = new BoundarySplitter(encodeText(`--${boundary}`, 'ascii'), {
      begin: () => this.#steps.run(() => this.#begin()),
      data: bytes => this.#steps.run(() => this.#write(bytes)),
      end: () => this.#steps.run(() => this.#end()),
    })
  }

  /** Whether what is still to come makes a difference. */
  get isOver(): boolean {
    return this.#state !== 'parsing'
  }

  /** Whether something is wrong with the form. */
  get hasFailed(): boolean {
    return this.#state === 'failed'
  }

  /** Whether a handler wants the connection closed instead of the rest read. */
  get wantsReset(): boolean {
    return this.#error instanceof StopUpload && this.#error.connectionReset
  }

  /** Takes the next bytes. Never throws and never rejects; a promise is for not being sent more than can be taken. */
  write(chunk: Uint8Array): MaybeLater<void> {
    return this.#guard(() => this.#splitter.write(chunk))
  }

  /** Says that nothing more comes. Never throws and never rejects. */
  end(): MaybeLater<void> {
    return after(
      this.#guard(() => this.#splitter.end()),
      () => this.#finish(),
    )
  }

  /** Says that the rest will never come. Never throws and never rejects. */
  async abort(): Promise<void> {
    if (this.#state === 'parsing') await this.#guard(() => this.#steps.run(() => this.#chain.interrupted()))
    this.close()
  }

  /** The form, its text read in `encoding`. Throws what was wrong with it. */
  form(encoding: string): Form {
    if (this.#state === 'failed') throw this.#error
    const post = new QueryDict('', { mutable: true, encoding })
    for (const field of this.#fields) post.appendlist(inEncoding(field.name, encoding), field.text(encoding))
    const files = new MultiValueDict<UploadedFile>()
    for (const received of this.#files) {
      if (encoding !== this.#encoding) received.rename(this.#encoding, encoding)
      files.appendlist(inEncoding(received.part.name, encoding), received.file)
    }
    return { post: post.freeze(), files }
  }

  /** Closes all files, which removes temporary ones. Never throws. */
  close(): void {
    this.#chain.closeFiles()
    for (const { file } of this.#files) closeQuietly(file)
  }

  // Handlers may take their time at any point; what they or the form do wrong ends the parsing.
  #guard(work: () => void): MaybeLater<void> {
    if (this.#state !== 'parsing') return
    try {
      work()
      const settled = this.#steps.settled()
      return isPromiseLike(settled) ? settled.catch(error => this.#failed(error)) : undefined
    } catch (error) {
      this.#failed(error)
      const settled = this.#steps.settled()
      return isPromiseLike(settled) ? settled.catch(() => {}) : undefined
    }
  }

  #failed(error: unknown): void {
    this.#error = error
    this.#state = error instanceof StopUpload ? 'stopped' : 'failed'
    if (this.#state === 'stopped') this.#chain.closeFiles()
    else this.close()
  }

  #finish(): MaybeLater<void> {
    if (this.#state === 'failed') return
    const wasInterrupted = this.#state === 'parsing' && this.#isInFile
    this.#state = 'parsing'
    return after(
      this.#guard(() =>
        this.#steps.run(() =>
          after(wasInterrupted ? this.#chain.interrupted() : undefined, () => this.#chain.finish()),
        ),
      ),
      () => {
        if (this.#state === 'parsing') this.#state = 'stopped'
      },
    )
  }

  // A file counts as complete only when something followed its boundary.
  get #isInFile(): boolean {
    return this.#endedFile !== null
  }

  #begin(): MaybeLater<void> {
    const ended = this.#endedFile
    this.#endedFile = null
    this.#head.reset()
    this.#part = null
    if (ended === null) return
    return after(this.#chain.complete(), file => {
      if (file !== null) this.#files.push(new ReceivedFile(ended, file))
    })
  }

  #write(bytes: Uint8Array): MaybeLater<void> {
    if (this.#part !== null) return this.#writeContent(this.#part, bytes)
    const head = this.#head.write(bytes)
    if (head === null) return
    const rest = head.rest
    return after(this.#openPart(head.description), part => this.#writeContent(part, rest))
  }

  #openPart(description: PartDescription): MaybeLater<FieldPart | FilePart | IgnoredPart> {
    const part = partOf(description)
    this.#part = part
    this.#limits.countPart(part)
    if (part.kind !== 'file') return part
    return after(this.#openFile(part), () => part)
  }

  #openFile(part: FilePart): MaybeLater<void> {
    const name = part.fileName(this.#encoding)
    if (name === null) {
      part.isSkipped = true
      return
    }
    const { contentType, contentLength, charset, parameters } = part
    return this.#orSkip(part, () =>
      this.#chain.newFile(inEncoding(part.name, this.#encoding), name, contentType, contentLength, charset, parameters),
    )
  }

  #writeContent(part: FieldPart | FilePart | IgnoredPart, bytes: Uint8Array): MaybeLater<void> {
    if (part.kind === 'field') {
      this.#limits.countFieldBytes(bytes.length)
      part.content.push(bytes)
    } else if (part.kind === 'file' && !part.isSkipped) {
      const decoded = part.decode(bytes)
      if (decoded.length > 0) return this.#orSkip(part, () => this.#chain.receive(decoded))
    }
  }

  #end(): MaybeLater<void> {
    return after(this.#part ?? this.#openPart(noDescription), part => {
      if (part.kind === 'field') {
        // As many more as `&` and `=` are in the other kind of form.
        this.#limits.countFieldBytes([...part.name].length + 2)
        this.#fields.push(part)
      } else if (part.kind === 'file' && !part.isSkipped) {
        part.checkEnd()
        // Handlers get to see a file whose field has no name, the view does not: Django has it so.
        if (part.name === '') this.#chain.closeFiles()
        else this.#endedFile = part
      }
    })
  }

  #orSkip(part: FilePart, work: () => MaybeLater<void>): MaybeLater<void> {
    const skip = (error: unknown) => {
      if (!(error instanceof SkipFile)) throw error
      part.isSkipped = true
      this.#chain.closeFiles()
    }
    try {
      const result = work()
      return isPromiseLike(result) ? Promise.resolve(result).catch(skip) : result
    } catch (error) {
      return skip(error)
    }
  }
}

/** What settings allow a form to have, as they were when it began. */
class FormLimits {
  readonly #fields = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
  readonly #files = settings.DATA_UPLOAD_MAX_NUMBER_FILES
  readonly #bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
  #fieldParts = 0
  #fileParts = 0
  #fieldBytes = 0

  countPart(part: FieldPart | FilePart | IgnoredPart): void {
    if (part.kind === 'file') this.#fileParts++
    else if (!part.isFile) this.#fieldParts++
    // What stands before the first boundary and after the last one counts as well.
    if (this.#fields !== null && this.#fieldParts > this.#fields + 2) throw tooManyFields()
    if (this.#files !== null && this.#fileParts > this.#files) {
      throw new TooManyFilesSent('The number of files exceeded settings.DATA_UPLOAD_MAX_NUMBER_FILES.')
    }
  }

  countFieldBytes(count: number): void {
    this.#fieldBytes += count
    if (this.#bytes !== null && this.#fieldBytes > this.#bytes) {
      throw new RequestDataTooBig('Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.')
    }
  }
}

function partOf(description: PartDescription): FieldPart | FilePart | IgnoredPart {
  const { name, fileName } = description
  const isFile = Boolean(fileName)
  if (name === undefined) return { kind: 'ignored', isFile }
  return isFile ? new FilePart(stripBytes(name), description) : new FieldPart(stripBytes(name), isBase64(description))
}

/** A part without a name is passed over. */
interface IgnoredPart {
  readonly kind: 'ignored'
  readonly isFile: boolean
}

class FieldPart {
  readonly kind = 'field'
  readonly isFile = false
  readonly name: string
  readonly content = new ChunkList()
  readonly #isBase64: boolean

  constructor(name: string, isBase64: boolean) {
    this.name = name
    this.#isBase64 = isBase64
  }

  /** Its value, with the transfer encoding undone where that is possible. */
  text(encoding: string): string {
    const raw = this.content.join()
    return decodeText(this.#isBase64 ? (decodeBase64(raw) ?? raw) : raw, encoding)
  }
}

class FilePart {
  readonly kind = 'file'
  readonly isFile = true
  readonly name: string
  readonly contentType: string
  readonly parameters: ReadonlyMap<string, string>
  /** What the part says of its own length. */
  readonly contentLength: number | null
  /** No handler is to hear of it any more. */
  isSkipped = false
  readonly #fileName: string
  readonly #base64: Base64Decoder | null

  constructor(name: string, description: PartDescription) {
    const { contentType, parameters, contentLength, fileName } = description
    this.name = name
    this.contentType = strip(contentType)
    this.parameters = parameters
    this.contentLength = /^\s*[+-]?\d+\s*$/.test(contentLength) ? Number(contentLength) : null
    this.#fileName = fileName!
    this.#base64 = isBase64(description) ? new Base64Decoder() : null
  }

  get charset(): string | null {
    return this.parameters.get('charset') ?? null
  }

  /** The name that handlers are told; `null` when the client's leaves nothing to call it. */
  fileName(encoding: string): string | null {
    return sanitizeFileName(inEncoding(this.#fileName, encoding))
  }

  decode(bytes: Uint8Array): Uint8Array {
    return this.#base64 === null ? bytes : this.#base64.write(bytes)
  }

  /** Throws MultiPartParserError when its transfer encoding breaks off. */
  checkEnd(): void {
    if (this.#base64?.isComplete === false) throw new MultiPartParserError('Could not decode base64 data.')
  }
}

class ReceivedFile {
  readonly part: FilePart
  readonly file: UploadedFile

  constructor(part: FilePart, file: UploadedFile) {
    this.part = part
    this.file = file
  }

  /** Gives the file the name it has in another encoding, unless its handler chose the name. */
  rename(from: string, to: string): void {
    const name = this.part.fileName(to)
    if (name !== null && this.part.fileName(from) === this.file.name) this.file.name = name
  }
}

function isBase64({ transferEncoding }: PartDescription): boolean {
  return strip(transferEncoding) === 'base64'
}

// As Python strips bytes: of ASCII white space alone.
function stripBytes(text: string): string {
  const isSpace = (index: number) => ' \t\n\r\v\f'.includes(text[index]!)
  let [start, end] = [0, text.length]
  while (start < end && isSpace(start)) start++
  while (start < end && isSpace(end - 1)) end--
  return text.slice(start, end)
}

// Heads are read as UTF-8; a client that was told another encoding wrote its names in that.
function inEncoding(text: string, encoding: string): string {
  return isUtf8(encoding) ? text : decodeText(encodeText(text, 'utf-8'), encoding)
}

function closeQuietly(file: UploadedFile): void {
  try {
    file.close()
  } catch {
    // A file that its view has moved away is no longer ours.
  }
}
