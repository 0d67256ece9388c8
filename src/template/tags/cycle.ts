import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import type { Parser } from '../parser.js'
import { renderValueInContext } from '../render-value.js'

export const register = new Library()

/** `{% cycle 'odd' 'even' as rows silent %}`: one value after the other. Django: built-in tag "cycle". */
register.tag('cycle', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length < 2) throw new TemplateSyntaxError("'cycle' tag requires at least two arguments")
  const cycles = cyclesOf(parser)
  if (bits.length === 2) return cycles.named(bits[1]!)
  const { values, name, isSilent } = takeName(bits.slice(1))
  const node = new CycleNode(
    values.map(value => parser.compileFilter(value)),
    name,
    isSilent,
  )
  cycles.add(node, name)
  return node
})

/** `{% resetcycle name %}`: begins a cycle anew, the last one if none is named. Django: built-in tag "resetcycle". */
register.tag('resetcycle', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length > 2) throw new TemplateSyntaxError(`'${bits[0]}' tag accepts at most one argument.`)
  const cycles = cyclesOf(parser)
  return new ResetCycleNode(bits[1] === undefined ? cycles.last() : cycles.toReset(bits[1]))
})

/** The cycles of a template. */
class Cycles {
  #last: CycleNode | null = null
  readonly #byName = new Map<string, CycleNode>()

  add(node: CycleNode, name: string | null): void {
    this.#last = node
    if (name !== null) this.#byName.set(name, node)
  }

  named(name: string): CycleNode {
    if (this.#byName.size === 0) {
      throw new TemplateSyntaxError(`No named cycles in template. '${name}' is not defined`)
    }
    const node = this.#byName.get(name)
    if (node === undefined) throw new TemplateSyntaxError(`Named cycle '${name}' does not exist`)
    return node
  }

  toReset(name: string): CycleNode {
    const node = this.#byName.get(name)
    if (node === undefined) throw new TemplateSyntaxError(`Named cycle '${name}' does not exist.`)
    return node
  }

  last(): CycleNode {
    if (this.#last === null) throw new TemplateSyntaxError('No cycles in template.')
    return this.#last
  }
}

function cyclesOf({ extraData }: Parser): Cycles {
  const cycles = (extraData.get(Cycles) as Cycles | undefined) ?? new Cycles()
  extraData.set(Cycles, cycles)
  return cycles
}

function takeName(bits: readonly string[]): { values: readonly string[]; name: string | null; isSilent: boolean } {
  if (bits.length > 3 && bits.at(-3) === 'as') {
    if (bits.at(-1) !== 'silent') {
      throw new TemplateSyntaxError(`Only 'silent' flag is allowed after cycle's name, not '${bits.at(-1)}'.`)
    }
    return { values: bits.slice(0, -3), name: bits.at(-2)!, isSilent: true }
  }
  const isNamed = bits.length > 3 && bits.at(-2) === 'as'
  if (isNamed) return { values: bits.slice(0, -2), name: bits.at(-1)!, isSilent: false }
  return { values: bits, name: null, isSilent: false }
}

class CycleNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #values: readonly FilterExpression[]
  readonly #name: string | null
  readonly #isSilent: boolean

  constructor(values: readonly FilterExpression[], name: string | null, isSilent: boolean) {
    super()
    this.#values = values
    this.#name = name
    this.#isSilent = isSilent
  }

  render(context: Context): string {
    const turn = (context.renderContext.get(this) as number | undefined) ?? 0
    context.renderContext.set(this, turn + 1)
    const value = this.#values[turn % this.#values.length]!.resolve(context)
    if (this.#name !== null) context.setUpward(this.#name, value)
    return this.#isSilent ? '' : renderValueInContext(value, context)
  }

  reset(context: Context): void {
    context.renderContext.set(this, 0)
  }
}

class ResetCycleNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #cycle: CycleNode

  constructor(cycle: CycleNode) {
    super()
    this.#cycle = cycle
  }

  render(context: Context): string {
    this.#cycle.reset(context)
    return ''
  }
}
