/** What an adapter must know of a request's head before it makes a request of it. */
export interface RequestHead {
  /** The request target in origin form: `/path?query`. */
  readonly target: string
  /** Names and values alternating; Host is that of the target where the target was an absolute URL. */
  readonly rawHeaders: readonly string[]
  readonly hasBody: boolean
}

/** A request that never becomes one: the status to answer with. */
export interface Refusal {
  readonly status: 204 | 400 | 405 | 431
}

/** More header fields than any client of ours sends. Node itself would drop the rest without a word. */
const MAX_HEADERS = 200

/**
 * Reads what HTTP leaves to the server: absolute and asterisk targets, fragments, a Host that is there twice (RFC 9112,
 * sections 3.2 and 3.2.4). The path is left as it came.
 */
export function readRequestHead(method: string, url: string, rawHeaders: readonly string[]): RequestHead | Refusal {
  if (rawHeaders.length > 2 * MAX_HEADERS) return { status: 431 }
  if (method === 'TRACE' || method === 'CONNECT') return { status: 405 }
  const { hosts, hasBody } = scan(rawHeaders)
  if (hosts > 1) return { status: 400 }
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
function scan(rawHeaders: readonly string[]): { hosts: number; hasBody: boolean } {
  let hosts = 0
  let hasBody = false
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    if (name.length === 4) {
      if (name === 'Host' || name.toLowerCase() === 'host') hosts++
    } else if (name.length === 14) {
      if (name.toLowerCase() === 'content-length' && rawHeaders[index + 1] !== '0') hasBody = true
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') hasBody = true
  }
  return { hosts, hasBody }
}
