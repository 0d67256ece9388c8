import type { ChildProcess } from 'node:child_process'
import { relative } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { Channel, decodeJson, decodeResponse } from '../channel.js'
import { defaultMemoryLimitMb, limits } from '../limits.js'
import { mayHaveChildren, signalStrays } from '../processes.js'
import {
  type CurrentRequest,
  type Definition,
  type Fault,
  Frame,
  type Loaded,
  type LoadFailure,
  type LoadPlan,
  type ProjectDescription,
  type ProjectQuestion,
  type ResponseHead,
  type Stack,
} from '../protocol.js'
import type { InsideRecord } from '../record.js'
import type { Exchange } from './exchange.js'
import { GuardClient } from './guard-client.js'
import { Holdings } from './holdings.js'
import { inTime } from './in-time.js'
import { OutputLimit } from './output-limit.js'

export type GenerationState =
  /** Node is starting and the runtime is being loaded. */
  | 'booting'
  /** It could take over at once. */
  | 'spare'
  /** The project's modules are being evaluated. */
  | 'loading'
  /** It answers. */
  | 'live'
  /** Another has taken over; it finishes what it has begun. */
  | 'draining'
  | 'ended'

export interface GenerationEvents {
  /** A whole line, or the last piece of one, that the project printed. */
  output(generation: Generation, text: Buffer, stream: 'stdout' | 'stderr'): void
  /** The app told of an error outside any answer, or of its own end. */
  fault(generation: Generation, fault: Fault): void
  /** What is in the project's hot states. */
  snapshot(generation: Generation, bytes: Buffer): void
  /** What has happened inside of its requests. */
  records(records: readonly InsideRecord[]): void
  /** A sentence for the terminal. */
  warning(sentence: string): void
  /** The process is gone. What was open is still in `open`. */
  ended(generation: Generation): void
}

export type LoadResult =
  | { readonly kind: 'loaded'; readonly loaded: Loaded }
  | { readonly kind: 'failed'; readonly failure: LoadFailure }
  /** The process ended before it had loaded. */
  | { readonly kind: 'died' }
  /** It was too slow: where it is, if it is busy, and the modules that may be awaiting something. */
  | { readonly kind: 'timeout'; readonly stack: Stack | null; readonly awaiting: readonly string[] }

const channelClosedMs = 50

/** One app process, from its start to its end, and the requests it has. */
export class Generation {
  readonly channel: Channel
  readonly guard: GuardClient
  readonly holdings: Holdings
  readonly open = new Map<number, Exchange>()
  /** Resolves when the process can take a project; also when it ends before that. */
  readonly ready: Promise<void>
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
  state: GenerationState = 'booting'
  /** Which one of those that were live; 0: none yet. */
  number = 0
  /** The last thing the app said about why it ends. */
  fault: Fault | null = null
  exitCode: number | null = null
  signal: NodeJS.Signals | null = null
  /** When the app last said anything, by `performance.now()`. */
  heardAt = 0
  /** When it last answered a ping. */
  pongAt = 0
  /** When one of its requests last made progress. */
  progressAt = 0
  lastLines: string[] = []
  /** Whether it was ever given a request. */
  hasServed = false
  memoryLimitMb = defaultMemoryLimitMb()
  /** How long its views may take to answer. */
  answerLimitMs = Number.POSITIVE_INFINITY

  readonly #process: ChildProcess
  readonly #events: GenerationEvents
  /** Whether something the project started may be outside the process group; known only of a process that lives. */
  #mayHaveStrays = true
  readonly #defined = new Map<string, Definition>()
  readonly #identifying = new Map<number, (current: CurrentRequest | null) => void>()
  /** Who waits for what has happened inside of its requests. */
  readonly #recordTakers: (() => void)[] = []
  #settleReady: () => void = () => {}
  #settleLoad: ((result: LoadResult) => void) | null = null
  /** Who has asked what the project is like, in this order. */
  readonly #describing: ((description: ProjectDescription | null) => void)[] = []
  #whenIdle: (() => void) | null = null

