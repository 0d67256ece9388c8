import { limits } from '../limits.js'
import { type InsideRecord, rememberedRequests, type WireRecord } from '../record.js'
import type { Exchange } from './exchange.js'
import { inTime } from './in-time.js'

/** How long nobody has to ask for anything before the app is asked what has happened inside. */
const idleMs = 300

/** A generation, for those who look back. */
export interface GenerationRecord {
  readonly number: number
  readonly pid: number
  /** In milliseconds since 1970. */
  readonly liveAt: number
}

const rememberedGenerations = 50

/** The last requests, through all generations: what was on the wire, and what happened inside as far as that was told. */
export class Records {
  readonly #takeRecords: () => Promise<void>
  /** The next one takes the place of the oldest. */
  readonly #wires: WireRecord[] = []
  #next = 0
  readonly #insides = new Map<number, InsideRecord>()
  readonly #listeners = new Set<(wire: WireRecord) => void>()
  #generations: readonly GenerationRecord[] = []
  #idle: NodeJS.Timeout | null = null

  /** `takeRecords` asks the app processes, whose answers come by `addInsides`. */
  constructor(takeRecords: () => Promise<void>) {
    this.#takeRecords = takeRecords
  }

  /** Newest first. */
  get generations(): readonly GenerationRecord[] {
    return this.#generations
  }

  /** A request was answered, or its client is gone. */
  add(exchange: Exchange, isComplete: boolean): void {
    const wire = wireRecord(exchange, isComplete)
    this.#wires[this.#next] = wire
    this.#next = (this.#next + 1) % rememberedRequests
    for (const listener of this.#listeners) listener(wire)
    if (this.#idle) this.#idle.refresh()
    else this.#idle = setTimeout(() => void this.#takeRecords(), idleMs).unref()
  }

  addInsides(insides: readonly InsideRecord[]): void {
    for (const inside of insides) this.#insides.set(inside.id, inside)
    if (this.#insides.size <= rememberedRequests) return
    const known = new Set(this.#wires.map(({ id }) => id))
    for (const id of this.#insides.keys()) if (!known.has(id)) this.#insides.delete(id)
  }

  addGeneration(generation: GenerationRecord): void {
    this.#generations = [generation, ...this.#generations].slice(0, rememberedGenerations)
  }

  /** Newest first. */
  all(): WireRecord[] {
    return [...this.#wires.slice(this.#next), ...this.#wires.slice(0, this.#next)].reverse()
  }

  wire(id: number): WireRecord | undefined {
    return this.#wires.find(wire => wire.id === id)
  }

  /** What happened inside of a request; undefined when nobody told. */
  async inside(id: number): Promise<InsideRecord | undefined> {
    if (!this.#insides.has(id)) await inTime(this.#takeRecords(), limits.sample)
    return this.#insides.get(id)
  }

  /** Calls `listener` for each request from here on. Returns what ends that. */
  listen(listener: (wire: WireRecord) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  stop(): void {
    if (this.#idle) clearTimeout(this.#idle)
  }
}

function wireRecord(exchange: Exchange, isComplete: boolean): WireRecord {
  const { id, head, request, response, generation, view, sentHeaders, waitedMs } = exchange
  return {
    id,
    at: Date.now() - waitedMs,
    generation,
    method: head.method,
    target: head.target,
    httpVersion: request.httpVersion,
    remoteAddress: head.remoteAddress,
    remotePort: head.remotePort,
    requestHeaders: request.rawHeaders,
    requestBody: exchange.requestBody,
    status: response.headersSent ? response.statusCode : 0,
    reason: response.statusMessage ?? '',
    responseHeaders: sentHeaders,
    responseBody: exchange.responseBody,
    totalMs: waitedMs,
    view,
    isComplete,
  }
}
