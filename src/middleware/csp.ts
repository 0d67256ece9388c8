import { settings } from '../conf/settings.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { buildPolicy, CSP, type CSPConfig, LazyNonce } from '../utils/csp.js'
import type { GetResponse, MiddlewareHooks } from './types.js'

/**
 * Sends the Content Security Policies of `SECURE_CSP` and `SECURE_CSP_REPORT_ONLY`, or those a view was given by
 * `cspOverride` and `cspReportOnlyOverride`; a header that the view has set itself stays. The context processor `csp`
 * hands templates the nonce. Django 6: `django.middleware.csp.ContentSecurityPolicyMiddleware`.
 */
export class ContentSecurityPolicyMiddleware implements Pick<MiddlewareHooks, 'processRequest' | 'processResponse'> {
  readonly getResponse: GetResponse | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processRequest(request: HttpRequest): void {
    request._cspNonce = new LazyNonce()
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    const nonce = getNonce(request)
    setPolicy(response, CSP.HEADER_ENFORCE, response._cspConfig ?? settings.SECURE_CSP, nonce)
    setPolicy(response, CSP.HEADER_REPORT_ONLY, response._cspReportOnlyConfig ?? settings.SECURE_CSP_REPORT_ONLY, nonce)
    return response
  }
}

/** The nonce of the response to this request; `null` without the middleware. Django: `django.middleware.csp.get_nonce`. */
export function getNonce(request: HttpRequest): LazyNonce | null {
  return request._cspNonce ?? null
}

function setPolicy(response: HttpResponseBase, header: string, config: CSPConfig, nonce: LazyNonce | null): void {
  if (Object.keys(config).length === 0 || response.headers.has(header)) return
  response.headers.set(header, buildPolicy(config, nonce))
}

declare module '../http/request.js' {
  interface HttpRequest {
    /** Set by ContentSecurityPolicyMiddleware. @internal */
    _cspNonce?: LazyNonce
  }
}

declare module '../http/response-base.js' {
  interface HttpResponseBase {
    /** Set by `cspOverride`. @internal */
    _cspConfig?: CSPConfig
    /** Set by `cspReportOnlyOverride`. @internal */
    _cspReportOnlyConfig?: CSPConfig
  }
}
