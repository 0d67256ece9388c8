import { ValueError } from '../../utils/python/errors.js'
import { iterate, lengthOf, typeName } from '../../utils/python.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { emptyLayer, internal, LoopLayer, NamedLayer } from '../layers.js'
import { Library } from '../library.js'
import { Node, NodeList } from '../node.js'

export const register = new Library()

/** `{% for x in list reversed %}…{% empty %}…{% endfor %}`. Django: built-in tags "for" and "for … empty". */
register.tag('for', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length < 4) {
    throw new TemplateSyntaxError(`'for' statements should have at least four words: ${token.contents}`)
  }
  const isReversed = bits.at(-1) === 'reversed'
  const inIndex = bits.length - (isReversed ? 3 : 2)
  if (bits[inIndex] !== 'in') {
    throw new TemplateSyntaxError(`'for' statements should use the format 'for x in y': ${token.contents}`)
  }
  const loopVars = loopVarsOf(bits.slice(1, inIndex).join(' '), token.contents)
  const sequence = parser.compileFilter(bits[inIndex + 1]!)
  const nodelistLoop = parser.parse(['empty', 'endfor'])
  const hasEmpty = parser.nextToken().contents === 'empty'
  const nodelistEmpty = hasEmpty ? parser.parse(['endfor']) : new NodeList()
  if (hasEmpty) parser.deleteFirstToken()
  return new ForNode({ loopVars, sequence, isReversed, nodelistLoop, nodelistEmpty })
})

function loopVarsOf(text: string, contents: string): string[] {
  const names = text.split(',').map(name => name.replace(/^ +| +$/g, ''))
  if (names.some(name => name === '' || /[ "'|]/.test(name))) {
    throw new TemplateSyntaxError(`'for' tag received an invalid argument: ${contents}`)
  }
  return names
}

interface ForParts {
  readonly loopVars: readonly string[]
  readonly sequence: FilterExpression
  readonly isReversed: boolean
  readonly nodelistLoop: NodeList
  readonly nodelistEmpty: NodeList
}

const CHILDREN: readonly string[] = ['nodelistLoop', 'nodelistEmpty']

class ForNode extends Node {
  override readonly childNodelists = CHILDREN
  readonly nodelistLoop: NodeList
  readonly nodelistEmpty: NodeList
  readonly #sequence: FilterExpression
  readonly #loopVars: readonly string[]
  /** The only variable; empty when there are several. */
  readonly #variable: string
  readonly #isReversed: boolean

  constructor({ loopVars, sequence, isReversed, nodelistLoop, nodelistEmpty }: ForParts) {
    super()
    this.nodelistLoop = nodelistLoop
    this.nodelistEmpty = nodelistEmpty
    this.#sequence = sequence
    this.#loopVars = loopVars.map(internal)
    this.#variable = loopVars.length === 1 ? internal(loopVars[0]!) : ''
    this.#isReversed = isReversed
  }

  override get isLong(): boolean {
    return true
  }

  render(context: Context): string {
    return this.#renderMembers(this.#members(context), context)
  }

  #renderMembers(values: readonly unknown[], context: Context): string {
    const { dicts } = context
    const depth = dicts.length
    const layer = values.length === 0 ? emptyLayer() : new LoopLayer(this.#variable, values.length, dicts)
    dicts.push(layer)
    try {
      if (!(layer instanceof LoopLayer)) return this.nodelistEmpty.render(context)
      return this.#variable === ''
        ? this.#renderUnpacked(values, layer, context)
        : this.#renderEach(values, layer, context)
    } finally {
      while (dicts.length > depth) dicts.pop()
    }
  }

  #renderEach(values: readonly unknown[], layer: LoopLayer, context: Context): string {
    let output = ''
    for (let i = 0; i < values.length; i++) {
      layer.index = i
      layer.value = values[i] ?? null
      output += this.nodelistLoop.render(context)
    }
    return output
  }

  #renderUnpacked(values: readonly unknown[], layer: LoopLayer, context: Context): string {
    let output = ''
    for (let i = 0; i < values.length; i++) {
      layer.index = i
      context.dicts.push(this.#unpack(values[i]))
      output += this.nodelistLoop.render(context)
      context.dicts.pop()
    }
    return output
  }

  override *stream(context: Context): Generator<string, void> {
    const values = this.#members(context)
    if (values.length === 0) return yield this.#renderMembers(values, context)
    const { dicts } = context
    const depth = dicts.length
    const layer = new LoopLayer(this.#variable, values.length, dicts)
    dicts.push(layer)
    try {
      for (let i = 0; i < values.length; i++) {
        layer.index = i
        if (this.#variable === '') dicts.push(this.#unpack(values[i]))
        else layer.value = values[i] ?? null
        if (this.nodelistLoop.isLong) yield* this.nodelistLoop.stream(context)
        else yield this.nodelistLoop.render(context)
        while (dicts.length > depth + 1) dicts.pop()
      }
    } finally {
      while (dicts.length > depth) dicts.pop()
    }
  }

  #members(context: Context): readonly unknown[] {
    return membersOf(this.#sequence.resolve(context, true, this.nodelistEmpty.length > 0), this.#isReversed)
  }

  #unpack(item: unknown): NamedLayer {
    const [wanted, got] = [this.#loopVars.length, lengthOf(item) ?? 1]
    if (wanted !== got) throw new ValueError(`Need ${wanted} values to unpack in for loop; got ${got}. `)
    return new NamedLayer(
      this.#loopVars,
      Array.from(iterate(item), value => value ?? null),
    )
  }
}

function membersOf(values: unknown, isReversed: boolean): readonly unknown[] {
  if (values === null) return []
  const members = Array.isArray(values) ? (values as readonly unknown[]) : Array.from(iterate(values))
  if (!isReversed) return members
  if (values instanceof Set) throw new TypeError(`'${typeName(values)}' object is not reversible`)
  return members.toReversed()
}
