import { isDeepStrictEqual } from 'node:util'
import type { Build } from '../compiler/build.js'
import { limits, memoryLimitFromEnvironment } from '../limits.js'
import { type Fault, Frame, type Loaded, type LoadPlan } from '../protocol.js'
import type { InsideRecord } from '../record.js'
import { spawnApp, takeEarlyApp } from '../spawn.js'
import type { Exchange } from './exchange.js'
import { Generation, type LoadResult } from './generation.js'
import { HotStates } from './hot-states.js'
import type { Page } from './page.js'

/** What the others want to know; every method is called in the order things happen. */
export interface GenerationsEvents {
  output(text: Buffer, stream: 'stdout' | 'stderr'): void
  /** A generation answers: the first, one after a change, or one after a crash. */
  live(loaded: Loaded, generation: Generation): void
  /** The build is good but its modules do not run. */
  loadFailed(result: Exclude<LoadResult, { kind: 'loaded' }>, generation: Generation): void
  fault(fault: Fault, generation: Generation): void
  /** What has happened inside of requests. */
  records(records: readonly InsideRecord[]): void
  warning(sentence: string): void
  /** The live process ended without being asked to. */
  crashed(generation: Generation, culprits: readonly Exchange[]): void
}

/** How an exchange is answered when its generation cannot. */
export interface LostPages {
  loadFailed(result: Exclude<LoadResult, { kind: 'loaded' }>, generation: Generation): PageFor
  lost(exchange: Exchange, generation: Generation): Page
  fault(exchange: Exchange, fault: Fault, generation: Generation): Page
}

/** What is the same for every generation, or is known only when it begins. */
export type PlanOfServer = Omit<LoadPlan, 'changed' | 'paths' | 'packages' | 'bundle' | 'entry' | 'isFirst'>

/** A page that each client gets in the form it accepts. */
export type PageFor = (exchange: Exchange) => Page

const retireAfterMs = 20

/** A process that dies before it begins on a request twice in a row has that request to thank for it. */
const maxReplays = 2

/**
 * The app processes: the live one, a spare that is booted ahead, and old ones on their way out. Requests that arrive
 * while none may answer wait here.
 */
export class Generations {
  readonly #events: GenerationsEvents
  readonly #pages: LostPages
  readonly #plan: () => PlanOfServer
  readonly #all = new Set<Generation>()
  readonly #waiting = new Set<Exchange>()
  readonly #hot = new HotStates()
  /** How many were live. */
  #count = 0
  #build: Build | null = null
  #live: Generation | null = null
  #loading: Generation | null = null
  #spare: Generation | null = null
  #failure: PageFor | null = null
  /** Whether requests are answered as they come. */
  #isSettled = false
  /** A change is announced and its outcome not known: what is loading meanwhile is old already. */
  #isHeld = false
  #isClosing = false
  #isFirst = true
  /** The last process ended before it had a request: another is started when there is one, not for its own sake. */
  #isDormant = false
  /** DEV_MEMORY_LIMIT_MB, as the last generation had it. */
  #memoryLimitMb: number | null = null
  #spareTimer: NodeJS.Timeout | null = null

  constructor(plan: () => PlanOfServer, pages: LostPages, events: GenerationsEvents) {
    this.#plan = plan
    this.#pages = pages
    this.#events = events
    const early = takeEarlyApp()
    this.#spare = early ? this.#adopt(early) : this.#spawn()
  }

  /** The processes that have requests or could get some. */
  get all(): ReadonlySet<Generation> {
    return this.#all
  }

  get live(): Generation | null {
    return this.#live
  }

