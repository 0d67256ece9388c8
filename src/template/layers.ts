import { ForLoop, type LoopPosition } from './forloop.js'

/**
 * One layer of the variables of a context: what a Map of names and values can do. Those that a project makes are Maps;
 * those of Django's own tags hold their few names without one.
 */
export interface ContextLayer extends Iterable<[string, unknown]> {
  readonly size: number
  get(key: string): unknown
  has(key: string): boolean
  set(key: string, value: unknown): this
  delete(key: string): boolean
  clear(): void
  keys(): Iterable<string>
  entries(): Iterable<[string, unknown]>
}

/** The layer of a tag: what it has names for, and whatever else other tags put there. */
export abstract class TagLayer implements ContextLayer {
  /** What other tags put there. */
  protected others: Map<string, unknown> | null = null

  abstract get(key: string): unknown
  /** The names of the tag. */
  protected abstract ownNames(): readonly string[]
  /** Sets a name of the tag; `undefined` removes it. Whether it is one. */
  protected abstract setOwn(key: string, value: unknown): boolean

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  set(key: string, value: unknown): this {
    if (!this.setOwn(key, value)) {
      this.others ??= new Map()
      this.others.set(key, value)
    }
    return this
  }

  delete(key: string): boolean {
    const had = this.has(key)
    if (!this.setOwn(key, undefined)) this.others?.delete(key)
    return had
  }

  clear(): void {
    for (const key of [...this.keys()]) this.delete(key)
  }

  get size(): number {
    return [...this.keys()].length
  }

  *keys(): Generator<string> {
    for (const name of this.ownNames()) if (this.has(name)) yield name
    if (this.others !== null) yield* this.others.keys()
  }

  *entries(): Generator<[string, unknown]> {
    for (const key of this.keys()) yield [key, this.get(key)]
  }

  [Symbol.iterator](): Generator<[string, unknown]> {
    return this.entries()
  }
}

/** The layer of a tag that gives values to names which it knows when it is compiled: `with`, `include`, `block`. */
export class NamedLayer extends TagLayer {
  readonly #names: readonly string[]
  readonly #values: unknown[]

  /** `names` are `internal` ones; each has its value at the same place. */
  constructor(names: readonly string[], values: unknown[]) {
    super()
    this.#names = names
    this.#values = values
  }

  get(key: string): unknown {
    const names = this.#names
    for (let i = 0; i < names.length; i++) if (names[i] === key) return this.#values[i]
    return this.others === null ? undefined : this.others.get(key)
  }

  protected ownNames(): readonly string[] {
    return this.#names
  }

  protected setOwn(key: string, value: unknown): boolean {
    const i = this.#names.indexOf(key)
    if (i !== -1) this.#values[i] = value
    return i !== -1
  }
}

/** The layer of a tag that has no names of its own, for what others put there. */
export function emptyLayer(): NamedLayer {
  return new NamedLayer(NOTHING, NOTHING)
}

const NOTHING: never[] = []

/** The layer of a loop: its variable, if it has but one, and `forloop`, which is made when somebody asks for it. */
export class LoopLayer extends TagLayer implements LoopPosition {
  /** The variable of the loop; empty when there are several, which have a layer of their own. */
  readonly #name: string
  readonly length: number
  index = 0
  value: unknown = undefined
  /** The layers around it. */
  readonly #outer: readonly ContextLayer[]
  readonly #depth: number
  #forloop: unknown = NOT_MADE

  /** `name` is an `internal` one; `outer` are the layers that this one is going to be added to. */
  constructor(name: string, length: number, outer: readonly ContextLayer[]) {
    super()
    this.#name = name
    this.length = length
    this.#outer = outer
    this.#depth = outer.length
  }

  get(key: string): unknown {
    if (key === this.#name) return this.value
    if (key === 'forloop') return this.#forloop === NOT_MADE ? this.#makeForLoop() : this.#forloop
    return this.others === null ? undefined : this.others.get(key)
  }

  protected ownNames(): readonly string[] {
    return ['forloop', this.#name]
  }

  protected setOwn(key: string, value: unknown): boolean {
    if (key === this.#name) this.value = value
    else if (key === 'forloop') this.#forloop = value
    else return false
    return true
  }

  #makeForLoop(): unknown {
    this.#forloop = new ForLoop(this, findIn(this.#outer, 'forloop', this.#depth) ?? {})
    return this.#forloop
  }
}

const NOT_MADE = Symbol('a forloop that nobody has asked for')

/** The value of a name in the innermost of the first `depth` layers that has it; `undefined` when none has. */
export function findIn(layers: readonly ContextLayer[], key: string, depth: number): unknown {
  for (let i = depth - 1; i >= 0; i--) {
    const value = layers[i]!.get(key)
    if (value !== undefined) return value
  }
  return undefined
}

/** A name as engines compare it fastest: as the one they know properties of that name by. */
export function internal(name: string): string {
  return Object.keys({ [name]: null })[0]!
}
