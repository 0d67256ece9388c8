import { limits, watchdogIntervalMs } from '../limits.js'
import { type CurrentRequest, Frame, type Stack } from '../protocol.js'
import type { Exchange } from './exchange.js'
import type { Generation } from './generation.js'

export interface WatchdogEvents {
  /** The process does not answer and was sampled; it is killed when this returns. */
  stuck(generation: Generation, stack: Stack | null, exchange: Exchange | null): void
  /** One view has had its time; its process is well. */
  late(exchange: Exchange, current: CurrentRequest | null): void
  /** The process has used up its memory; it is killed when this returns. */
  outOfMemory(generation: Generation): void
}

/** What the watchdog knows of one process. */
interface Watch {
  /** When an unanswered ping was sent. */
  pingedAt: number | null
  /** When the last one was sent that has been answered: the app has read whatever was sent before. */
  readUntil: number
  isAsking: boolean
}

/** Where a process was when its memory had grown suspiciously: kept, because it cannot be asked once it is dead. */
export interface MemoryEvidence {
  readonly grownBytes: number
  readonly stack: Stack | null
}

/**
 * Looks at the processes that have open requests: is the main thread alive, is a view late, does memory run away?
 * Costs nothing while no request is open.
 */
export class Watchdog {
  readonly #generations: () => Iterable<Generation>
  readonly #events: WatchdogEvents
  readonly #watches = new WeakMap<Generation, Watch>()
  readonly #idleBytes = new WeakMap<Generation, number>()
  readonly #evidence = new WeakMap<Generation, MemoryEvidence>()
  /** Resolves when the stack of the evidence is there, or will not come. */
  readonly #sampled = new WeakMap<Generation, Promise<void>>()
  readonly #lateOnes = new WeakSet<Exchange>()
  #timer: NodeJS.Timeout | null = null
  #lookedAt = 0

  constructor(generations: () => Iterable<Generation>, events: WatchdogEvents) {
    this.#generations = generations
    this.#events = events
  }

  /** To be called for each request that is passed on. */
  wake(): void {
    this.#timer ??= setInterval(() => this.#look(), watchdogIntervalMs).unref()
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Set when the memory of a process grew by more than half its limit while requests were open. */
  memoryEvidence(generation: Generation): MemoryEvidence | null {
    const evidence = this.#evidence.get(generation)
    const isEnough = evidence && evidence.grownBytes > (generation.memoryLimitMb * 1024 * 1024) / 2
    return isEnough ? evidence : null
  }

  #look(): void {
    this.#forgiveAfterSleep()
    let isBusy = false
    for (const generation of this.#generations()) {
      if (generation.open.size === 0) this.#rest(generation)
      else {
        isBusy = true
        this.#lookAt(generation, this.#watchOf(generation))
      }
    }
    if (!isBusy) this.close()
  }

  // After Ctrl-Z and `fg`, what was answered meanwhile is still to be read.
  #forgiveAfterSleep(): void {
    const now = performance.now()
    const hasSlept = now - this.#lookedAt > limits.stuck / 2
    this.#lookedAt = now
    if (hasSlept) for (const generation of this.#generations()) this.#watchOf(generation).pingedAt = null
  }

  #rest(generation: Generation): void {
    if (this.#watches.delete(generation)) void this.measureIdle(generation)
  }

  /** Notes what the process takes while it has nothing to do: growth is counted from there. */
  async measureIdle(generation: Generation): Promise<void> {
    const answer = await generation.guard.ask('rss')
    if (answer && generation.open.size === 0) this.#idleBytes.set(generation, answer.bytes)
  }

  #watchOf(generation: Generation): Watch {
    const known = this.#watches.get(generation)
    if (known) return known
    const watch: Watch = { pingedAt: null, readUntil: 0, isAsking: false }
    this.#watches.set(generation, watch)
    this.#evidence.delete(generation)
    return watch
  }

  #lookAt(generation: Generation, watch: Watch): void {
    const now = performance.now()
    if (watch.pingedAt !== null && generation.pongAt > watch.pingedAt) {
      watch.readUntil = watch.pingedAt
      watch.pingedAt = null
    }
    const isSilent = watch.pingedAt !== null && now - Math.max(watch.pingedAt, generation.heardAt) > limits.stuck
    if (isSilent || isDeaf(generation, watch)) return void this.#stuck(generation, watch)
    if (watch.pingedAt === null) {
      watch.pingedAt = now
      generation.channel.sendEmpty(Frame.ping)
    }
    void this.#lookAtMemory(generation, watch)
    for (const exchange of generation.open.values()) {
      if (exchange.runningMs > generation.answerLimitMs) void this.#late(generation, exchange)
    }
  }

  async #late(generation: Generation, exchange: Exchange): Promise<void> {
    if (this.#lateOnes.has(exchange)) return
    this.#lateOnes.add(exchange)
    if (await generation.guard.hasDebugger()) return void this.#lateOnes.delete(exchange)
    const current = await generation.identify(exchange)
    if (exchange.state === 'started') this.#events.late(exchange, current)
  }

  async #stuck(generation: Generation, watch: Watch): Promise<void> {
    if (watch.isAsking) return
    watch.isAsking = true
    if (await generation.guard.hasDebugger()) return this.#beginAgain(watch)
    const stack = await generation.guard.ask('stack')
    if (generation.state === 'ended') return
    const culprit = stack?.request ? generation.open.get(stack.request.id) : undefined
    const started = [...generation.open.values()].filter(({ state }) => state === 'started')
    this.#events.stuck(generation, stack, culprit ?? (started.length === 1 ? started[0]! : null))
    generation.kill()
  }

  #beginAgain(watch: Watch): void {
    watch.isAsking = false
    watch.pingedAt = performance.now()
  }

  async #lookAtMemory(generation: Generation, watch: Watch): Promise<void> {
    if (watch.isAsking) return
    watch.isAsking = true
    const answer = await generation.guard.ask('rss')
    watch.isAsking = false
    if (!answer) return
    const idleBytes = this.#idleBytes.get(generation) ?? answer.bytes
    this.#idleBytes.set(generation, idleBytes)
    const grownBytes = answer.bytes - idleBytes
    const limitBytes = generation.memoryLimitMb * 1024 * 1024
    if (grownBytes > limitBytes / 4) this.#collectEvidence(generation, grownBytes)
    if (grownBytes < limitBytes) return
    watch.isAsking = true
    await this.#sampled.get(generation)
    this.#events.outOfMemory(generation)
    generation.kill()
  }

  // Asked for long before the limit: a process that is busy collecting garbage answers late, a dead one never.
  #collectEvidence(generation: Generation, grownBytes: number): void {
    const known = this.#evidence.get(generation)
    this.#evidence.set(generation, { grownBytes, stack: known?.stack ?? null })
    if (known) return
    const sampled = generation.guard.ask('stack', limits.stuck).then(stack => {
      const latest = this.#evidence.get(generation)
      if (latest && stack) this.#evidence.set(generation, { ...latest, stack })
    })
    this.#sampled.set(generation, sampled)
  }
}

/** It answers when it is asked whether it lives, and has not begun on a request that it has read: its project has broken it. */
function isDeaf(generation: Generation, { readUntil }: Watch): boolean {
  return [...generation.open.values()].some(({ unbegunSince }) => unbegunSince !== null && unbegunSince < readUntil)
}