  constructor(process: ChildProcess, events: GenerationEvents) {
    this.#process = process
    this.#events = events
    const channel = quiet(process.stdio[3] as Duplex)
    this.channel = new Channel(channel, (...frame) => this.#on(...frame), { gathers: true })
    channel.on('close', () => this.#onChannelClosed())
    this.holdings = new Holdings(this.channel, process.pid ?? 0)
    this.guard = new GuardClient(quiet(process.stdio[4] as Duplex))
    this.ready = new Promise(resolve => {
      this.#settleReady = resolve
    })
    this.gone = new Promise(resolve => this.#watchEnd(resolve))
    this.#readOutput(process.stdout, 'stdout')
    this.#readOutput(process.stderr, 'stderr')
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** Gives a spare the modules there are, so that a load sends only what has changed since. */
  define(modules: Iterable<Definition>): void {
    const changed = this.#notYetDefined(modules)
    this.channel.sendJson(Frame.define, 0, { modules: changed })
  }

  /** What an earlier one has left; to be handed over before `load`. */
  takeOver(hotStates: Buffer): void {
    this.channel.sendBytes(Frame.hotStates, 0, hotStates)
  }

  /** A debugger is to find the next one. */
  leaveDebugger(): void {
    this.channel.sendEmpty(Frame.leaveDebugger)
  }

  /** Asks what is in its hot states: the answer is an event. */
  takeSnapshot(): void {
    this.channel.sendEmpty(Frame.takeSnapshot)
  }

  /** Evaluates the project. Resolves with how that went; never rejects. */
  async load(plan: Omit<LoadPlan, 'changed' | 'paths'>, modules: ReadonlyMap<string, Definition>): Promise<LoadResult> {
    if (this.state === 'ended') return { kind: 'died' }
    this.state = 'loading' // also while it boots: what is sent waits in the pipe
    const changed = this.#notYetDefined(modules.values())
    this.channel.sendJson(Frame.load, 0, { ...plan, changed, paths: [...modules.keys()] } satisfies LoadPlan)
    return new Promise(resolve => {
      // Somebody who steps through a module takes as long as he likes.
      const deadline = plan.inspect ? undefined : setTimeout(() => void this.#loadTimedOut(plan), limits.load)
      this.#settleLoad = result => {
        clearTimeout(deadline)
        resolve(result)
      }
    })
  }

  /** What the project is like; `null` when its process ends before it can say so. */
  describe(question: ProjectQuestion): Promise<ProjectDescription | null> {
    if (this.state === 'ended') return Promise.resolve(null)
    this.channel.sendJson(Frame.describe, 0, question)
    return new Promise(resolve => {
      this.#describing.push(resolve)
    })
  }

  /** Asks what has happened inside of its requests, which is an event; resolves when that, or its end, has come. */
  takeRecords(): Promise<void> {
    if (this.state === 'ended' || !this.hasServed) return Promise.resolve()
    this.channel.sendEmpty(Frame.takeRecords)
    return new Promise(resolve => {
      this.#recordTakers.push(resolve)
    })
  }

  /** Which view a request has come to. Null when its process ends before it can say so. */
  identify(exchange: Exchange): Promise<CurrentRequest | null> {
    if (this.state === 'ended') return Promise.resolve(null)
    this.channel.sendEmpty(Frame.identify, exchange.id)
    return new Promise(resolve => this.#identifying.set(exchange.id, resolve))
  }

  take(exchange: Exchange): void {
    this.hasServed = true
    if (this.open.size === 0) this.lastLines = [] // those of requests before it explain nothing
    this.open.set(exchange.id, exchange)
    exchange.sendTo(this)
  }

  /** Lets its requests finish, cuts event streams, then ends it; `idleMs` without progress ends it as well. */
  async drain(idleMs: number): Promise<void> {
    if (this.state === 'ended') return
    this.state = 'draining'
    for (const exchange of this.open.values()) if (exchange.isEventStream) exchange.cut()
    this.progressAt = performance.now()
    while (this.open.size > 0 && performance.now() - this.progressAt < idleMs) {
      await this.#idleOr(idleMs - (performance.now() - this.progressAt))
    }
    await this.#lastRecords()
    await this.end()
  }

  /** Ends the process and everything it started: asks, then insists. */
  async end(): Promise<void> {
    if (this.state === 'ended') return this.gone
    this.#signal('SIGTERM')
    const insist = setTimeout(() => this.#signal('SIGKILL'), limits.kill)
    await this.gone
    clearTimeout(insist)
  }

  /** Ends the process group at once. */
  kill(): void {
    this.#signal('SIGKILL')
  }

  /** Called by an exchange that has left `open`. */
  exchangeClosed(): void {
    this.progressAt = performance.now()
    if (this.open.size === 0) this.#whenIdle?.()
  }

  #on(type: number, id: number, payload: Buffer): void {
    this.heardAt = performance.now()
    const exchange = this.open.get(id)
    switch (type) {
      case Frame.started:
        return exchange?.started()
      case Frame.response: {
        const { head, body } = decodeResponse(payload)
        return exchange?.answer(head, body)
      }
      case Frame.head:
        return exchange?.beginStream(decodeJson<ResponseHead>(payload))
      case Frame.chunk:
        this.progressAt = this.heardAt
        return exchange?.chunk(payload)
      case Frame.end:
        return exchange?.endStream()
      case Frame.credit:
        this.progressAt = this.heardAt
        return exchange?.addCredit(decodeJson<number>(payload))
      case Frame.broken:
        this.#events.fault(this, decodeJson<Fault>(payload))
        return exchange?.cut()
      case Frame.fault:
        this.fault = decodeJson<Fault>(payload)
        return this.#events.fault(this, this.fault)
      case Frame.snapshot:
        return this.#events.snapshot(this, payload)
      case Frame.records:
        this.#events.records(decodeJson<InsideRecord[]>(payload))
        return this.#recordTakers.shift()?.()
      case Frame.warning:
        return this.#events.warning(decodeJson<string>(payload))
      case Frame.identified:
        return this.#identified(id, decodeJson<CurrentRequest>(payload))
      case Frame.pong:
        this.pongAt = this.heardAt
        return
      case Frame.listens:
        return this.holdings.listens()
      case Frame.vacated:
        return this.holdings.vacated()
      case Frame.ready:
        if (this.state === 'booting') this.state = 'spare'
        return this.#settleReady()
      case Frame.loaded:
        return this.#loaded(decodeJson<Loaded>(payload))
      case Frame.loadFailed:
        return this.#loadEnded({ kind: 'failed', failure: decodeJson<LoadFailure>(payload) })
      case Frame.description:
        return this.#describing.shift()?.(decodeJson<ProjectDescription>(payload))
    }
  }

  #identified(id: number, current: CurrentRequest | null): void {
    this.#identifying.get(id)?.(current)
    this.#identifying.delete(id)
  }

  #loaded(loaded: Loaded): void {
    this.state = 'live'
    const fromSettings =
      loaded.viewTimeoutSeconds === null ? Number.POSITIVE_INFINITY : loaded.viewTimeoutSeconds * 1000
    this.memoryLimitMb = loaded.memoryLimitMb ?? this.memoryLimitMb
    this.answerLimitMs = limits.answer || fromSettings
    this.#loadEnded({ kind: 'loaded', loaded })
  }

  #loadEnded(result: LoadResult): void {
    this.#settleLoad?.(result)
    this.#settleLoad = null
  }

  async #loadTimedOut({ root, bundle }: Pick<LoadPlan, 'root' | 'bundle'>): Promise<void> {
    if (await this.guard.hasDebugger()) return // somebody may be looking at it
    const stack = await this.guard.ask('stack')
    const awaiting = bundle?.awaiting.map(path => relative(root, path)) ?? []
    this.#loadEnded({ kind: 'timeout', stack, awaiting })
  }

  #notYetDefined(modules: Iterable<Definition>): Definition[] {
    const changed = [...modules].filter(module => !isSame(this.#defined.get(module.path), module))
    for (const module of changed) this.#defined.set(module.path, module)
    return changed
  }

  /** What has happened since it was last asked is told before it goes. */
  #lastRecords(): Promise<unknown> {
    return inTime(this.takeRecords(), limits.snapshot)
  }

  #idleOr(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, Math.max(1, ms))
      this.#whenIdle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #watchEnd(resolve: () => void): void {
    this.#process.on('error', () => {}) // a failed spawn is followed by `close` as well
    this.#process.on('exit', (code, signal) => {
      this.exitCode = code
      this.signal = signal
      this.#signal('SIGKILL') // whatever the project had started and left
      setTimeout(() => this.#closePipes(), limits.kill).unref()
    })
    // `close` comes when the pipes are drained too: what the process printed last is not lost.
    this.#process.on('close', () => {
      this.state = 'ended'
      this.#settleReady()
      this.#loadEnded({ kind: 'died' })
      for (const settle of this.#describing.splice(0)) settle(null)
      for (const settle of this.#recordTakers.splice(0)) settle()
      for (const id of this.#identifying.keys()) this.#identified(id, null)
      this.#whenIdle?.()
      this.#events.ended(this)
      resolve()
    })
  }

