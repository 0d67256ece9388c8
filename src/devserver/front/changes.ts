import type { Build } from '../compiler/build.js'
import type { Compiler } from '../compiler/compiler.js'
import type { BuildFailure } from '../compiler/messages.js'
import { findStale, type Stamps } from '../compiler/stamps.js'
import { limits } from '../limits.js'

export interface ChangesEvents {
  /** Something has changed: what is answered now may be old, so nobody should be answered until `outcome`. */
  announced(): void
  /** The project as it is on disk now, or why it does not build. */
  outcome(result: Build | BuildFailure): void
  /** Whether this is what is being answered already. */
  isKnown(result: Build | BuildFailure): boolean
}

/**
 * How long to wait before sources are looked at again because of a request, in milliseconds for each of them: a look
 * takes about a twentieth of that.
 */
const freshForMs = 0.1

/** A project that does not build is tried again for each request if that takes no longer, in milliseconds; others now and then. */
const quickBuildMs = 500
const slowBuildShare = 5

/** Makes one outcome of many changes: builds until nothing has changed since the build was begun. */
export class Changes {
  readonly #compiler: Compiler
  readonly #events: ChangesEvents
  /** Paths that changed since the build that is being made was begun. */
  #changed = new Set<string>()
  #isBuilding = false
  #onNext: (() => void) | null = null
  #nextLookAt = 0
  #nextTryAt = 0

  constructor(compiler: Compiler, events: ChangesEvents) {
    this.#compiler = compiler
    this.#events = events
  }

  /** Whether an outcome is on its way. */
  get isBuilding(): boolean {
    return this.#isBuilding
  }

  announce(path: string): void {
    this.#events.announced()
    this.#changed.add(path)
    this.#onNext?.()
    if (!this.#isBuilding) void this.#build()
  }

  /**
   * Looks whether the sources behind the present answers are still what they were. An event that is late or lost is
   * harmless that way: whoever asks for a page finds the file changed. With few modules that can be done for every
   * request, with many for a small share of them.
   */
  look(stamps: Stamps): void {
    const now = performance.now()
    if (now < this.#nextLookAt || this.#isBuilding) return
    this.#nextLookAt = now + stamps.size * freshForMs
    const stale = findStale(stamps)
    if (stale !== null) this.announce(stale)
  }

  /** The same for a project that does not build: what mends it may be a file that was not there to be looked at. */
  tryAgain(root: string): void {
    if (performance.now() > this.#nextTryAt) this.announce(root)
  }

  /** Builds without holding anybody up, and announces a change if the result is not known. */
  async verify(root: string): Promise<void> {
    const result = await this.#compiler.build()
    if (!this.#isBuilding && !this.#events.isKnown(result)) this.announce(root)
  }

  async #build(): Promise<void> {
    this.#isBuilding = true
    while (this.#changed.size > 0) {
      const changed = this.#changed
      this.#changed = new Set()
      const begunAt = performance.now()
      const result = await this.#compiler.build(changed)
      this.#noteDuration(performance.now() - begunAt)
      const isHalfWritten = this.#isHalfWritten(result) && !this.#events.isKnown(result)
      if (this.#changed.size === 0 && isHalfWritten) {
        await this.#nextChange(limits.halfWritten)
        const stale = findStale(result.stamps)
        if (stale !== null) this.#changed.add(stale)
      }
      if (this.#changed.size === 0) this.#events.outcome(result)
    }
    this.#isBuilding = false
  }

  #noteDuration(ms: number): void {
    this.#nextTryAt = ms < quickBuildMs ? 0 : performance.now() + slowBuildShare * ms
  }

  // An editor may be half-way through a save: its next event comes at once.
  #isHalfWritten(result: Build | BuildFailure): boolean {
    return this.#compiler.takeHollow() || !result.ok
  }

  #nextChange(ms: number): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        this.#onNext = null
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.#onNext = done
    })
  }
}
