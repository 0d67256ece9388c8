import { dateFormat } from '../../utils/formats.js'
import { currentDateTime } from '../../utils/timezone.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'

export const register = new Library()

/** `{% now "jS F Y H:i" as moment %}`: what time it is. Django: built-in tag "now". */
register.tag('now', (_parser, token) => {
  const bits = token.splitContents()
  const asVar = bits.length === 4 && bits.at(-2) === 'as' ? bits.splice(-2)[1]! : null
  if (bits.length !== 2) throw new TemplateSyntaxError("'now' statement takes one argument")
  return new NowNode(bits[1]!.slice(1, -1), asVar)
})

class NowNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #format: string
  readonly #asVar: string | null

  constructor(format: string, asVar: string | null) {
    super()
    this.#format = format
    this.#asVar = asVar
  }

  render(context: Context): string {
    const text = dateFormat(currentDateTime(), this.#format)
    if (this.#asVar === null) return text
    context.set(this.#asVar, text)
    return ''
  }
}
