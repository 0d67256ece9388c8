import { settings } from '../../conf/settings.js'
import type { UploadHandlerClass } from './handler.js'
import { MemoryFileUploadHandler } from './memory.js'
import { TemporaryFileUploadHandler } from './temporary.js'

/** Small uploads stay in memory, others go to temporary files: what `FILE_UPLOAD_HANDLERS` is in Django by default. */
export const defaultUploadHandlers: readonly UploadHandlerClass[] = [
  MemoryFileUploadHandler,
  TemporaryFileUploadHandler,
]

/** The handlers of views that name none. */
export function activeUploadHandlers(): readonly UploadHandlerClass[] {
  return settings.FILE_UPLOAD_HANDLERS ?? defaultUploadHandlers
}

declare module '../../conf/global-settings.js' {
  interface Settings {
    /** Upload handlers by reference, in order; `null`: Django's two (`defaultUploadHandlers`). */
    FILE_UPLOAD_HANDLERS: readonly UploadHandlerClass[] | null
  }
}
