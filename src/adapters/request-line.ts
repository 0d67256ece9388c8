/** What an adapter must know of a request's head before it makes a request of it. */
export interface RequestHead {
  /** The request target in origin form: `/path?query`. */
  readonly target: string
  /** Names and values alternating; Host is that of the target where the target was an absolute URL. */
  readonly rawHeaders: readonly string[]
  readonly hasBody: boolean
}

/** The head of a request as `node:http` has read it. */
export interface ReceivedHead {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly httpVersion: string
  readonly rawHeaders: readonly string[]
}

/** A request that never becomes one: the status to answer with. */
export interface Refusal {
  readonly status: 204 | 400 | 405 | 431 | 501 | 505
}

/** What a refused method is told (RFC 9110, section 15.5.6): a view may answer any but TRACE and CONNECT. */
export const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

/** More header fields than any client of ours sends. Node itself would drop the rest without a word. */
const MAX_HEADERS = 200

/**
 * Reads what HTTP leaves to the server: other versions, transfer codings, absolute and asterisk targets, fragments, a
 * Host that is there twice (RFC 9112, sections 2.3, 3.2 and 6.1). The path is left as it came.
 */
export function readRequestHead({ method, url = '/', httpVersion, rawHeaders }: ReceivedHead): RequestHead | Refusal {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return { status: 505 }
  if (rawHeaders.length > 2 * MAX_HEADERS) return { status: 431 }
  if (method === 'TRACE' || method === 'CONNECT') return { status: 405 }
  const { hosts, hasBody, coding } = scan(rawHeaders)
  if (hosts > 1) return { status: 400 }
  if (coding !== null) {
    // Older than chunks, or of no known end: whoever passed it on may have read it otherwise.
    if (httpVersion === '1.0' || !/(^|,)[ \t]*chunked$/i.test(coding)) return { status: 400 }
    if (coding.length !== 'chunked'.length) return { status: 501 }
  }
  if (url.charCodeAt(0) === SLASH && !url.includes('#')) return { target: url, rawHeaders, hasBody }
  if (url === '*') return { status: method === 'OPTIONS' ? 204 : 400 }
  return readAbsolute(url, rawHeaders, hasBody)
}

const SLASH = 0x2f

function readAbsolute(url: string, rawHeaders: readonly string[], hasBody: boolean): RequestHead | Refusal {
  const absolute = /^https?:\/\/([^/?#]+)([/?][^#]*)?$/i.exec(url)
  if (!absolute) return { status: 400 }
  const [, host = '', rest = ''] = absolute
  return { target: rest.startsWith('/') ? rest : `/${rest}`, rawHeaders: withHost(rawHeaders, host), hasBody }
}

/** The host of an absolute target counts, whatever Host says (RFC 9112, section 3.2.2). */
function withHost(rawHeaders: readonly string[], host: string): string[] {
  const headers = ['Host', host]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() !== 'host') headers.push(rawHeaders[index]!, rawHeaders[index + 1]!)
  }
  return headers
}

// Runs for every request: lengths are compared before letters.
function scan(rawHeaders: readonly string[]): { hosts: number; hasBody: boolean; coding: string | null } {
  let hosts = 0
  let hasBody = false
  let coding: string | null = null
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    if (name.length === 4) {
      if (name === 'Host' || name.toLowerCase() === 'host') hosts++
    } else if (name.length === 14) {
      if (name.toLowerCase() === 'content-length' && rawHeaders[index + 1] !== '0') hasBody = true
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      hasBody = true
      coding = rawHeaders[index + 1]!
    }
  }
  return { hosts, hasBody, coding }
}
