import net from 'node:net'

/** What the project listens on. The next generation may want the same ports before this one has ended. */
export class Listeners {
  readonly #open = new Set<net.Server>()

  /** `began` is called for the first server of the project that listens. */
  constructor(began: () => void) {
    const { listen } = net.Server.prototype
    const note = (server: net.Server) => this.#note(server, began)
    net.Server.prototype.listen = function (this: net.Server, ...parameters: unknown[]) {
      note(this)
      return Reflect.apply(listen, this, parameters)
    } as typeof listen
  }

  /** Gives up every port; connections that are open stay so. */
  close(): void {
    for (const server of this.#open) server.close()
  }

  #note(server: net.Server, began: () => void): void {
    server.once('listening', () => {
      if (this.#open.size === 0) began()
      this.#open.add(server)
      server.once('close', () => this.#open.delete(server))
    })
  }
}
