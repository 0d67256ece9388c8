import { bool } from '../../utils/python.js'
import { markSafe } from '../../utils/safestring.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import { renderValueInContext } from '../render-value.js'

export const register = new Library()

/** `{% firstof a b "neither" as c %}`: the first that is true. Django: built-in tag "firstof". */
register.tag('firstof', (parser, token) => {
  const bits = token.splitContents().slice(1)
  if (bits.length === 0) throw new TemplateSyntaxError("'firstof' statement requires at least one argument")
  const asVar = bits.length >= 2 && bits.at(-2) === 'as' ? bits.splice(-2)[1]! : null
  return new FirstOfNode(
    bits.map(bit => parser.compileFilter(bit)),
    asVar,
  )
})

class FirstOfNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #values: readonly FilterExpression[]
  readonly #asVar: string | null

  constructor(values: readonly FilterExpression[], asVar: string | null) {
    super()
    this.#values = values
    this.#asVar = asVar
  }

  render(context: Context): string {
    const first = this.#first(context)
    if (this.#asVar === null) return first
    // It is escaped by now if it is to be; once is enough.
    context.set(this.#asVar, context.autoescape ? markSafe(first) : first)
    return ''
  }

  #first(context: Context): string {
    for (const expression of this.#values) {
      const value = expression.resolve(context, true)
      if (bool(value)) return renderValueInContext(value, context)
    }
    return ''
  }
}
