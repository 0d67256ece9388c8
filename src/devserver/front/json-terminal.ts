import { StringDecoder } from 'node:string_decoder'
import { type BuildMessage, messageAsText } from '../compiler/messages.js'
import { version } from '../version.js'
import type { Exchange } from './exchange.js'
import type { Banner, Terminal } from './terminal.js'

/**
 * The same events for programs (`--json`): one JSON object a line on standard output, each with its name as `event` and
 * its `time` (ISO 8601). What the project prints is an event as well, so that every line can be read.
 *
 *     {"event":"ready","time":"…","version":"0.1.0","settings":"settings.ts","urls":["http://127.0.0.1:8000/"],"ms":312}
 *     {"event":"request","time":"…","method":"GET","target":"/","status":200,"bytes":5,"ms":1.2,"view":"views.index"}
 *     {"event":"live","time":"…"}                                  the project answers, at first or again
 *     {"event":"error","time":"…","message":"…","file":"views.ts","line":3,"column":1}   place: of build errors
 *     {"event":"warning","time":"…","message":"…"}
 *     {"event":"output","time":"…","stream":"stdout","text":"…"}
 */
export class JsonTerminal implements Terminal {
  readonly #verbosity: number
  readonly #decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() }
  #isOut = true

  constructor(verbosity: number) {
    this.#verbosity = verbosity
    process.stdout.on('error', () => {
      this.#isOut = false
    })
    process.stderr.on('error', () => {})
  }

  error(text: string): void {
    this.#print('error', { message: text })
  }

  warning(text: string): void {
    if (this.#verbosity > 0) this.#print('warning', { message: text })
  }

  message(level: 'error' | 'warning', message: BuildMessage): void {
    if (level === 'warning' && this.#verbosity === 0) return
    const { file, line, column } = message
    this.#print(level, { message: messageAsText(message), ...(file !== null && { file, line, column }) })
  }

  detail(text: string): void {
    if (this.#verbosity > 1) this.#print('detail', { message: text })
  }

  output(bytes: Buffer, stream: 'stdout' | 'stderr'): void {
    const text = this.#decoders[stream].write(bytes)
    if (text !== '') this.#print('output', { stream, text })
  }

  banner({ settingsModule: settings, urls, networkUrls, readyMs }: Banner): void {
    const network = networkUrls.length > 0 ? { networkUrls } : {}
    if (this.#verbosity > 0) this.#print('ready', { version, settings, urls, ...network, ms: Math.round(readyMs) })
  }

  answer(): void {}

  clear(): void {}

  live(): void {
    if (this.#verbosity > 0) this.#print('live', {})
  }

  request({ head: { method, target }, response, sentBytes, waitedMs, view }: Exchange): void {
    if (this.#verbosity === 0) return
    const ms = Math.round(waitedMs * 10) / 10
    this.#print('request', { method, target, status: response.statusCode, bytes: sentBytes, ms, ...(view && { view }) })
  }

  #print(event: string, fields: object): void {
    if (!this.#isOut) return
    process.stdout.write(`${JSON.stringify({ event, time: new Date().toISOString(), ...fields })}\n`)
  }
}
