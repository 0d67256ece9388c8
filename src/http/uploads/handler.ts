import type { MaybeLater } from '../../utils/after.js'
import type { MultiValueDict } from '../../utils/datastructures.js'
import type { Meta } from '../meta.js'
import type { QueryDict } from '../querydict.js'
import type { HttpRequest } from '../request.js'
import type { UploadedFile } from '../uploaded-file.js'

/** What an upload handler may throw to steer the upload. Django: `UploadFileException`. */
export class UploadFileException extends Error {
  override readonly name: string = 'UploadFileException'
}

/**
 * Ends the upload. The request keeps what was complete by then. With `connectionReset` the rest is not even read: the
 * view answers at once, and the connection is closed.
 */
export class StopUpload extends UploadFileException {
  override readonly name = 'StopUpload'
  /** Whether the rest of the body is left unread. */
  readonly connectionReset: boolean

  constructor({ connectionReset = false }: { connectionReset?: boolean } = {}) {
    super(connectionReset ? 'StopUpload: Halt current upload.' : 'StopUpload: Consume request data, then halt.')
    this.connectionReset = connectionReset
  }
}

/** Leaves this file out; the upload goes on with what follows it. */
export class SkipFile extends UploadFileException {
  override readonly name = 'SkipFile'
}

/** Thrown by `newFile`: the handlers after this one are not told of the file. */
export class StopFutureHandlers extends UploadFileException {
  override readonly name = 'StopFutureHandlers'
}

/** What a handler is made with: the class itself, as settings and `uploadHandlers` name it. */
export type UploadHandlerClass = new (request: HttpRequest | null) => FileUploadHandler

/** What a handler that takes over the whole body gives in place of the form. */
export type HandledInput = readonly [post: QueryDict, files: MultiValueDict<UploadedFile>]

// biome-ignore lint/suspicious/noConfusingVoidType: a method without a return statement is one of these
type Nothing = null | undefined | void

/**
 * Takes the files of a multipart form while they arrive. Handlers stand in a chain; each gets what the one before it
 * left over. All methods may be async: nothing more is read of the body until they are done.
 * Django: "Writing custom upload handlers".
 */
export abstract class FileUploadHandler {
  /** The most bytes `receiveDataChunk` gets at a time. */
  chunkSize = 64 * 2 ** 10
  /** The field of the form that the present file is in. */
  fieldName = ''
  /** What the browser calls the file, without any folder. */
  fileName = ''
  /** The Content-Type of its part, without parameters. */
  contentType = ''
  /** What its part says of its length, in bytes: nothing to rely on. */
  contentLength: number | null = null
  /** The charset its Content-Type names. */
  charset: string | null = null
  /** All parameters of its Content-Type. */
  contentTypeExtra: ReadonlyMap<string, string> = new Map()
  /** The request that brings the files; `POST` and `FILES` are not there yet. */
  readonly request: HttpRequest | null

  constructor(request: HttpRequest | null = null) {
    this.request = request
  }

  /**
   * The body is about to be parsed. A handler that reads `inputData` itself returns the form it made of it.
   * `contentLength` is the length of the whole body.
   */
  handleRawInput(
    _inputData: AsyncIterable<Uint8Array>,
    _meta: Meta,
    _contentLength: number,
    _boundary: string,
    _encoding: string,
  ): MaybeLater<HandledInput | Nothing> {}

  /** A file begins. `contentLength` is what the part says, if it says anything: nothing to rely on. */
  newFile(
    fieldName: string,
    fileName: string,
    contentType: string,
    contentLength: number | null,
    charset: string | null = null,
    contentTypeExtra: ReadonlyMap<string, string> = new Map(),
  ): MaybeLater<void> {
    this.fieldName = fieldName
    this.fileName = fileName
    this.contentType = contentType
    this.contentLength = contentLength
    this.charset = charset
    this.contentTypeExtra = contentTypeExtra
  }

  /** Bytes of the file, from `start` on. What is returned is what the next handler gets; nothing: it gets nothing. */
  abstract receiveDataChunk(rawData: Uint8Array, start: number): MaybeLater<Uint8Array | Nothing>

  /** The file is complete. Returns it, or nothing to leave that to the next handler. */
  abstract fileComplete(fileSize: number): MaybeLater<UploadedFile | Nothing>

  /** All files are there. */
  uploadComplete(): unknown {
    return undefined
  }

  /** The body ended in the middle of a file, or the client went away. */
  uploadInterrupted(): MaybeLater<void> {}
}
