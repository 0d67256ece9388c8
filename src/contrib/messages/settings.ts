import type { HttpRequest } from '../../http/request.js'
import type { BaseStorage } from './storage/base.js'

/** A class that keeps messages from one request to the next. */
export type MessageStorageClass = new (request: HttpRequest) => BaseStorage

declare module '../../conf/global-settings.js' {
  interface Settings {
    /** Where messages are kept, by reference; `null`: in a cookie, and in the session what is too much for it. */
    MESSAGE_STORAGE: MessageStorageClass | null
  }
}
