import { writeSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * A line for each answer, in the combined format that Apache, nginx and gunicorn write, except that its size counts the
 * head too. Lines of one turn of the event loop are written at once.
 */
export class AccessLog {
  readonly #sent = new WeakMap<Socket, number>()
  #lines = ''

  constructor(server: Server) {
    const watch = (message: IncomingMessage, out: ServerResponse) => {
      const { socket } = message
      out.once('close', () => this.#add(message, out, socket))
    }
    server.on('request', watch).on('checkContinue', watch)
  }

  /** Writes what there is, before the process ends. */
  flush(): void {
    if (this.#lines === '') return
    const lines = this.#lines
    this.#lines = ''
    try {
      writeSync(1, lines)
    } catch {} // nobody reads it any more
  }

  #add(message: IncomingMessage, out: ServerResponse, socket: Socket): void {
    if (this.#lines === '') setImmediate(() => this.#write())
    const { method, url, httpVersion, headers } = message
    const bytes = socket.bytesWritten - (this.#sent.get(socket) ?? 0)
    this.#sent.set(socket, socket.bytesWritten)
    const client = socket.remoteAddress ?? '-'
    this.#lines +=
      `${client} - - [${now()}] "${escaped(`${method} ${url} HTTP/${httpVersion}`)}" ${out.statusCode} ${bytes} ` +
      `"${escaped(headers.referer ?? '-')}" "${escaped(headers['user-agent'] ?? '-')}"\n`
  }

  #write(): void {
    const lines = this.#lines
    this.#lines = ''
    process.stdout.write(lines)
  }
}

/** Nothing that a client sends ends a line or a field. */
function escaped(text: string): string {
  if (!/["\\\p{Cc}]/u.test(text)) return text
  return text.replace(/["\\\p{Cc}]/gu, character =>
    /["\\]/.test(character) ? `\\${character}` : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
let second = 0
let text = ''

/** `30/Nov/2026:19:25:58 +0000` */
function now(): string {
  const current = Math.floor(Date.now() / 1000)
  if (current === second) return text
  second = current
  const [date, time] = new Date(current * 1000).toISOString().split('T') as [string, string]
  const [year, month, day] = date.split('-')
  text = `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
  return text
}
