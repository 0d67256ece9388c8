import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHead } from '../../adapters/request-line.js'
import { pathOf } from '../../http/target.js'
import { headerOf } from './exchange.js'
import { eventsPath, type LiveReload, livePath } from './live-reload.js'
import { allowing, type Page, plainPage } from './page.js'

const prefix = '/__tiny_django__/'

/** The dev server's own addresses. They are for the pages that it sent and for tools; a page of another origin gets nothing. */
export class OwnUrls {
  readonly #live: LiveReload

  constructor(live: LiveReload) {
    this.#live = live
  }

  /** Answers one of them. False: the address is none. */
  answer(request: IncomingMessage, response: ServerResponse, head: RequestHead): boolean {
    const path = pathOf(head.target)
    if (!path.startsWith(prefix)) return false
    if (!isOwnPage(request, headerOf(head.rawHeaders, 'host'))) send(response, foreign)
    else if (request.method !== 'GET' && request.method !== 'HEAD') send(response, notAllowed)
    else if (path === livePath) this.#live.serveScript(response)
    else if (path === eventsPath) this.#live.serveEvents(request, response)
    else send(response, unknown)
    return true
  }
}

const foreign = plainPage(403, 'Forbidden', 'This address is for the pages of this server.')
const notAllowed = allowing('GET, HEAD', plainPage(405, 'Method Not Allowed', 'This address can be read, no more.'))
const unknown = plainPage(404, 'Not Found', 'The dev server has nothing at this address.')

/**
 * Whether the request comes from a page of this very origin, or from no page. Another port is another origin, though the
 * same site. Browsers say nothing of the kind to a server that is neither on this machine nor on HTTPS, but for `Origin`
 * where they must, and `Referer`.
 */
export function isOwnPage({ headers }: Pick<IncomingMessage, 'headers'>, host: string | undefined): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin, referer } = headers
  const own = host === undefined ? [] : [`http://${host}`, `https://${host}`]
  if (origin !== undefined) return own.includes(origin)
  return referer === undefined || own.some(each => referer === each || referer.startsWith(`${each}/`))
}

function send(response: ServerResponse, { status, reason, headers, body }: Page): void {
  response.writeHead(status, reason, [...headers, 'Content-Length', String(body.length)])
  response.end(body)
}
