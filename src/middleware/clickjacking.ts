import { settings } from '../conf/settings.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { GetResponse, MiddlewareHooks } from './types.js'

/**
 * Keeps other sites from showing this one in a frame: X-Frame-Options as `settings.X_FRAME_OPTIONS` says, unless the
 * view has set it or is exempt (`xframeOptionsExempt`). Django: `django.middleware.clickjacking.XFrameOptionsMiddleware`.
 */
export class XFrameOptionsMiddleware implements Pick<MiddlewareHooks, 'processResponse'> {
  readonly getResponse: GetResponse | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    if (response.xframeOptionsExempt || response.headers.has('X-Frame-Options')) return response
    response.headers.set('X-Frame-Options', this.getXframeOptionsValue(request, response))
    return response
  }

  /** The value of the header; a subclass may let it depend on request and response. */
  getXframeOptionsValue(_request: HttpRequest, _response: HttpResponseBase): string {
    return settings.X_FRAME_OPTIONS.toUpperCase()
  }
}

declare module '../http/response-base.js' {
  interface HttpResponseBase {
    /** Set by `xframeOptionsExempt`: no X-Frame-Options for this response. */
    xframeOptionsExempt?: boolean
  }
}
