import { settings } from '../conf/settings.js'
import { ResponseHeaders } from '../http/headers.js'
import { HttpResponsePermanentRedirect } from '../http/redirects.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { GetResponse, HookAnswer, MiddlewareHooks } from './types.js'

/**
 * Redirects to https (`SECURE_SSL_REDIRECT`) and sets the headers of the other `SECURE_…` settings, unless the view has
 * set them. The settings are read when the application is made. Django: `django.middleware.security.SecurityMiddleware`.
 */
export class SecurityMiddleware implements Pick<MiddlewareHooks, 'processRequest' | 'processResponse'> {
  readonly getResponse: GetResponse | undefined
  readonly #redirects = settings.SECURE_SSL_REDIRECT
  readonly #redirectHost = settings.SECURE_SSL_HOST
  readonly #redirectExempt = settings.SECURE_REDIRECT_EXEMPT.map(pattern => new RegExp(pattern, flagsOf(pattern)))
  readonly #transportSecurity = transportSecurity()
  /** What every response gets: header names and values. */
  readonly #always = headersForAll()

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processRequest(request: HttpRequest): HookAnswer {
    if (!this.#redirects || request.isSecure()) return undefined
    const path = request.path.replace(/^\/+/, '')
    if (this.#redirectExempt.some(pattern => pattern.test(path))) return undefined
    const host = this.#redirectHost || request.getHost()
    return new HttpResponsePermanentRedirect(`https://${host}${request.getFullPath()}`)
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    if (this.#transportSecurity !== null && request.isSecure()) {
      response.headers.setdefault('Strict-Transport-Security', this.#transportSecurity)
    }
    const { headers } = response
    for (const [name, value] of this.#always) if (!headers.has(name)) headers.pushTrusted(name, value)
    return response
  }
}

function transportSecurity(): string | null {
  const seconds = settings.SECURE_HSTS_SECONDS
  if (!seconds) return null
  const subdomains = settings.SECURE_HSTS_INCLUDE_SUBDOMAINS ? '; includeSubDomains' : ''
  return `max-age=${seconds}${subdomains}${settings.SECURE_HSTS_PRELOAD ? '; preload' : ''}`
}

function headersForAll(): readonly (readonly [name: string, value: string])[] {
  const referrerPolicy = settings.SECURE_REFERRER_POLICY
  const openerPolicy = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
  const headers: [string, string][] = []
  if (settings.SECURE_CONTENT_TYPE_NOSNIFF) headers.push(['X-Content-Type-Options', 'nosniff'])
  if (referrerPolicy?.length) headers.push(['Referrer-Policy', policies(referrerPolicy).join(',')])
  if (openerPolicy) headers.push(['Cross-Origin-Opener-Policy', openerPolicy])
  // Checked here, and not once a request: throws BadHeaderError for a value that no header can have.
  return [...new ResponseHeaders(headers)]
}

/** Several, for browsers that do not know the newer ones. */
function policies(policy: string | readonly string[]): readonly string[] {
  return typeof policy === 'string' ? policy.split(',').map(each => each.trim()) : policy
}

// A global or sticky pattern would remember where its last search ended.
function flagsOf(pattern: RegExp | string): string {
  return typeof pattern === 'string' ? '' : pattern.flags.replace(/[gy]/g, '')
}
