import { settings } from '../conf/settings.js'
import { DisallowedHost } from '../http/exceptions.js'
import type { HttpRequest } from '../http/request.js'
import { isSameDomain } from '../utils/http.js'
import { type SplitURL, urlsplit, urlunsplit } from '../utils/urlsplit.js'
import { REASON_NO_REFERER } from './csrf-failure.js'

const REASON_MALFORMED_REFERER = 'Referer checking failed - Referer is malformed.'
const REASON_INSECURE_REFERER = 'Referer checking failed - Referer is insecure while host is secure.'

/** Where forms may come from beside this site: what `CSRF_TRUSTED_ORIGINS` says, taken apart. */
export class TrustedOrigins {
  readonly #exact: ReadonlySet<string>
  /** Scheme and `.example.com` of the ones with a wildcard. */
  readonly #subdomains: readonly (readonly [scheme: string, domain: string])[]
  /** Host names of all of them, `.example.com` for those with a wildcard. */
  readonly #hosts: readonly string[]

  constructor(origins: readonly string[]) {
    const split = origins.map(origin => ({ origin, ...urlsplit(origin) }))
    this.#exact = new Set(origins.filter(origin => !origin.includes('*')))
    this.#hosts = split.map(({ netloc }) => withoutWildcard(netloc))
    this.#subdomains = split
      .filter(({ origin }) => origin.includes('*'))
      .map(({ scheme, netloc }) => [scheme, withoutWildcard(netloc)])
  }

  /** Why a request is refused for where it came from; `null` when it is not. */
  refusal(request: HttpRequest): string | null {
    const origin = request.readMeta('HTTP_ORIGIN')
    if (origin !== undefined) {
      return this.#isGoodOrigin(request, origin)
        ? null
        : `Origin checking failed - ${origin} does not match any trusted origins.`
    }
    // Browsers that send no Origin send a Referer with a form over https, nearly all of them. Without this check
    // somebody between us and the client could plant a cookie over http and send a form with its token.
    return request.isSecure() ? this.#refererRefusal(request) : null
  }

  #isGoodOrigin(request: HttpRequest, origin: string): boolean {
    const host = hostOf(request)
    if (host !== null && origin === `${request.isSecure() ? 'https' : 'http'}://${host}`) return true
    if (this.#exact.has(origin)) return true
    const parts = split(origin)
    return (
      parts !== null &&
      this.#subdomains.some(([scheme, domain]) => scheme === parts.scheme && isSameDomain(parts.netloc, domain))
    )
  }

  #refererRefusal(request: HttpRequest): string | null {
    const header = request.readMeta('HTTP_REFERER')
    if (header === undefined) return REASON_NO_REFERER
    const referer = split(header)
    if (referer === null || referer.scheme === '' || referer.netloc === '') return REASON_MALFORMED_REFERER
    if (referer.scheme !== 'https') return REASON_INSECURE_REFERER
    if (this.#hosts.some(host => isSameDomain(referer.netloc, host))) return null
    const own = ownHost(request)
    if (own !== null && isSameDomain(referer.netloc, own)) return null
    return `Referer checking failed - ${urlunsplit(referer)} does not match any trusted origins.`
  }
}

/** The host of this site as a Referer has it, with a dot in front where its sub-domains share the cookie. */
function ownHost(request: HttpRequest): string | null {
  const domain = settings.CSRF_USE_SESSIONS ? settings.SESSION_COOKIE_DOMAIN : settings.CSRF_COOKIE_DOMAIN
  if (domain === null) return hostOf(request)
  const port = request.getPort()
  return port === '443' || port === '80' ? domain : `${domain}:${port}`
}

/** `null` when it is not one of ours. */
function hostOf(request: HttpRequest): string | null {
  try {
    return request.getHost()
  } catch (error) {
    if (error instanceof DisallowedHost) return null
    throw error
  }
}

function split(url: string): SplitURL | null {
  try {
    return urlsplit(url)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function withoutWildcard(netloc: string): string {
  return netloc.replace(/^\*+/, '')
}
