import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type RequestHead, readRequestHead } from '../../adapters/request-line.js'
import type { ListenAddress } from '../options.js'
import { Exchange, type ExchangeEvents, type Transform } from './exchange.js'
import { type Page, plainPage } from './page.js'

/** Where each request goes; tried in this order. */
export interface Routes {
  /** A page that ends the request before any code of the project sees it, or null. */
  refuse(head: RequestHead): Page | null
  /** Answers the dev server's own URLs. False: not one of them. */
  own(request: IncomingMessage, response: ServerResponse, head: RequestHead): boolean
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

/** Parses HTTP on the addresses asked for; what comes out is an Exchange or a refusal. */
export class FrontServer {
  readonly #routes: Routes
  readonly #events: ExchangeEvents
  readonly #servers: Server[] = []

  constructor(routes: Routes, events: ExchangeEvents) {
    this.#routes = routes
    this.#events = events
  }

  /** Binds the first host of `address`. Throws ListenError. */
  async listen({ hosts: [host = '127.0.0.1'], port, family }: ListenAddress): Promise<AddressInfo> {
    return this.#bind(host, port, family)
  }

  /**
   * Binds the other hosts to the same port. One that nobody named may be missing on this machine (no IPv6); one that
   * is taken never is. Throws ListenError.
   */
  async listenToRest({ hosts, port, explicit }: ListenAddress): Promise<AddressInfo[]> {
    const bound: AddressInfo[] = []
    for (const host of hosts.slice(1)) {
      try {
        bound.push(await this.#bind(host, port))
      } catch (error) {
        if (explicit || !(error instanceof ListenError) || !isMissingAddress(error.code)) throw error
      }
    }
    return bound
  }

  async #bind(host: string, port: number, family?: 4 | 6): Promise<AddressInfo> {
    const server = this.#create()
    try {
      const address = await listen(server, family ? await addressOf(host, family) : host, port)
      this.#servers.push(server)
      return address
    } catch (error) {
      throw asListenError(error, host, port)
    }
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
    server.maxHeadersCount = 0 // counted by readRequestHead, which refuses instead of dropping some
    server.on('request', (request, response) => this.#on(request, response))
    // The client waits with its body until somebody wants it: see Exchange.addCredit.
    server.on('checkContinue', (request, response) => this.#on(request, response))
    server.on('connect', (_, socket: Socket) => refuseRaw(socket, '405 Method Not Allowed'))
    server.on('clientError', (error, socket) => refuseRaw(socket as Socket, rawStatusOf(error)))
    return server
  }

  #on(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => {})
    response.on('error', () => {})
    const { method = '', url = '', rawHeaders } = request
    const head = readRequestHead(method, url, rawHeaders)
    if ('status' in head) return this.#refuse(request, response, refusals[head.status])
    const refused = this.#routes.refuse(head)
    if (refused) return this.#refuse(request, response, refused)
    if (this.#routes.own(request, response, head)) return
    this.#routes.project(new Exchange(request, response, head, this.#routes.transform(request), this.#events))
  }

  #refuse(request: IncomingMessage, response: ServerResponse, page: Page): void {
    const head = { target: request.url ?? '', rawHeaders: request.rawHeaders, hasBody: false }
    new Exchange(request, response, head, null, this.#events).answerWith(page)
    request.resume()
  }
}

/** Sentences for requests that are refused by their head alone (RFC 9112, section 3.2). */
const refusals = {
  204: plainPage(204, 'No Content', ''),
  400: plainPage(400, 'Bad Request', 'The request target is neither a path nor a URL, or there is not one Host.'),
  405: plainPage(405, 'Method Not Allowed', 'This method is not answered here.'),
  431: plainPage(431, 'Request Header Fields Too Large', 'There are too many header lines.'),
} as const

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

async function addressOf(name: string, family: 4 | 6): Promise<string> {
  if (name === 'localhost') return family === 4 ? '127.0.0.1' : '::1' // always (RFC 6761), whatever the machine's files say
  const { lookup } = await import('node:dns/promises')
  return (await lookup(name, { family })).address
}

function isMissingAddress(code: string): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(code)
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
