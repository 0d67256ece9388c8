import type { Observer } from '../../core/observer.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import type { GetResponse } from '../../middleware/types.js'
import type { ResolverMatch } from '../../urls/match.js'
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
  /** Milliseconds since the recording began. */
  readonly at: number
  readonly about: unknown
}

/** What happens to one request: marks in the order of time. Made for every request, so it holds nothing that is not needed. */
export class Recording {
  readonly id: number
  leftOut = 0
  /** What is left of the request when it is over. */
  match: ResolverMatch | null = null
  session: unknown = undefined
  messages: unknown = undefined
  /** A request with a body. */
  request: HttpRequest | null = null
  /** Class of the response. */
  response: { readonly name: string } | null = null
  bodyBytes = 0
  readonly #startedAt = now()
  // Three entries a mark: kind, microseconds, what it is about. Small integers and no objects: they outlive the young
  // generation of the heap, whose survivors are what costs.
  readonly #marks: unknown[] = []

  constructor(id: number) {
    this.id = id
  }

  mark(kind: EventKind, about?: unknown): void {
    const marks = this.#marks
    const next = marks.length
    if (next >= 3 * mostEvents && kind !== 'end') {
      this.leftOut++
      return
    }
    // By index: a project may have put something else in the place of `push`.
    marks[next] = kind
    marks[next + 1] = ((now() - this.#startedAt) * 1000) | 0
    marks[next + 2] = about
  }

  get marks(): Mark[] {
    const marks: Mark[] = []
    for (let index = 0; index < this.#marks.length; index += 3) {
      const [kind, microseconds, about] = this.#marks.slice(index, index + 3)
      marks.push({ kind: kind as EventKind, at: (microseconds as number) / 1000, about })
    }
    return marks
  }

  /** Keeps what describing it takes, and lets the rest of the request go. */
  close(request: HttpRequest, response: HttpResponseBase): void {
    this.mark('end')
    const { session, _messages } = request as { readonly session?: unknown; readonly _messages?: unknown }
    this.match = request.resolverMatch
    this.session = session
    this.messages = _messages
    this.response = response.constructor
    if (request.hasReceived) this.request = request
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

  /** A request begins. */
  begin(id: number, request: HttpRequest): Recording {
    const recording = new Recording(id)
    request._recording = recording
    return recording
  }

  /** It is answered. */
  end(recording: Recording, request: HttpRequest, response: HttpResponseBase): void {
    recording.close(request, response)
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
