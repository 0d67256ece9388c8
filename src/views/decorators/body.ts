import type { UploadHandlerClass } from '../../http/uploads/handler.js'
import type { AnyView } from '../../urls/types.js'
import { marked } from './marked.js'

/**
 * Has the files sent to a view taken by these handlers, in this order, in place of `settings.FILE_UPLOAD_HANDLERS`.
 * Django: `request.upload_handlers`, "Modifying upload handlers on the fly"; here before the first byte is read.
 *
 * ```ts
 * export const upload = uploadHandlers([QuotaUploadHandler, TemporaryFileUploadHandler])(request => …)
 * ```
 */
export function uploadHandlers(handlers: readonly UploadHandlerClass[]): <F extends AnyView>(view: F) => F {
  return view => marked(view, { handlers: [...handlers] })
}

/**
 * Hands a view the body unread: `for await (const chunk of request)` gives it as it arrives, whatever its size.
 * `POST`, `FILES` and `body` then throw RawPostDataException.
 *
 * ```ts
 * export const put = rawBody()(async request => {
 *   for await (const chunk of request) await store.write(chunk)
 *   return new HttpResponse({ status: 201 })
 * })
 * ```
 */
export function rawBody(): <F extends AnyView>(view: F) => F {
  return view => marked(view, { isRaw: true })
}

/**
 * Answers bodies of more than `bytes` bytes, files included, with 413, before anything of them is read where their
 * Content-Length says so. Throws RangeError for what is no number of bytes.
 */
export function maxBody(bytes: number): <F extends AnyView>(view: F) => F {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new RangeError(`maxBody() takes a number of bytes, not ${bytes}.`)
  }
  return view => marked(view, { maxBytes: bytes })
}
