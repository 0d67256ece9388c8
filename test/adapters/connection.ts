import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** Reaching it is a failure. */
const patienceMs = 20_000

/** A client that says what it is told to, byte for byte (Latin-1), and shows what came back. */
export class Connection {
  readonly socket: Socket
  /** Resolves when the connection is over, however it ended. */
  readonly closed: Promise<void>
  #text = ''

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    this.closed = new Promise(resolve => socket.once('close', () => resolve()))
    onTestFinished(() => void socket.destroy())
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const connection = new Connection(socket)
    await once(socket, 'connect')
    return connection
  }

  /** What came back so far. */
  get text(): string {
    return this.#text
  }

  /** Begins to read; without it the client never looks at what it is sent. */
  read(): this {
    this.socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1')
    })
    this.socket.on('end', () => this.socket.end())
    return this
  }

  send(bytes: string | Buffer): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    return this
  }

  /** Ends its own side, and waits for the rest of the other. */
  endSending(): this {
    this.socket.end()
    return this
  }

  /** Breaks the connection off (RST), as who is gone does. */
  leave(): void {
    this.socket.resetAndDestroy()
  }

  /** Resolves when what came back matches. */
  async until(pattern: RegExp): Promise<void> {
    await this.#within(async () => {
      while (!pattern.test(this.#text)) {
        if (this.socket.destroyed) throw new Error(`It ended without ${pattern}: ${this.#text}`)
        await Promise.race([once(this.socket, 'data'), this.closed])
      }
    }, `what matches ${pattern}`)
  }

  /** All that came back, once the connection is over. */
  async untilClosed(): Promise<string> {
    await this.#within(() => this.closed, 'an end')
    return this.#text
  }

  async #within(work: () => Promise<void>, what: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`The connection has not come to ${what}: ${this.#text}`)), patienceMs)
    })
    try {
      await Promise.race([work(), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
