import { settings } from '../conf/settings.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponseForbidden } from '../http/response.js'
import type { HttpResponseBase } from '../http/response-base.js'

// The reasons that a visitor can do something about.
export const REASON_NO_REFERER = 'Referer checking failed - no Referer.'
export const REASON_NO_CSRF_COOKIE = 'CSRF cookie not set.'

/** A view that says why a request was refused. Django: "CSRF_FAILURE_VIEW". */
export type CsrfFailureView = (
  request: HttpRequest,
  options: { readonly reason: string },
) => HttpResponseBase | Promise<HttpResponseBase>

let pageView: CsrfFailureView = (_request, { reason }) =>
  new HttpResponseForbidden(settings.DEBUG ? `403 Forbidden: ${reason}` : '403 Forbidden', {
    contentType: 'text/plain; charset=utf-8',
  })

/** Says who has Django's page. The parts that have pages do; without them a line of text has to do. */
export function setCsrfFailureView(view: CsrfFailureView): void {
  pageView = view
}

/** The view for requests that are refused. */
export function csrfFailureView(): CsrfFailureView {
  return settings.CSRF_FAILURE_VIEW ?? pageView
}

declare module '../conf/global-settings.js' {
  interface Settings {
    /** The view for what CsrfViewMiddleware refuses, called with `{ reason }`; `null`: Django's page. */
    CSRF_FAILURE_VIEW: CsrfFailureView | null
  }
}
