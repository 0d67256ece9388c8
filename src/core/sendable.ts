import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { viewName } from '../urls/names.js'
import { repr } from '../utils/repr.js'

/**
 * A response that no server may send as it is: it would desynchronise the connection, or have the client wait for an
 * answer that never comes. Django's servers refuse its headers too (`wsgiref`: "Hop-by-hop header … not allowed").
 */
export class UnsendableResponse extends Error {
  override readonly name = 'UnsendableResponse'
  /** The header that is not the view's to set; `null` when it is the status. */
  readonly header: string | null
  readonly statusCode: number

  constructor(request: HttpRequest, { statusCode }: HttpResponseBase, header: string | null) {
    super(`The response of ${describeOrigin(request)} ${header === null ? statusText(statusCode) : headerText(header)}`)
    this.header = header
    this.statusCode = statusCode
    this.stack = `${this.name}: ${this.message}` // where this is noticed says nothing about whose mistake it is
  }
}

/** What keeps a response from being sent, when everybody had their say; `null` when nothing does. */
export function findUnsendable(request: HttpRequest, response: HttpResponseBase): UnsendableResponse | null {
  if (!isFinalStatus(response.statusCode)) return new UnsendableResponse(request, response, null)
  const header = response.headers.findName(isHopByHop)
  return header === undefined ? null : new UnsendableResponse(request, response, header)
}

function isFinalStatus(code: number): boolean {
  return Number.isInteger(code) && code >= 200 && code <= 599
}

/** Whether a header is between two neighbours of a connection (RFC 9110, section 7.6.1). Python: `is_hop_by_hop`. */
function isHopByHop(name: string): boolean {
  return hopByHopLengths.has(name.length) && hopByHop.has(name.toLowerCase())
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'trailers',
  'transfer-encoding',
  'upgrade',
])
const hopByHopLengths = new Set(Array.from(hopByHop, name => name.length))

function headerText(header: string): string {
  return `has the header ${repr(header)}, which is between the server and its client: leave it out, and the server sends what is right.`
}

function statusText(statusCode: unknown): string {
  const known = `has the status ${String(statusCode)}`
  return Number(statusCode) >= 100 && Number(statusCode) < 200
    ? `${known}, which announces another response: a view's own is from 200 to 599.`
    : `${known}, but has to have a whole number from 200 to 599.`
}

function describeOrigin(request: HttpRequest): string {
  const match = request.resolverMatch
  return match ? `the view ${viewName(match.func)}` : `${request.method} ${repr(request.path)}`
}
