// What the inspector knows of a request. The front sees what is on the wire, the app process what happens inside; both
// halves have the number of the exchange. The inside is asked for when there is time for it or somebody looks: while a
// request is answered, times and references are noted and nothing else.

/** What the front saw of a request. */
export interface WireRecord {
  readonly id: number
  /** When it came, in milliseconds since 1970. */
  readonly at: number
  /** Number of the generation that answered; 0: the front did. */
  readonly generation: number
  readonly method: string
  readonly target: string
  readonly httpVersion: string
  readonly remoteAddress: string
  readonly remotePort: number
  /** Names and values alternating, as the client sent them. */
  readonly requestHeaders: readonly string[]
  readonly requestBody: Captured
  readonly status: number
  readonly reason: string
  /** As they went out. */
  readonly responseHeaders: readonly string[]
  readonly responseBody: Captured
  /** From its head to the last byte of its answer. */
  readonly totalMs: number
  /** The view that answered. */
  readonly view: string | null
  /** False: the client left before it had all. */
  readonly isComplete: boolean
}

/** The beginning of a body. */
export interface Captured {
  readonly bytes: Buffer
  /** How many there were in all. */
  readonly total: number
}

/** What the app process saw of it, secrets masked. */
export interface InsideRecord {
  readonly id: number
  readonly events: readonly RecordedEvent[]
  /** Events that were too many to keep. */
  readonly leftOut: number
  readonly view?: string
  readonly route?: string
  readonly urlName?: string
  readonly kwargs: readonly Row[]
  /** Class of the response. */
  readonly response?: string
  readonly form: readonly Row[]
  readonly files: readonly Row[]
  /** A body that is no form, as text. */
  readonly body?: string
  /** Absent: there is no session, or nobody looked into it. */
  readonly session?: readonly Row[]
  readonly messages: readonly Row[]
  /** Names of cookies that are keys to something. */
  readonly secretCookies: readonly string[]
}

export type Row = readonly [name: string, value: string]

/** One moment of a request; `at` in milliseconds since the app process began on it. */
export type RecordedEvent = { readonly at: number } & (
  | { readonly kind: 'in' | 'out'; readonly name: string }
  /** The resolver has found the view, or none. */
  | { readonly kind: 'found' | 'missed' | 'view' | 'returned' | 'render' | 'rendered' | 'end' }
  /** A hook of this middleware has answered. */
  | { readonly kind: 'answeredEarly' | 'rescued'; readonly name: string }
  | { readonly kind: 'template'; readonly name: string; readonly processors: readonly string[] }
  | { readonly kind: 'templateEnd'; readonly name: string }
  | { readonly kind: 'log'; readonly level: string; readonly name: string; readonly text: string }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'signal'; readonly name: string; readonly receivers: readonly string[] }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly status: number | null }
)

export type EventKind = RecordedEvent['kind']

/** How many requests are remembered. */
export const rememberedRequests = 500

/** Bytes of each body that are remembered. */
export const rememberedBodyBytes = { request: 64 * 1024, response: 16 * 1024 } as const
