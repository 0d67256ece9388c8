import { float, int } from '../../utils/python/convert.js'
import { str } from '../../utils/python.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError, VariableDoesNotExist } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'

export const register = new Library()

/** `{% widthratio value max width as w %}`: for bars. Django: built-in tag "widthratio". */
register.tag('widthratio', (parser, token) => {
  const [, value, max, width, as, asVar] = token.splitContents()
  const { length } = token.splitContents()
  if (length !== 4 && length !== 6) throw new TemplateSyntaxError('widthratio takes at least three arguments')
  if (length === 6 && as !== 'as') {
    throw new TemplateSyntaxError("Invalid syntax in widthratio tag. Expecting 'as' keyword")
  }
  const [valueExpression, maxExpression, widthExpression] = [value!, max!, width!].map(bit => parser.compileFilter(bit))
  return new WidthRatioNode(valueExpression!, maxExpression!, widthExpression!, asVar ?? null)
})

class WidthRatioNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #value: FilterExpression
  readonly #max: FilterExpression
  readonly #width: FilterExpression
  readonly #asVar: string | null

  constructor(value: FilterExpression, max: FilterExpression, width: FilterExpression, asVar: string | null) {
    super()
    this.#value = value
    this.#max = max
    this.#width = width
    this.#asVar = asVar
  }

  render(context: Context): string {
    const result = this.#ratio(context)
    if (result === null || this.#asVar === null) return result ?? ''
    context.set(this.#asVar, result)
    return ''
  }

  /** `null` when a variable is not there. */
  #ratio(context: Context): string | null {
    try {
      const [value, max] = [this.#value.resolve(context), this.#max.resolve(context)]
      return ratioText(value, max, widthOf(this.#width.resolve(context)))
    } catch (error) {
      if (error instanceof VariableDoesNotExist) return null
      throw error
    }
  }
}

function widthOf(value: unknown): number {
  try {
    return Number(int(value))
  } catch {
    throw new TemplateSyntaxError('widthratio final argument must be a number')
  }
}

function ratioText(value: unknown, max: unknown, width: number): string {
  try {
    const [part, whole] = [float(value), float(max)]
    if (whole === 0) return '0'
    const ratio = (part / whole) * width
    return Number.isFinite(ratio) ? str(roundHalfEven(ratio)) : ''
  } catch {
    return ''
  }
}

// Python's `round()`: of two that are as near, the even one.
function roundHalfEven(value: number): number {
  const rounded = Math.round(value)
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}
