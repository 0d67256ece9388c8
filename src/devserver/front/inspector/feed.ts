import type { ServerResponse } from 'node:http'
import type { Records } from '../records.js'
import { type Summary, summaryOf } from './summary.js'

/** How often open pages are told, at most. */
const intervalMs = 200

/** More in one go nobody can read; how many there were is said. */
const mostAtOnce = 100

/** What open pages are sent: `missed` were left out. */
interface News {
  readonly requests: readonly Summary[]
  readonly missed: number
}

/** Tells open pages of new requests, over server-sent events. What they say is not listened to. */
export class Feed {
  readonly #records: Records
  readonly #pages = new Set<ServerResponse>()
  #news: Summary[] = []
  #missed = 0
  #timer: NodeJS.Timeout | null = null
  #stopListening: (() => void) | null = null

  constructor(records: Records) {
    this.#records = records
  }

  open(response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
    response.write(': hello\n\n')
    this.#pages.add(response)
    this.#stopListening ??= this.#records.listen(wire => this.#add(summaryOf(wire)))
    response.on('close', () => this.#forget(response))
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    for (const page of this.#pages) page.destroy()
  }

  #add(summary: Summary): void {
    this.#news.push(summary)
    if (this.#news.length > mostAtOnce) {
      this.#news.shift()
      this.#missed++
    }
    this.#timer ??= setTimeout(() => this.#tell(), intervalMs)
  }

  // A page that does not take what it is sent is told less often, and is sent no more than the others.
  #tell(): void {
    this.#timer = null
    const news: News = { requests: this.#news, missed: this.#missed }
    this.#news = []
    this.#missed = 0
    for (const page of this.#pages) if (!page.writableNeedDrain) page.write(`data: ${JSON.stringify(news)}\n\n`)
  }

  #forget(page: ServerResponse): void {
    this.#pages.delete(page)
    if (this.#pages.size > 0) return
    this.#stopListening?.()
    this.#stopListening = null
  }
}
