import { settings } from '../../conf/settings.js'
import { ChunkList } from '../chunk-list.js'
import type { Meta } from '../meta.js'
import { InMemoryUploadedFile } from '../uploaded-file.js'
import { FileUploadHandler, StopFutureHandlers } from './handler.js'

/** Keeps files in memory, as long as the whole request is no larger than `settings.FILE_UPLOAD_MAX_MEMORY_SIZE`. */
export class MemoryFileUploadHandler extends FileUploadHandler {
  /** Whether this request is small enough. */
  activated = false
  #chunks = new ChunkList()

  override handleRawInput(_inputData: AsyncIterable<Uint8Array>, _meta: Meta, contentLength: number): void {
    this.activated = contentLength <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE
  }

  override newFile(...file: Parameters<FileUploadHandler['newFile']>): void {
    void super.newFile(...file)
    if (!this.activated) return
    this.#chunks = new ChunkList()
    throw stop
  }

  override receiveDataChunk(rawData: Uint8Array): Uint8Array | null {
    if (!this.activated) return rawData
    this.#chunks.push(rawData)
    return null
  }

  override fileComplete(): InMemoryUploadedFile | null {
    if (!this.activated) return null
    const { contentType, charset, contentTypeExtra } = this
    return new InMemoryUploadedFile(this.#chunks.join(), this.fieldName, this.fileName, {
      contentType,
      charset,
      contentTypeExtra,
    })
  }
}

// One for all files: to make an error costs more than to keep a small file.
const stop = new StopFutureHandlers()
