import { settings } from '../conf/settings.js'
import { PermissionDenied } from '../http/exceptions.js'
import { HttpResponsePermanentRedirect } from '../http/redirects.js'
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { getResolver } from '../urls/active.js'
import { ResolverMatch } from '../urls/match.js'
import { escapeLeadingSlashes } from '../utils/http.js'
import type { GetResponse, HookAnswer, MiddlewareHooks } from './types.js'

const UNSAFE_METHODS: ReadonlySet<string> = new Set(['DELETE', 'POST', 'PUT', 'PATCH'])

/**
 * Small things for every site: refuses `DISALLOWED_USER_AGENTS`, adds a missing `www.` (`PREPEND_WWW`) or slash
 * (`APPEND_SLASH`) by a redirect, sets Content-Length. Django: `django.middleware.common.CommonMiddleware`.
 * To redirect otherwise than with 301, override `responseRedirectClass` in a subclass.
 */
export class CommonMiddleware implements Pick<MiddlewareHooks, 'processRequest' | 'processResponse'> {
  responseRedirectClass: new (redirectTo: string) => HttpResponseBase = HttpResponsePermanentRedirect
  readonly getResponse: GetResponse | undefined

  constructor(getResponse?: GetResponse) {
    this.getResponse = getResponse
  }

  processRequest(request: HttpRequest): HookAnswer {
    refuseUserAgent(request)
    const host = request.getHost()
    if (!settings.PREPEND_WWW || !host || host.startsWith('www.')) return undefined
    const path = this.shouldRedirectWithSlash(request) ? this.getFullPathWithSlash(request) : request.getFullPath()
    return new this.responseRedirectClass(`${request.scheme}://www.${host}${path}`)
  }

  processResponse(request: HttpRequest, response: HttpResponseBase): HttpResponseBase {
    if (response.statusCode === 404 && this.shouldRedirectWithSlash(request)) {
      return new this.responseRedirectClass(this.getFullPathWithSlash(request))
    }
    if (!response.streaming && !response.headers.has('Content-Length')) {
      response.headers.set('Content-Length', String(byteLength(response.payload)))
    }
    return response
  }

  /** Whether `APPEND_SLASH` is on and a slash at the end turns an address that does not exist into one that does. */
  shouldRedirectWithSlash(request: HttpRequest): boolean {
    if (!settings.APPEND_SLASH || request.pathInfo.endsWith('/')) return false
    const resolver = getResolver(request.urlconf)
    if (resolver.match(request.pathInfo) instanceof ResolverMatch) return false
    const match = resolver.match(`${request.pathInfo}/`)
    return match instanceof ResolverMatch && wantsSlash(match.func)
  }

  /**
   * The request's path with a slash, and its query. Throws under `DEBUG` where a redirect would lose what the client
   * sent.
   */
  getFullPathWithSlash(request: HttpRequest): string {
    const path = escapeLeadingSlashes(request.getFullPath({ forceAppendSlash: true }))
    if (settings.DEBUG && UNSAFE_METHODS.has(request.method ?? '')) {
      throw new LostDataRedirect(request.method ?? '', request.getHost() + path)
    }
    return path
  }
}

/** A redirect to the address with a slash would drop the request's body. A RuntimeError in Django. */
class LostDataRedirect extends Error {
  override readonly name = 'RuntimeError'

  constructor(method: string, url: string) {
    super(
      `You called this URL via ${method}, but the URL doesn't end in a slash and you have APPEND_SLASH set. Django ` +
        `can't redirect to the slash URL while maintaining ${method} data. Change your form to point to ${url} (note ` +
        'the trailing slash), or set APPEND_SLASH=False in your Django settings.',
    )
  }
}

function refuseUserAgent(request: HttpRequest): void {
  if (settings.DISALLOWED_USER_AGENTS.length === 0) return
  const userAgent = request.readMeta('HTTP_USER_AGENT')
  if (userAgent === undefined) return
  for (const pattern of settings.DISALLOWED_USER_AGENTS) {
    if (searches(pattern, userAgent)) throw new PermissionDenied('Forbidden user agent')
  }
}

// A global or sticky pattern would remember where its last search ended.
function searches(pattern: RegExp, text: string): boolean {
  return text.search(pattern) !== -1
}

/** A view can say no: `noAppendSlash`. */
function wantsSlash(view: unknown): boolean {
  return (view as { shouldAppendSlash?: boolean }).shouldAppendSlash ?? true
}

/** The length as UTF-8. */
function byteLength(payload: string | Uint8Array): number {
  if (typeof payload !== 'string') return payload.byteLength
  let bytes = payload.length
  for (let index = 0; index < payload.length; index++) {
    const code = payload.charCodeAt(index)
    if (code < 0x80) continue
    if (code < 0x800) bytes += 1
    else if (isHighSurrogate(code) && isLowSurrogate(payload.charCodeAt(index + 1))) {
      bytes += 2 // two units, four bytes
      index++
    } else bytes += 2 // a lone half is sent as U+FFFD, three bytes like the rest
  }
  return bytes
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}
