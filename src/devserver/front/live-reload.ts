import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { packageRoot } from '../package.js'
import type { ResponseHead } from '../protocol.js'
import { type BodyTransform, headerOf, type Transform } from './exchange.js'

export const livePath = '/__tiny_django__/live.js'
export const eventsPath = '/__tiny_django__/events'

const runId = Date.now().toString(36)

/** Tells open pages, over server-sent events, when what they show is no longer what the server would answer. */
export class LiveReload {
  readonly #listeners = new Set<ServerResponse>()
  #script: string | undefined
  #outcomes = 0

  /** Names the outcome that answers now (a generation, or an error in its place); no two runs share one. */
  get version(): string {
    return `${runId}.${this.#outcomes}`
  }

  /** A new outcome: every open page loads itself again. */
  bump(): void {
    this.#outcomes++
    for (const listener of this.#listeners) this.#send(listener)
  }

  /** A stylesheet has changed: pages that have it take the new one in its place. `path` is the end of its address. */
  swapStyle(path: string): void {
    for (const listener of this.#listeners) listener.write(`data: ${JSON.stringify({ style: path })}\n\n`)
  }

  serveScript(response: ServerResponse): void {
    this.#script ??= readFileSync(join(packageRoot, 'templates', 'pages', 'live.js'), 'utf8')
    response.writeHead(200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    })
    response.end(this.#script)
  }

  serveEvents(_: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
    response.write('retry: 1000\n\n') // to a server that is started again
    this.#listeners.add(response)
    response.on('close', () => this.#listeners.delete(response))
    this.#send(response)
  }

  close(): void {
    for (const listener of this.#listeners) listener.destroy()
  }

  /** Puts the script at the end of HTML documents; null for anything that is not fetched to be shown. */
  transform(request: IncomingMessage): Transform | null {
    if (request.headers['sec-fetch-dest'] !== 'document') return null
    return head => this.#transformed(head)
  }

  #transformed({ status, headers }: ResponseHead): BodyTransform {
    const type = headerOf(headers, 'content-type') ?? ''
    const hasPage = /^text\/html\b/i.test(type) && status !== 204 && status !== 304
    if (!hasPage || headerOf(headers, 'content-encoding')) return { headers, tail: '' }
    const tail = `<script src="${livePath}" data-version="${this.version}"${status >= 500 ? ' data-error' : ''}${nonceOf(headers)}></script>`
    return { headers: withTail(headers, Buffer.byteLength(tail)), tail }
  }

  // JSON in one `data:` line: nothing that is sent can end the event early or begin another.
  #send(listener: ServerResponse): void {
    listener.write(`data: ${JSON.stringify({ version: this.version })}\n\n`)
  }
}

// An ETag would be that of the page without the script.
function withTail(headers: readonly string[], tailBytes: number): string[] {
  const changed: string[] = []
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!
    const value = headers[index + 1]!
    if (/^content-length$/i.test(name)) changed.push(name, String(Number(value) + tailBytes))
    else if (!/^etag$/i.test(name)) changed.push(name, value)
  }
  return changed
}

/** ` nonce="…"` when the page's own policy lets only such scripts run. */
function nonceOf(headers: readonly string[]): string {
  const policy = headerOf(headers, 'content-security-policy') ?? ''
  const nonce = /'nonce-([A-Za-z0-9+/=_-]+)'/.exec(policy)?.[1]
  return nonce === undefined ? '' : ` nonce="${nonce}"`
}
