import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseConnection, statusLineFor } from '../../adapters/refuse-connection.js'
import { ALLOWED_METHODS, type RequestHead, readRequestHead } from '../../adapters/request-line.js'
import { limits } from '../limits.js'
import type { ListenAddress, RunServerOptions } from '../options.js'
import { connectionsPerAddress } from './descriptors.js'
import { Exchange, type ExchangeEvents, type Transform } from './exchange.js'
import { allowing, lastPage, type Page, plainPage } from './page.js'

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

export interface FrontEvents extends ExchangeEvents {
  /** A client has begun with TLS. */
  askedForTls(): void
  /** A connection was not taken: there are as many as this process may have. */
  tooManyConnections(): void
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
  readonly #events: FrontEvents
  readonly #servers: Server[] = []
  readonly #https: RunServerOptions['https']

  /** `https`: the certificate and key to be used; without, it is HTTP. */
  constructor(routes: Routes, events: FrontEvents, https?: RunServerOptions['https']) {
    this.#https = https
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
    const options: ServerOptions = {
      headersTimeout: limits.head,
      connectionsCheckingInterval: limits.head / 4,
      requestTimeout: 0, // a large upload takes what it takes; one that trickles is noticed by BodyPace
      keepAliveTimeout: 5_000,
      // Somewhat more than is taken, so that who sends it can be told what is wrong.
      maxHeaderSize: 4 * maxHeaderSize,
    }
    const { createServer: createSecureServer } = this.#https ? process.getBuiltinModule('node:https') : {}
    const server: Server = createSecureServer?.({ ...options, ...this.#https }) ?? createServer(options)
    server.maxHeadersCount = 0 // counted by readRequestHead, which refuses instead of dropping some
    server.on('request', (request, response) => this.#inTurn(request, response))
    // The client waits with its body until somebody wants it: see Exchange.addCredit.
    server.on('checkContinue', (request, response) => this.#inTurn(request, response))
    server.on('connect', (_, socket) => refuseConnection(socket, '405 Method Not Allowed'))
    server.on('clientError', (error, socket) => this.#onClientError(error, socket))
    server.maxConnections = connectionsPerAddress(2)
    server.on('drop', () => this.#events.tooManyConnections())
    Object.assign(server, { httpAllowHalfOpen: true }) // without it, Node drops the answer of who has ended its side
    server.on('connection', (socket: Socket) => socket.once('end', () => cutWhenSilent(socket)))
    return server
  }

  // What an earlier request on the same connection does may matter to a later one (RFC 9112, section 9.3.2).
  #inTurn(request: IncomingMessage, response: ServerResponse): void {
    if (response.socket === null) response.once('socket', () => this.#on(request, response))
    else this.#on(request, response)
  }

  #onClientError(error: ClientError, socket: Duplex): void {
    if (error.rawPacket?.[0] === tlsHandshake) this.#events.askedForTls()
    refuseConnection(socket, statusLineFor(error))
  }

  #on(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => {})
    response.on('error', () => {})
    const head = readRequestHead(request)
    if ('status' in head) return this.#refuse(request, response, refusals[head.status])
    const refused = tooLarge(request) ?? this.#routes.refuse(head)
    if (refused) return this.#refuse(request, response, refused)
    if (this.#routes.own(request, response, head)) return
    this.#routes.project(new Exchange(request, response, head, this.#routes.transform(request), this.#events))
  }

  #refuse(request: IncomingMessage, response: ServerResponse, page: Page): void {
    const head = { target: request.url ?? '', rawHeaders: request.rawHeaders, hasBody: true }
    new Exchange(request, response, head, null, this.#events).answerWith(page)
  }
}

type ClientError = Error & { readonly code?: string; readonly rawPacket?: Buffer }

/** What TLS begins with. */
const tlsHandshake = 0x16

/** Sentences for requests that are refused by their head alone. */
const refusals = {
  204: plainPage(204, 'No Content', ''),
  400: lastPage(
    400,
    'Bad Request',
    'The request target is neither a path nor a URL, or there is not one Host, or HTTP/1.0 has a Transfer-Encoding.',
  ),
  405: allowing(ALLOWED_METHODS, plainPage(405, 'Method Not Allowed', 'This method is not answered here.')),
  414: lastPage(414, 'URI Too Long', `The request target is longer than ${maxHeaderSize} bytes.`),
  431: lastPage(
    431,
    'Request Header Fields Too Large',
    `There are more than 200 header lines, or more than ${maxHeaderSize} bytes of them. Cookies may be the reason: a ` +
      'browser sends those of all servers on one host to each of them, whatever their port.',
  ),
  501: lastPage(501, 'Not Implemented', 'The only Transfer-Encoding that is understood is "chunked".'),
  505: lastPage(505, 'HTTP Version Not Supported', 'HTTP/1.1 and HTTP/1.0 are spoken here.'),
} as const

function tooLarge({ url = '', rawHeaders }: IncomingMessage): Page | null {
  if (url.length > maxHeaderSize) return refusals[414]
  let bytes = 0
  for (const each of rawHeaders) bytes += each.length + 2
  return bytes > maxHeaderSize ? refusals[431] : null
}

/**
 * Who has ended its side of a connection is either waiting for its answer or gone, which looks the same from here. As long
 * as it takes what it is sent, it is there.
 */
function cutWhenSilent(socket: Socket): void {
  const taken = () => socket.bytesWritten - socket.writableLength
  let before = taken()
  const timer = setInterval(() => {
    if (taken() === before) socket.destroy()
    before = taken()
  }, limits.halfOpen)
  socket.once('close', () => clearInterval(timer))
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: true }, () => {
      server.removeListener('error', reject)
      server.on('error', () => {}) // a connection that was gone before it was taken
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
