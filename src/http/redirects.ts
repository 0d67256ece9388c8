import { decodeText } from '../utils/charsets.js'
import { iriToUri } from '../utils/encoding.js'
import { MAX_URL_REDIRECT_LENGTH } from '../utils/http.js'
import { repr } from '../utils/repr.js'
import { urlsplit } from '../utils/urlsplit.js'
import { DisallowedRedirect } from './exceptions.js'
import { type Content, HttpResponse } from './response.js'
import type { ResponseOptions } from './response-base.js'

/** Where a redirect leads: text, a `URL`, or something else whose text it is. */
export type Address = string | Uint8Array | { toString(): string }

/** A redirect can be told one more thing than other responses. */
export interface RedirectOptions extends ResponseOptions {
  /** Whether the client is to send the same method and body again: 307 and 308 in place of 302 and 301. */
  readonly preserveRequest?: boolean
  /** The body, for clients that show one; empty unless told. */
  readonly content?: Content
}

/**
 * What both redirects share. Throws DisallowedRedirect for an address that is neither relative nor of one of
 * `allowedSchemes`.
 */
export abstract class HttpResponseRedirectBase extends HttpResponse {
  /** The status that has the client repeat its request as it was. */
  static readonly statusCodePreserveRequest: number = 307
  /** The schemes of addresses it leads to; a subclass may have others. */
  static readonly allowedSchemes: readonly string[] = ['http', 'https', 'ftp']

  constructor(redirectTo: Address, { preserveRequest = false, content = '', ...options }: RedirectOptions = {}) {
    super(content, options)
    const target = toAddress(redirectTo)
    this.headers.set('Location', iriToUri(target))
    refuseUnsafe(target, new.target.allowedSchemes)
    if (preserveRequest) this.statusCode = new.target.statusCodePreserveRequest
  }

  /** Where it leads. */
  get url(): string {
    return this.headers.get('Location')!
  }

  /** As Django prints it, with `url="…"` at its end. */
  override toString(): string {
    return super.toString().replace(/>$/, `, url="${this.url}">`)
  }
}

/** 302, or 307 with `preserveRequest`. */
export class HttpResponseRedirect extends HttpResponseRedirectBase {
  static override readonly statusCode = 302
  static override readonly statusCodePreserveRequest = 307
}

/** 301, or 308 with `preserveRequest`. */
export class HttpResponsePermanentRedirect extends HttpResponseRedirectBase {
  static override readonly statusCode = 301
  static override readonly statusCodePreserveRequest = 308
}

function toAddress(address: Address): string {
  if (address instanceof Uint8Array) return decodeText(address, 'utf-8')
  if (typeof address === 'string' || (typeof address === 'object' && address !== null)) return String(address)
  throw new TypeError(`A redirect leads to an address, not to ${repr(address)}.`)
}

function refuseUnsafe(target: string, allowedSchemes: readonly string[]): void {
  if (target.length > MAX_URL_REDIRECT_LENGTH) {
    throw new DisallowedRedirect(`Unsafe redirect exceeding ${MAX_URL_REDIRECT_LENGTH} characters`)
  }
  const { scheme } = urlsplit(target)
  if (scheme !== '' && !allowedSchemes.includes(scheme)) {
    throw new DisallowedRedirect(`Unsafe redirect to URL with protocol '${scheme}'`)
  }
}
