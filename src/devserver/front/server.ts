import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { ListenAddress } from '../options.js'
import { Exchange, type ExchangeEvents, type Transform } from './exchange.js'
import { type Page, plainPage } from './pages.js'

/** Where each request goes; tried in this order. */
export interface Routes {
  /** A page that ends the request before any code of the project sees it, or null. */
  refuse(request: IncomingMessage, target: string): Page | null
  /** Answers the dev server's own URLs. False: not one of them. */
  own(request: IncomingMessage, response: ServerResponse, target: string): boolean
  /** How the answer is changed on its way out, or null. */
  transform(request: IncomingMessage): Transform | null
  /** The project's. */
  project(exchange: Exchange): void
}

/** The addresses that could not be bound, and why. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly code: string
  readonly host: string
  readonly port: number

  constructor(code: string, host: string, port: number, message: string) {
    super(message)
    this.code = code
    this.host = host
    this.port = port
  }
}

/** More header lines than this are no honest request. */
const maxHeaders = 200

/** Parses HTTP on the addresses asked for; what comes out is an Exchange or a refusal. */
export class FrontServer {
  readonly #routes: Routes
  readonly #events: ExchangeEvents
  readonly #servers: Server[] = []

  constructor(routes: Routes, events: ExchangeEvents) {
    this.#routes = routes
    this.#events = events
  }

  /**
   * Binds every host of `address` to the same port. An address nobody named may be missing on this machine (no
   * IPv6); one that is taken never is. Throws ListenError.
   */
  async listen({ hosts, port, explicit }: ListenAddress): Promise<AddressInfo[]> {
    const bound: AddressInfo[] = []
    for (const host of hosts) {
      const server = this.#create()
      try {
        bound.push(await listen(server, host, bound[0]?.port ?? port))
        this.#servers.push(server)
      } catch (error) {
        if (!explicit && bound.length > 0 && isMissingAddress(error)) continue
        await this.close()
        throw asListenError(error, host, port)
      }
    }
    return bound
  }

  /** Stops accepting; connections without a request end at once, others with their answer. */
  async close(): Promise<void> {
    const closed = this.#servers.map(server => new Promise(resolve => server.close(resolve)))
    for (const server of this.#servers) server.closeIdleConnections()
    await Promise.all(closed)
  }

  /** Cuts whatever is still connected. */
  destroy(): void {
    for (const server of this.#servers) server.closeAllConnections()
  }

  #create(): Server {
    const server = createServer({ headersTimeout: 20_000, requestTimeout: 0, keepAliveTimeout: 5_000 })
    server.maxHeadersCount = maxHeaders
    server.on('request', (request, response) => this.#on(request, response))
    server.on('checkContinue', (request, response) => {
      response.writeContinue()
      this.#on(request, response)
    })
    server.on('connect', (_, socket: Socket) => refuseRaw(socket, '405 Method Not Allowed'))
    server.on('clientError', (error, socket) => refuseRaw(socket as Socket, rawStatusOf(error)))
    return server
  }

  #on(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => {})
    response.on('error', () => {})
    const target = targetOf(request)
    if (target instanceof Refusal) return this.#refuse(request, response, target.page)
    const refused = this.#routes.refuse(request, target)
    if (refused) return this.#refuse(request, response, refused)
    if (this.#routes.own(request, response, target)) return
    this.#routes.project(new Exchange(request, response, target, this.#routes.transform(request), this.#events))
  }

  #refuse(request: IncomingMessage, response: ServerResponse, page: Page): void {
    new Exchange(request, response, request.url ?? '', null, this.#events).answerWith(page)
  }
}

class Refusal {
  readonly page: Page

  constructor(status: number, reason: string, text: string) {
    this.page = plainPage(status, reason, text)
  }
}

/** The origin-form target, or why the request cannot be served at all (RFC 9112, section 3.2). */
function targetOf(request: IncomingMessage): string | Refusal {
  const { method, url = '', rawHeaders } = request
  if (rawHeaders.length / 2 > maxHeaders - 1) {
    return new Refusal(431, 'Request Header Fields Too Large', `A request may have ${maxHeaders} header lines at most.`)
  }
  if (method === 'TRACE') return new Refusal(405, 'Method Not Allowed', 'TRACE is not answered here.')
  if (url === '*') {
    if (method === 'OPTIONS') return new Refusal(204, 'No Content', '')
    return new Refusal(400, 'Bad Request', 'The target * goes with OPTIONS only.')
  }
  if (url.includes('#')) return new Refusal(400, 'Bad Request', 'A request target has no fragment.')
  if (url.startsWith('/')) return url
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url)
  if (!absolute) return new Refusal(400, 'Bad Request', 'The request target is neither a path nor a URL.')
  request.headers.host = absolute[1] // RFC 9112, 3.2.2: the target's host wins over the Host header
  return absolute[2]!.startsWith('/') ? absolute[2]! : `/${absolute[2]}`
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: true }, () => {
      server.removeListener('error', reject)
      server.on('error', () => {}) // a failed accept (no descriptors left) is over by itself
      resolve(server.address() as AddressInfo)
    })
  })
}

function isMissingAddress(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function asListenError(error: unknown, host: string, port: number): ListenError {
  const { code = '', message } = error as NodeJS.ErrnoException
  return new ListenError(code, host, port, message)
}

function rawStatusOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large'
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout'
  return '400 Bad Request'
}

// Written, then destroyed: `end()` alone would wait for a client that never reads.
function refuseRaw(socket: Socket, status: string): void {
  if (socket.destroyed) return
  socket.on('error', () => {})
  if (!socket.writable) return void socket.destroy()
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}
