import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { peerFolder } from './installs.js'
import type { Server } from './server.js'

/** What is used of the `ws` package. Node's own WebSocket is missing from the oldest supported version. */
interface Socket {
  on(event: 'message', listener: (data: Buffer) => void): void
  once(event: 'open' | 'close', listener: () => void): void
  once(event: 'error', listener: (error: Error) => void): void
  send(text: string): void
  close(): void
}

/** A connection to the inspector of a server that was started with `--inspect=127.0.0.1:0`. */
export class Inspector {
  readonly #socket: Socket
  readonly #waiting = new Map<number, PromiseWithResolversOf<unknown>>()
  #lastId = 0

  static async connect(server: Server): Promise<Inspector> {
    const url = await inspectorUrl(server)
    const require = createRequire(join(peerFolder('tools'), 'package.json'))
    const WebSocket = require('ws') as new (url: string) => Socket
    const socket = new WebSocket(url)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return new Inspector(socket)
  }

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', data => this.#onMessage(JSON.parse(data.toString())))
  }

  call(method: string): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.send(JSON.stringify({ id, method }))
    })
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.#socket.once('close', resolve)
      this.#socket.close()
    })
  }

  #onMessage({ id, result, error }: { id?: number; result?: unknown; error?: { message: string } }): void {
    const waiting = this.#waiting.get(id ?? 0)
    this.#waiting.delete(id ?? 0)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result)
  }
}

interface PromiseWithResolversOf<Value> {
  resolve(value: Value): void
  reject(error: Error): void
}

/** Node prints it when the inspector is there. */
async function inspectorUrl(server: Server): Promise<string> {
  for (let tries = 0; tries < 500; tries++) {
    const url = /Debugger listening on (ws:\S+)/.exec(server.output)?.[1]
    if (url) return url
    await sleep(10)
  }
  throw new Error(`${server.subject.title} did not open its inspector.`)
}