  /** Asks those that have answered requests what has happened inside of these. */
  async takeRecords(): Promise<void> {
    await Promise.all([...this.#all].map(each => each.takeRecords()))
  }

  /** Whether there are requests that wait for a generation. */
  get isWaitedFor(): boolean {
    return this.#waiting.size > 0
  }

  accept(exchange: Exchange): void {
    if (!this.#isSettled) {
      exchange.wait()
      this.#waiting.add(exchange)
      this.#wake()
    } else if (this.#failure) exchange.answerWith(this.#failure(exchange))
    else this.#live!.take(exchange)
  }

  /** A client that left while waiting. */
  forget(exchange: Exchange): void {
    this.#waiting.delete(exchange)
  }

  /** New requests wait from here on, until `replace`, `fail` or `resume`. */
  hold(): void {
    this.#isHeld = true
    this.#isSettled = false
    this.#hot.look(this.#live)
  }

  /** Whatever answers from here on reads its templates again. */
  forgetTemplates(): void {
    for (const each of [this.#live, this.#loading]) each?.channel.sendEmpty(Frame.templates)
  }

  /** The change was none: on as before. */
  resume(): void {
    this.#isHeld = false
    this.#hot.looked()
    if (this.#loading || (!this.#live && !this.#failure)) return
    this.#settle()
  }

  /** Puts a new build in charge. A build that is being loaded for an earlier call is given up. */
  async replace(build: Build): Promise<void> {
    this.#isHeld = false
    this.#isSettled = false
    this.#isDormant = false
    this.#build = build
    this.#giveUpLoading()
    this.#hot.look(this.#live)
    await this.#startGeneration(build)
  }

  /** What the project has kept through reloads is gone with the next one. */
  forgetHotStates(): void {
    this.#hot.forget()
  }

  /** Every request is answered with `page` until the next `replace`. */
  fail(page: PageFor): void {
    this.#isHeld = false
    this.#giveUpLoading()
    this.#failure = page
    this.#retireLive(limits.drain)
    this.#settle()
  }

  /** No more requests; open ones have `graceMs` to finish. Resolves when every process is gone. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true
    if (this.#spareTimer) clearTimeout(this.#spareTimer)
    for (const exchange of this.#waiting) exchange.cut()
    await Promise.all([...this.#all].map(each => (each === this.#live ? each.drain(graceMs) : each.end())))
  }

  #giveUpLoading(): void {
    const loading = this.#loading
    this.#loading = null
    loading?.kill()
  }

  async #startGeneration(build: Build, isRetry = false): Promise<void> {
    const generation = this.#takeSpare()
    this.#loading = generation
    const { entry, packages, bundle } = build
    const plan = { ...this.#plan(), entry, packages, ...(bundle ? { bundle } : {}), isFirst: this.#isFirst }
    this.#isFirst = false
    if (this.#hot.pending) await this.#hot.pending
    await this.#makeRoom(generation)
    if (this.#loading !== generation || this.#isClosing) return
    this.#hot.looked()
    if (plan.inspect) this.#live?.leaveDebugger()
    if (this.#hot.latest) generation.takeOver(this.#hot.latest)
    const result = await generation.load(plan, build.modules)
    if (this.#loading !== generation || this.#isClosing) return
    this.#loading = null
    // Killed from outside: nothing the project's code has done, so it gets another process.
    if (result.kind === 'died' && !generation.fault && !isRetry) return this.#startGeneration(build, true)
    if (result.kind === 'loaded') this.#promote(generation, result.loaded)
    else this.#loadFailed(generation, result)
    this.#scheduleSpare()
  }

  /**
   * What the project listens on, or has started, the next generation will want to have. Old ones without a request are
   * ended first, others give up their ports and go on.
   */
  async #makeRoom(next: Generation): Promise<void> {
    const others = [...this.#all].filter(each => each !== next && each !== this.#spare)
    await Promise.all(others.map(each => this.#vacate(each)))
  }

  async #vacate(old: Generation): Promise<void> {
    if (old.state === 'loading') return old.gone // it was given up, and killed
    if (old.state === 'ended' || !old.holdings.isAny) return
    await old.holdings.vacate()
    if (old.open.size > 0) return
    if (old === this.#live) this.#live = null
    await old.drain(0)
  }

  #promote(generation: Generation, loaded: Loaded): void {
    const old = this.#live
    this.#live = generation
    generation.number = ++this.#count
    this.#failure = null
    this.#memoryLimitMb = loaded.memoryLimitMb
    this.#events.live(loaded, generation)
    this.#settle()
    // Ending a process takes the machine some milliseconds, which those who wait for an answer should have first.
    if (old) setTimeout(() => void old.drain(limits.drain), retireAfterMs)
  }

  #loadFailed(generation: Generation, result: Exclude<LoadResult, { kind: 'loaded' }>): void {
    this.#retireLive(limits.drain)
    this.#failure = this.#pages.loadFailed(result, generation)
    this.#events.loadFailed(result, generation)
    this.#settle()
    void generation.end()
  }

  #settle(): void {
    if (this.#isHeld) return
    this.#isSettled = true
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const exchange of waiting) if (exchange.isOpen) this.accept(exchange)
  }

  #retireLive(drainMs: number): void {
    const old = this.#live
    this.#live = null
    if (old) void old.drain(drainMs)
  }

  #onFault(generation: Generation, fault: Fault): void {
    this.#events.fault(fault, generation)
    if (fault.kind === 'stream' || fault.kind === 'exit') return // the one goes on, the other is about to end
    const culprit = generation.open.get(fault.request)
    culprit?.answerWith(this.#pages.fault(culprit, fault, generation))
    if (generation !== this.#live) return
    // Whatever state it is in now, nothing new should meet it.
    this.#retireLive(limits.drainAfterCrash)
    this.#recover(generation)
  }

  #onEnded(generation: Generation): void {
    this.#all.delete(generation)
    if (generation === this.#spare) this.#spare = null
    const wasLive = generation === this.#live
    if (wasLive) this.#live = null
    const open = [...generation.open.values()]
    generation.open.clear()
    if (this.#isClosing) return
    const culprits = open.filter(exchange => !this.#tryReplay(exchange))
    if (wasLive) {
      this.#events.crashed(generation, culprits)
      this.#recover(generation)
    }
    for (const exchange of culprits) exchange.answerWith(this.#pages.lost(exchange, generation))
  }

  #tryReplay(exchange: Exchange): boolean {
    if (!exchange.isReplayable || exchange.replays >= maxReplays) return false
    exchange.takeBack()
    if (this.#isSettled && (this.#live || this.#failure)) this.accept(exchange)
    else this.#waiting.add(exchange)
    return true
  }

  /** The same build again, in a new process: at once, or when somebody asks, if this one ended all by itself. */
  #recover(after: Generation): void {
    this.#isSettled = false
    this.#isDormant = true
    if (after.hasServed || this.#waiting.size > 0) this.#wake()
  }

  #wake(): void {
    if (!this.#isDormant) return
    this.#isDormant = false
    if (this.#build && !this.#loading) void this.#startGeneration(this.#build)
  }

  #takeSpare(): Generation {
    const spare = this.#spare ?? this.#spawn()
    this.#spare = null
    return spare
  }

  // Booting costs a processor for a tenth of a second, which the answers that wait should have first.
  #scheduleSpare(): void {
    if (this.#spareTimer) clearTimeout(this.#spareTimer)
    this.#spareTimer = setTimeout(() => void this.#bootSpare(), 30)
  }

  async #bootSpare(): Promise<void> {
    if (this.#spare || this.#isClosing) return
    const spare = this.#spawn()
    this.#spare = spare
    await spare.ready
    if (spare === this.#spare && this.#build) spare.define(this.#build.modules.values())
  }

  #spawn(): Generation {
    return this.#adopt(spawnApp(this.#memoryLimitMb ?? memoryLimitFromEnvironment()))
  }

  #adopt(process: ReturnType<typeof spawnApp>): Generation {
    const generation: Generation = new Generation(process, {
      output: (_, text, stream) => this.#events.output(text, stream),
      fault: (each, fault) => this.#onFault(each, fault),
      snapshot: (each, bytes) => {
        const isLive = each === this.#live || (each === this.#loading && each.state === 'live')
        if (isLive) this.#hot.remember(bytes) // the others hold what is old, or not yet true
      },
      records: records => this.#events.records(records),
      warning: sentence => this.#events.warning(sentence),
      ended: each => this.#onEnded(each),
    })
    this.#all.add(generation)
    return generation
  }
}

/** Whether two builds would run the same code. */
export function isSameBuild(a: Build | null, b: Build): boolean {
  if (!a || a.bundle || b.bundle || a.modules.size !== b.modules.size) return false
  if (!isDeepStrictEqual(a.entry, b.entry) || !isDeepStrictEqual(a.packages, b.packages)) return false
  for (const [path, module] of b.modules) {
    const other = a.modules.get(path)
    if (other === module) continue
    if (!other || other.code !== module.code || !isDeepStrictEqual(other.imports, module.imports)) return false
  }
  return true
}
