import { settings } from '../../conf/settings.js'
import { TemporaryUploadedFile } from '../uploaded-file.js'
import { FileUploadHandler } from './handler.js'
import { createTemporaryFile, type TemporaryFile } from './storage.js'

/** Writes files to temporary ones in `settings.FILE_UPLOAD_TEMP_DIR`, which are removed when the request is over. */
export class TemporaryFileUploadHandler extends FileUploadHandler {
  /** The file that is being written. */
  file: TemporaryFile | null = null

  override newFile(...file: Parameters<FileUploadHandler['newFile']>): void {
    void super.newFile(...file)
    this.file = createTemporaryFile(settings.FILE_UPLOAD_TEMP_DIR)
  }

  override receiveDataChunk(rawData: Uint8Array): void | Promise<void> {
    return this.file?.write(rawData)
  }

  override async fileComplete(fileSize: number): Promise<TemporaryUploadedFile | null> {
    const { file, contentType, charset, contentTypeExtra } = this
    if (file === null) return null
    await file.flush()
    this.file = null
    return new TemporaryUploadedFile(file, this.fileName, { contentType, size: fileSize, charset, contentTypeExtra })
  }

  override uploadInterrupted(): void {
    this.file?.close()
    this.file = null
  }
}
