import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from '../adapters/node.js'
import type { Application } from '../core/application.js'
import { AccessLog } from './access-log.js'
import type { Options } from './options.js'

/** How long requests that have begun may take once the server is told to stop. gunicorn: `graceful_timeout`. */
const graceMs = 30_000

/** The production server of one process. */
export class ProductionServer {
  readonly #server: Server
  readonly #log: AccessLog | null
  readonly #open = new Set<ServerResponse>()
  #stopping: Promise<void> | null = null

  constructor(app: Pick<Application, 'handle' | 'bodyRules'>, { accessLog }: Pick<Options, 'accessLog'>) {
    this.#server = createServer(app)
    this.#server.prependListener('request', (_message: IncomingMessage, out: ServerResponse) => this.#begin(out))
    this.#server.prependListener('checkContinue', (_message: IncomingMessage, out: ServerResponse) => this.#begin(out))
    this.#log = accessLog ? new AccessLog(this.#server) : null
  }

  /** Resolves with the address when it listens; rejects when it cannot. */
  listen({ host, port }: Pick<Options, 'host' | 'port'>): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port }, () => {
        const address = this.#server.address()
        const bound = typeof address === 'object' && address !== null ? address.port : port
        resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}/`)
      })
    })
  }

  /**
   * Takes no more connections and resolves when the answers that have begun are out: each of them ends its connection, and
   * streams of events, which would never end, are cut.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    for (const out of this.#open) {
      if (isEventStream(out)) out.destroy()
      else if (!out.headersSent) out.shouldKeepAlive = false
    }
    this.#server.closeIdleConnections()
    const patience = setTimeout(() => this.#server.closeAllConnections(), graceMs)
    await closed
    clearTimeout(patience)
    this.#log?.flush()
  }

  #begin(out: ServerResponse): void {
    if (this.#stopping !== null) out.shouldKeepAlive = false
    this.#open.add(out)
    out.once('close', () => {
      this.#open.delete(out)
      // What was kept open for another request has none to come.
      if (this.#stopping !== null) this.#server.closeIdleConnections()
    })
  }
}

function isEventStream(out: ServerResponse): boolean {
  return out.headersSent && /^content-type: text\/event-stream/im.test(headOf(out))
}

/** The head as it was sent. What `writeHead` is given in a list, Node has no public way to ask for. */
function headOf(out: ServerResponse): string {
  return (out as { _header?: string | null })._header ?? ''
}
