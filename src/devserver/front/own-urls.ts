import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHead } from '../../adapters/request-line.js'
import { pathOf } from '../../http/target.js'
import { headerOf } from './exchange.js'
import type { Inspector } from './inspector/inspector.js'
import { eventsPath, type LiveReload, livePath } from './live-reload.js'
import { allowing, type Page, plainPage } from './page.js'

const prefix = '/__tiny_django__/'

/** Where the inspector is. */
export const inspectorPath = prefix

/** The dev server's own addresses. They are for the pages that it sent and for tools; a page of another origin gets nothing. */
export class OwnUrls {
  readonly #live: LiveReload
  readonly #inspector: () => Inspector

  /** The inspector is loaded when somebody asks for it. */
  constructor(live: LiveReload, inspector: () => Inspector) {
    this.#live = live
    this.#inspector = inspector
  }

  /** Answers one of them. False: the address is none. */
  answer(request: IncomingMessage, response: ServerResponse, head: RequestHead): boolean {
    const path = pathOf(head.target)
    if (!path.startsWith(prefix)) return false
    if (!isOwnPage(request, headerOf(head.rawHeaders, 'host'))) send(response, foreign)
    else if (request.method === 'POST' && isReplay(path)) this.#inspect(request, response, path)
    else if (request.method !== 'GET' && request.method !== 'HEAD') send(response, notAllowed)
    else if (path === livePath) this.#live.serveScript(response)
    else if (path === eventsPath) this.#live.serveEvents(request, response)
    else this.#inspect(request, response, path)
    return true
  }

  // What requests say is for nobody but the one in front of this machine.
  #inspect(request: IncomingMessage, response: ServerResponse, path: string): void {
    if (!isFromHere(request)) return send(response, elsewhere)
    void this.#inspector().answer(request, response, path.slice(prefix.length))
  }
}

const foreign = plainPage(403, 'Forbidden', 'This address is for the pages of this server.')
const notAllowed = allowing('GET, HEAD', plainPage(405, 'Method Not Allowed', 'This address can be read, no more.'))
const elsewhere = plainPage(403, 'Forbidden', 'The inspector can be seen on the machine that the server runs on.')

/** The one address that does something. */
function isReplay(path: string): boolean {
  return /^requests\/\d+\/replay\/$/.test(path.slice(prefix.length))
}

function isFromHere({ socket }: IncomingMessage): boolean {
  return /^(?:::1|(?:::ffff:)?127\.[\d.]+)$/.test(socket.remoteAddress ?? '')
}

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

export function send(response: ServerResponse, { status, reason, headers, body }: Page): void {
  response.writeHead(status, reason, [...headers, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
}
