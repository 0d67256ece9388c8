/// <reference lib="esnext.disposable" preserve="true" />
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from '../adapters/node.js'
import { modifySettings, type Restore } from '../conf/testing.js'
import type { Application, ApplicationOptions } from '../core/application.js'
import { createApplication } from '../core/create-application.js'
import { setupOnce } from './environment.js'

/** Where a server for tests listens. */
export interface LiveServerOptions {
  /** `127.0.0.1` unless told. */
  readonly host?: string
  /** A free one unless told. */
  readonly port?: number
}

/**
 * A real server for the application, for browsers and other programs; its host is an allowed one while it runs. Ended by
 * `close()`, or by the end of a block with `await using`. Django: `LiveServerTestCase`.
 *
 * ```ts
 * await using server = await liveServer({ urlpatterns, settings })
 * await page.goto(server.url)
 * ```
 */
export async function liveServer(
  app: Application | ApplicationOptions,
  { host = '127.0.0.1', port = 0 }: LiveServerOptions = {},
): Promise<LiveServer> {
  setupOnce()
  const made = 'handle' in app ? app : createApplication(app)
  const allowed = modifySettings({ ALLOWED_HOSTS: { append: host } })
  const server = createServer(made)
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  } catch (error) {
    allowed()
    throw error
  }
  return new LiveServer(server, host, allowed)
}

/** A server that `liveServer` has started. */
export class LiveServer implements AsyncDisposable {
  /** Without a slash at its end, as Django's `live_server_url`. */
  readonly url: string
  readonly port: number
  readonly #server: Server
  readonly #allowed: Restore

  constructor(server: Server, host: string, allowed: Restore) {
    this.#server = server
    this.#allowed = allowed
    this.port = (server.address() as AddressInfo).port
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`
  }

  /** Ends it, and every connection to it. */
  async close(): Promise<void> {
    this.#allowed()
    const closed = new Promise<void>(resolve => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
