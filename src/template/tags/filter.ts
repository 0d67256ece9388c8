import { typeName } from '../../utils/python.js'
import { isText, markSafe } from '../../utils/safestring.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { Node, type NodeList } from '../node.js'

export const register = new Library()

/** `{% filter force_escape|lower %}`: what is within, through filters. Django: built-in tag "filter". */
register.tag('filter', (parser, token) => {
  const rest = /^\S+\s+(.*)$/s.exec(token.contents)?.[1]
  if (rest === undefined) throw new RangeError('not enough values to unpack (expected 2, got 1)')
  const expression = parser.compileFilter(`var|${rest}`)
  const forbidden = expression.filters.find(({ name }) => name === 'escape' || name === 'safe')
  if (forbidden !== undefined) {
    throw new TemplateSyntaxError(`"filter ${forbidden.name}" is not permitted.  Use the "autoescape" tag instead.`)
  }
  const nodelist = parser.parse(['endfilter'])
  parser.deleteFirstToken()
  return new FilterNode(expression, nodelist)
})

class FilterNode extends Node {
  readonly #expression: FilterExpression
  readonly nodelist: NodeList

  constructor(expression: FilterExpression, nodelist: NodeList) {
    super()
    this.#expression = expression
    this.nodelist = nodelist
  }

  render(context: Context): string {
    context.push({ var: markSafe(this.nodelist.render(context)) })
    try {
      return textOf(this.#expression.resolve(context))
    } finally {
      context.pop()
    }
  }
}

function textOf(value: unknown): string {
  if (isText(value)) return value.toString()
  throw new TypeError(`sequence item: expected str instance, ${typeName(value)} found`)
}
