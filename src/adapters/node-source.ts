import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestSource } from '../http/source.js'
import type { RequestHead } from './request-line.js'

/** A request as `node:http` has it. What few views ask for is looked up when it is asked for. */
export class NodeSource implements RequestSource {
  readonly method: string
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly #message: IncomingMessage
  readonly #out: ServerResponse

  constructor(message: IncomingMessage, out: ServerResponse, head: RequestHead) {
    this.method = message.method ?? 'GET'
    this.target = head.target
    this.rawHeaders = head.rawHeaders
    this.#message = message
    this.#out = out
  }

  get signal(): AbortSignal {
    const controller = new AbortController()
    const out = this.#out
    const abort = () => {
      if (!out.writableFinished) controller.abort()
    }
    if (out.closed) abort()
    else out.once('close', abort)
    return controller.signal
  }

  get scheme(): 'http' | 'https' {
    return 'encrypted' in this.#message.socket ? 'https' : 'http'
  }

  get protocol(): string {
    return `HTTP/${this.#message.httpVersion}`
  }

  /** As Django has it: `''` on a socket that is no network's; a client of IPv4 by its own address on any socket. */
  get remoteAddress(): string {
    return (this.#message.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  }

  get remotePort(): number | undefined {
    return this.#message.socket.remotePort
  }

  get serverName(): string | undefined {
    return this.#message.socket.localAddress
  }

  get serverPort(): number | undefined {
    return this.#message.socket.localPort
  }
}
