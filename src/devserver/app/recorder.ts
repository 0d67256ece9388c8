import type { Observer } from '../../core/observer.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import type { GetResponse } from '../../middleware/types.js'
import { after } from '../../utils/after.js'
import { setWatcher, type WatchedTemplate, type Watcher } from '../../utils/watch.js'
import { type EventKind, type InsideRecord, rememberedRequests } from '../record.js'

declare module '../../http/request.js' {
  interface HttpRequest {
    /** What happens to it, for the dev server's inspector. @internal */
    _recording?: Recording
  }
}

// Before the project can put another in its place.
const now = performance.now.bind(performance)

/** A page with a thousand includes is not a thousand times as interesting. */
const mostEvents = 400

/** Bodies beyond this are described with their request, and then let go. */
const largeBodyBytes = 64 * 1024

/** One moment, as it is noted: what it is about is looked at later. */
export interface Mark {
  readonly kind: EventKind
  readonly at: number
  readonly about: unknown
}

/** What happens to one request: marks in the order of time. */
export class Recording {
  readonly id: number
  readonly startedAt = now()
  readonly marks: Mark[] = []
  leftOut = 0
  request: HttpRequest | null
  response = ''
  bodyBytes = 0

  constructor(id: number, request: HttpRequest) {
    this.id = id
    this.request = request
  }

  mark(kind: EventKind, about?: unknown): void {
    // By index: a project may have put something else in the place of `push`.
    if (this.marks.length < mostEvents || kind === 'end') this.marks[this.marks.length] = { kind, at: now(), about }
    else this.leftOut++
  }
}

type Describe = (recording: Recording) => InsideRecord | null

/**
 * Notes what happens while requests are answered. The last ones are kept as they are until the front asks for them, so that
 * a request costs some clock readings; describing one costs more than a small view.
 */
export class Recorder {
  readonly #describe: () => Describe
  readonly #kept: (Recording | InsideRecord)[] = []
  #next = 0

  /** `describe` is asked for when there is something to describe. */
  constructor(describe: () => Describe) {
    this.#describe = describe
  }

  /** For the application whose requests are recorded. */
  readonly observer: Observer = {
    aroundMiddleware: (middleware, layer) => aroundLayer(middleware, layer),
    viewFound: request => request._recording?.mark('found'),
    reached: (request, point, hook) => request._recording?.mark(point, hook),
    errorHandled: (request, error, response) =>
      request._recording?.mark('error', { error, status: response?.statusCode ?? null }),
  }

  ended(recording: Recording, response: HttpResponseBase): void {
    recording.mark('end')
    recording.response = response.constructor.name
    const isLarge = recording.bodyBytes > largeBodyBytes
    this.#kept[this.#next % rememberedRequests] = (isLarge && this.#describe()(recording)) || recording
    this.#next++
  }

  /** What was recorded since the last time, oldest first. */
  take(): InsideRecord[] {
    const oldest = this.#next > rememberedRequests ? this.#next % rememberedRequests : 0
    const kept = [...this.#kept.slice(oldest), ...this.#kept.slice(0, oldest)]
    this.#kept.length = 0
    this.#next = 0
    const describe = kept.length > 0 ? this.#describe() : null
    return kept.flatMap(each => (each instanceof Recording ? (describe?.(each) ?? []) : [each]))
  }
}

function aroundLayer(middleware: unknown, layer: GetResponse): GetResponse {
  return request => {
    const recording = request._recording
    if (recording === undefined) return layer(request)
    recording.mark('in', middleware)
    return after(layer(request), response => {
      recording.mark('out', middleware)
      return response
    })
  }
}

/** Has what is logged, sent and rendered noted with the request whose code is running. */
export function watchRequests(current: () => Recording | undefined): Watcher | null {
  return setWatcher({
    logged: record => current()?.mark('log', record),
    signalSent: (signal, receivers) => current()?.mark('signal', { signal, receivers }),
    rendering: (template, render) => rendering(current(), template, render),
  })
}

function rendering(recording: Recording | undefined, template: WatchedTemplate, render: () => string): string {
  if (recording === undefined) return render()
  recording.mark('template', template)
  const text = render()
  recording.mark('templateEnd', template)
  return text
}