  // The project has closed descriptors that are not its own. A process that is ending by itself has a moment for it.
  #onChannelClosed(): void {
    const insist = () => {
      if (this.#process.exitCode === null && this.#process.signalCode === null) this.kill()
    }
    setTimeout(insist, channelClosedMs).unref()
  }

  // A daemon that left the process group can hold the pipes open for ever.
  #closePipes(): void {
    for (const stream of this.#process.stdio) stream?.destroy()
  }

  #readOutput(stream: Readable | null, name: 'stdout' | 'stderr'): void {
    const limit = new OutputLimit(text => this.#events.output(this, text, name))
    stream?.on('data', (text: Buffer) => {
      this.#rememberLines(text)
      limit.write(text)
    })
    stream?.on('close', () => limit.flush())
  }

  #rememberLines(text: Buffer): void {
    const lines = text.toString('utf8', Math.max(0, text.length - 8192)).split('\n')
    this.lastLines.push(...lines.filter(line => line.trim() !== ''))
    if (this.lastLines.length > 20) this.lastLines = this.lastLines.slice(-20)
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#process
    if (!pid) return
    if (exitCode === null && signalCode === null) this.#mayHaveStrays = mayHaveChildren(pid)
    if (this.#mayHaveStrays) signalStrays(pid, signal)
    try {
      globalThis.process.kill(-pid, signal)
    } catch {
      // The group is gone already.
    }
  }
}

function isSame(a: Definition | undefined, b: Definition): boolean {
  if (a === b) return true
  return a !== undefined && a.code === b.code && JSON.stringify(a.imports) === JSON.stringify(b.imports)
}

/** A pipe of a process that may die at any time: its errors say nothing that its end does not. */
function quiet(stream: Duplex): Duplex {
  return stream.on('error', () => {})
}
