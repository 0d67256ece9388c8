import type { HotKeeper } from '../../utils/hot-state.js'
import { hotStateBytes } from '../limits.js'
import { whyNotKept } from './hot-values.js'

/** One value in a snapshot. Each is serialized for itself: one that cannot be is no other's misfortune. */
interface Kept {
  readonly name: string
  readonly initialiser: string
  readonly bytes: Uint8Array
}

interface Used {
  readonly initialiser: string
  readonly value: object
}

export interface HotStatesEvents {
  /** The values as they are now. */
  snapshot(bytes: Uint8Array): void
  /** A value is not kept, or begins anew. */
  warning(sentence: string): void
}

/** How long after a request its changes are kept, in milliseconds. */
const afterRequestMs = 250
/** Taking snapshots may take this share of the process' time. */
const share = 1 / 20

/** The values of `hotState()` in this process: what came from the last one, and what the next one gets. */
export class HotStates implements HotKeeper {
  readonly #events: HotStatesEvents
  readonly #used = new Map<string, Used>()
  /** What the last process has left and nobody has asked for yet. */
  #left = new Map<string, Kept>()
  /** What was said is not said again. */
  readonly #said = new Set<string>()
  #isLoaded = false
  #timer: NodeJS.Timeout | null = null
  #restMs = afterRequestMs

  constructor(events: HotStatesEvents) {
    this.#events = events
  }

  /** Takes over a snapshot, before any module runs. */
  take(snapshot: Uint8Array): void {
    const kept = v8().deserialize(snapshot) as readonly Kept[]
    this.#left = new Map(kept.map(each => [each.name, each]))
  }

  restore(name: string, initialiser: string): object | undefined {
    const left = this.#left.get(name)
    this.#left.delete(name)
    if (!left) return undefined
    if (left.initialiser === initialiser) return v8().deserialize(left.bytes) as object
    this.#say(`hotState('${name}') begins anew: its initialiser has changed.`)
    return undefined
  }

  keep(name: string, initialiser: string, value: object): void {
    this.#used.set(name, { initialiser, value })
    if (this.#isLoaded) this.send()
  }

  /**
   * The project has loaded: from here on the front may ask for what it holds. It does so where it has heard that there is
   * something, which therefore comes before any answer.
   */
  loaded(): void {
    this.#isLoaded = true
    if (this.#used.size > 0) this.send()
  }

  /** A request has ended, which may have changed them. */
  touched(): void {
    if (this.#used.size === 0) return
    this.#timer ??= setTimeout(() => this.send(), this.#restMs).unref()
  }

  /** Sends a snapshot now. */
  send(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const start = performance.now()
    this.#events.snapshot(v8().serialize(this.#snapshot()))
    this.#restMs = Math.max(afterRequestMs, (performance.now() - start) / share)
  }

  #snapshot(): Kept[] {
    const kept = [...this.#left.values()]
    let size = kept.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
    for (const [name, used] of this.#used) {
      const bytes = this.#serialized(name, used.value)
      if (!bytes) continue
      size += bytes.byteLength
      if (size > hotStateBytes) this.#say(`hotState('${name}') is not kept any more: all of them may have 16 MB.`)
      else kept.push({ name, initialiser: used.initialiser, bytes })
    }
    return kept
  }

  #serialized(name: string, value: object): Uint8Array | null {
    const reason = serialize(value, name)
    if (typeof reason !== 'string') return reason
    this.#say(`hotState('${name}') cannot be kept, and begins anew with every reload: ${reason}.`)
    return null
  }

  #say(sentence: string): void {
    if (this.#said.has(sentence)) return
    this.#said.add(sentence)
    this.#events.warning(sentence)
  }
}

/** The value in bytes, or what is in the way. */
function serialize(value: object, name: string): Uint8Array | string {
  try {
    return whyNotKept(value, name) ?? v8().serialize(value)
  } catch (error) {
    return String(error) // a getter of the project's, or nothing the engine can copy
  }
}

// Loaded by the few projects that have such values.
function v8(): typeof import('node:v8') {
  return process.getBuiltinModule('node:v8')
}
