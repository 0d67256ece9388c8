import { eq } from '../../utils/python.js'
import type { Context } from '../context.js'
import type { FilterExpression } from '../filter-expression.js'
import { ForLoop } from '../forloop.js'
import { Library } from '../library.js'
import { Node, NodeList } from '../node.js'

export const register = new Library()

/** `{% ifchanged a b %}…{% else %}…{% endifchanged %}`. Django: built-in tag "ifchanged". */
register.tag('ifchanged', (parser, token) => {
  const bits = token.splitContents().slice(1)
  const nodelistTrue = parser.parse(['else', 'endifchanged'])
  const hasElse = parser.nextToken().contents === 'else'
  const nodelistFalse = hasElse ? parser.parse(['endifchanged']) : new NodeList()
  if (hasElse) parser.deleteFirstToken()
  return new IfChangedNode(
    nodelistTrue,
    nodelistFalse,
    bits.map(bit => parser.compileFilter(bit)),
  )
})

const CHILDREN: readonly string[] = ['nodelistTrue', 'nodelistFalse']

class IfChangedNode extends Node {
  override readonly childNodelists = CHILDREN
  readonly nodelistTrue: NodeList
  readonly nodelistFalse: NodeList
  readonly #values: readonly FilterExpression[]

  constructor(nodelistTrue: NodeList, nodelistFalse: NodeList, values: readonly FilterExpression[]) {
    super()
    this.nodelistTrue = nodelistTrue
    this.nodelistFalse = nodelistFalse
    this.#values = values
  }

  render(context: Context): string {
    const memory = memoryOf(context)
    const output = this.#values.length === 0 ? this.nodelistTrue.render(context) : null
    const current = output ?? this.#values.map(value => value.resolve(context, true))
    if (eq(current, memory.get(this) ?? null)) return this.nodelistFalse.render(context)
    memory.set(this, current)
    // What was written to compare it need not be written again, unless it is empty.
    return output || this.nodelistTrue.render(context)
  }
}

interface Memory {
  get(key: unknown): unknown
  set(key: unknown, value: unknown): void
}

// In a loop, for as long as it runs: an inner loop begins anew with each turn of the outer one.
function memoryOf(context: Context): Memory {
  const forloop = context.lookup('forloop')
  return forloop instanceof ForLoop ? forloop : context.renderContext
}
