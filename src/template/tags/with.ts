import { repr } from '../../utils/python.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { internal, NamedLayer } from '../layers.js'
import { Library } from '../library.js'
import { Node, type NodeList } from '../node.js'
import { tokenKwargs } from '../parser.js'

export const register = new Library()

/** `{% with a=1 b=x.y %}…{% endwith %}`: names for values. Django: built-in tag "with". */
register.tag('with', (parser, token) => {
  const [tagName, ...bits] = token.splitContents()
  const values = tokenKwargs(bits, parser, { supportLegacy: true })
  if (values.size === 0) {
    throw new TemplateSyntaxError(`'${tagName}' expected at least one variable assignment`)
  }
  if (bits[0] !== undefined) {
    throw new TemplateSyntaxError(`'${tagName}' received an invalid token: ${repr(bits[0])}`)
  }
  const nodelist = parser.parse(['endwith'])
  parser.deleteFirstToken()
  return new WithNode(values, nodelist)
})

class WithNode extends Node {
  readonly #names: readonly string[]
  readonly #values: readonly FilterExpression[]
  readonly nodelist: NodeList

  constructor(values: ReadonlyMap<string, FilterExpression>, nodelist: NodeList) {
    super()
    this.#names = [...values.keys()].map(internal)
    this.#values = [...values.values()]
    this.nodelist = nodelist
  }

  render(context: Context): string {
    context.dicts.push(this.#layer(context))
    try {
      return this.nodelist.render(context)
    } finally {
      context.dicts.pop()
    }
  }

  override *stream(context: Context): Generator<string, void> {
    context.dicts.push(this.#layer(context))
    try {
      yield* this.nodelist.stream(context)
    } finally {
      context.dicts.pop()
    }
  }

  #layer(context: Context): NamedLayer {
    const values = this.#values.map(value => value.resolve(context))
    return new NamedLayer(this.#names, values)
  }
}
