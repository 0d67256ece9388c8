import { isPromiseLike } from '../utils/after.js'
import { getLogger } from '../utils/log.js'
import { watcher } from '../utils/watch.js'

/** What a receiver is called with: what was sent, the signal itself and who sent it. */
export type SignalEvent<Named extends object> = Named & {
  readonly signal: Signal<Named>
  readonly sender: unknown
}

/** A function that wants to be told. It may be async. */
export type Receiver<Named extends object> = (event: SignalEvent<Named>) => unknown

/** What the receivers answered, in the order in which they were called. */
export type Responses<Named extends object> = [receiver: Receiver<Named>, response: unknown][]

/** How a receiver is connected. */
export interface ConnectOptions {
  /** Only what this one sends; `null` or absent: whoever sends. */
  readonly sender?: unknown
  /**
   * Let the receiver go when nothing else holds it. Off unless told, other than in Django: an arrow function written
   * into the call is held by nothing else.
   */
  readonly weak?: boolean
  /** A second receiver of the same id and sender is not connected. */
  readonly dispatchUid?: unknown
}

/**
 * Tells functions that something has happened. Django: `django.dispatch.Signal`.
 *
 * ```ts
 * const pizzaDone = new Signal<{ toppings: string[] }>()
 * pizzaDone.connect(({ sender, toppings }) => …)
 * pizzaDone.send(oven, { toppings: ['ham'] })
 * ```
 */
export class Signal<Named extends object = Record<never, never>> {
  #connections: Connection<Named>[] = []

  /** Whether anybody is connected at all, whoever sends: the cheapest question there is. */
  get isConnected(): boolean {
    return this.#connections.length > 0
  }

  /** Has `receiver` called with what is sent. The same one is connected once. Throws TypeError for what is no function. */
  connect(receiver: Receiver<Named>, { sender = null, weak = false, dispatchUid }: ConnectOptions = {}): void {
    if (typeof receiver !== 'function') throw new TypeError('Signal receivers must be callable.')
    this.#forgetDead()
    const key = dispatchUid ?? receiver
    if (this.#indexOf(key, sender) !== -1) return
    // A copy, because the list may be in the hands of a `send` right now.
    this.#connections = [...this.#connections, new Connection(dispatchUid ?? null, sender, receiver, weak)]
  }

  /** Undoes `connect`, with the same receiver (or `null` and its `dispatchUid`) and sender. Whether there was one. */
  disconnect(
    receiver?: Receiver<Named> | null,
    { sender = null, dispatchUid }: Omit<ConnectOptions, 'weak'> = {},
  ): boolean {
    this.#forgetDead()
    const at = this.#indexOf(dispatchUid ?? receiver, sender)
    if (at !== -1) this.#connections = this.#connections.toSpliced(at, 1)
    return at !== -1
  }

  /** Whether anybody would be told of what `sender` sends; without one, whether somebody listens to everybody. */
  hasListeners(sender: unknown = null): boolean {
    return this.#receiversFor(sender).length > 0
  }

  /**
   * Calls the receivers, one after the other. What one throws goes to the caller, and those behind it are not called.
   * The response of an async receiver is its promise: `asend` waits for it.
   */
  send(sender: unknown, ...[named]: Arguments<Named>): Responses<Named> {
    if (this.#connections.length === 0) return []
    const event = this.#event(sender, named)
    return this.#receiversFor(sender).map(receiver => [receiver, receiver(event)])
  }

  /** As `send`; what a receiver throws is logged and becomes its response. */
  sendRobust(sender: unknown, ...[named]: Arguments<Named>): Responses<Named> {
    if (this.#connections.length === 0) return []
    const event = this.#event(sender, named)
    return this.#receiversFor(sender).map(receiver => [receiver, callRobustly(receiver, event)])
  }

  /** As `send`, and waits: for the async receivers together. Their responses come after those of the others. */
  async asend(sender: unknown, ...rest: Arguments<Named>): Promise<Responses<Named>> {
    return settled(this.send(sender, ...rest))
  }

  /** As `sendRobust`, and waits as `asend` does. */
  async asendRobust(sender: unknown, ...rest: Arguments<Named>): Promise<Responses<Named>> {
    return settled(this.sendRobust(sender, ...rest))
  }

  /** @internal Remembers who is connected. What it returns makes that so again. */
  remember(): () => void {
    const connections = this.#connections
    return () => {
      this.#connections = connections
    }
  }

  #event(sender: unknown, named: Named | undefined): SignalEvent<Named> {
    watcher?.signalSent(this, this.#receiversFor(sender))
    return { ...named, signal: this, sender } as SignalEvent<Named>
  }

  #receiversFor(sender: unknown): Receiver<Named>[] {
    return this.#connections
      .filter(each => each.sender === null || each.sender === sender)
      .flatMap(each => each.receiver ?? [])
  }

  #indexOf(key: unknown, sender: unknown): number {
    return this.#connections.findIndex(each => each.sender === sender && each.isKnownAs(key))
  }

  #forgetDead(): void {
    const isDead = (each: Connection<Named>) => each.receiver === undefined
    if (this.#connections.some(isDead)) this.#connections = this.#connections.filter(each => !isDead(each))
  }
}

/** A signal without named values is sent without any. */
type Arguments<Named extends object> = Record<never, never> extends Named ? [named?: Named] : [named: Named]

class Connection<Named extends object> {
  readonly sender: unknown
  readonly #dispatchUid: unknown
  readonly #held: Receiver<Named> | WeakRef<Receiver<Named>>

  constructor(dispatchUid: unknown, sender: unknown, receiver: Receiver<Named>, weak: boolean) {
    this.sender = sender ?? null
    this.#dispatchUid = dispatchUid
    this.#held = weak ? new WeakRef(receiver) : receiver
  }

  /** `undefined` once nobody else holds it. */
  get receiver(): Receiver<Named> | undefined {
    return this.#held instanceof WeakRef ? this.#held.deref() : this.#held
  }

  isKnownAs(key: unknown): boolean {
    return key === (this.#dispatchUid ?? this.receiver)
  }
}

function callRobustly<Named extends object>(receiver: Receiver<Named>, event: SignalEvent<Named>): unknown {
  const failed = (error: unknown) => {
    const name = receiver.name || '(anonymous)'
    logger.error(`Error calling ${name} in Signal.sendRobust() (${messageOf(error)})`, { error })
    return error
  }
  try {
    const response = receiver(event)
    return isPromiseLike(response) ? Promise.resolve(response).catch(failed) : response
  } catch (error) {
    return failed(error)
  }
}

const logger = getLogger('django.dispatch')

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function settled<Named extends object>(responses: Responses<Named>): Promise<Responses<Named>> {
  const later = responses.filter(([, response]) => isPromiseLike(response))
  const values = await Promise.all(later.map(([, response]) => response))
  const now = responses.filter(([, response]) => !isPromiseLike(response))
  return [...now, ...later.map(([receiver], index): Responses<Named>[number] => [receiver, values[index]])]
}
