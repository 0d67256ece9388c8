import { repr } from '../utils/python.js'

/** Where a loop is. */
export interface LoopPosition {
  /** From 0. */
  readonly index: number
  readonly length: number
}

/** What `forloop` is in a loop. Django: "for", the variables within the loop. */
export class ForLoop {
  readonly parentloop: unknown
  readonly #position: LoopPosition
  #remembered: Map<unknown, unknown> | null = null

  constructor(position: LoopPosition, parentloop: unknown) {
    this.#position = position
    this.parentloop = parentloop
  }

  get counter0(): number {
    return this.#position.index
  }

  get counter(): number {
    return this.#position.index + 1
  }

  get revcounter(): number {
    return this.#position.length - this.#position.index
  }

  get revcounter0(): number {
    return this.#position.length - this.#position.index - 1
  }

  get first(): boolean {
    return this.#position.index === 0
  }

  get last(): boolean {
    return this.#position.index === this.#position.length - 1
  }

  /** What tags remember for as long as the loop runs. */
  get(key: unknown): unknown {
    return this.#remembered?.get(key)
  }

  set(key: unknown, value: unknown): void {
    this.#remembered ??= new Map()
    this.#remembered.set(key, value)
  }

  toString(): string {
    return repr(Object.fromEntries(Object.entries(members).map(([name, member]) => [name, member(this)])))
  }
}

const members: Readonly<Record<string, (loop: ForLoop) => unknown>> = {
  parentloop: loop => loop.parentloop,
  counter0: loop => loop.counter0,
  counter: loop => loop.counter,
  revcounter: loop => loop.revcounter,
  revcounter0: loop => loop.revcounter0,
  first: loop => loop.first,
  last: loop => loop.last,
}

/** What gives `forloop.name`; `null` when a loop has no such thing. */
export function loopMember(name: string): ((loop: ForLoop) => unknown) | null {
  return Object.hasOwn(members, name) ? members[name]! : null
}
