import type { Meta } from './meta.js'
import type { HttpRequest } from './request.js'

declare module '../dispatch/signals.js' {
  interface RequestStarted {
    /** `request.META`. */
    readonly environ: Meta
    readonly request: HttpRequest
  }
  interface GotRequestException {
    readonly request: HttpRequest
    /** What was thrown. */
    readonly exception: unknown
  }
}
