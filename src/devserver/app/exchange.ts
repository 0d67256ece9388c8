import type { HttpRequest } from '../../http/request.js'
import { viewName } from '../../urls/names.js'
import { windowBytes } from '../limits.js'
import type { CurrentRequest } from '../protocol.js'
import type { BodyQueue } from './body.js'
import type { Recording } from './recorder.js'

/** One request in the app process, from its head to the last byte of its answer. */
export class AppExchange {
  readonly id: number
  readonly request: HttpRequest
  readonly body: BodyQueue | null
  /** What happens to it; null where nobody wants to know. */
  readonly recording: Recording | null
  /** The client is gone or was answered otherwise; nothing more is sent. */
  isAborted = false
  #credit = windowBytes
  #controller: AbortController | null = null
  #wake: (() => void) | null = null

  constructor(id: number, request: HttpRequest, body: BodyQueue | null, recording: Recording | null = null) {
    this.id = id
    this.request = request
    this.body = body
    this.recording = recording
  }

  get current(): CurrentRequest {
    const match = this.request.resolverMatch
    return { id: this.id, view: match ? viewName(match.func) : null, route: match?.route ?? null }
  }

  /** Aborted when this is. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.isAborted) this.#controller.abort()
    return this.#controller.signal
  }

  abort(): void {
    this.isAborted = true
    this.#controller?.abort()
    this.body?.abort()
    this.#wake?.()
  }

  /** The front has passed on this many bytes of the streamed answer. */
  addCredit(bytes: number): void {
    this.#credit += bytes
    if (this.#credit > 0) this.#wake?.()
  }

  /** Counts `bytes` as sent; resolves when more may follow. */
  async spend(bytes: number): Promise<void> {
    this.#credit -= bytes
    while (this.#credit <= 0 && !this.isAborted) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = null
    }
  }
}
