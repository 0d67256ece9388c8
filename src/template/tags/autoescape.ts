import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import { Library } from '../library.js'
import { Node, type NodeList } from '../node.js'
import { bitsOf } from '../parser.js'

export const register = new Library()

/** `{% autoescape on|off %}`: whether variables are escaped within. Django: built-in tag "autoescape". */
register.tag('autoescape', (parser, token) => {
  const bits = bitsOf(token)
  if (bits.length !== 2) throw new TemplateSyntaxError("'autoescape' tag requires exactly one argument.")
  const setting = bits[1]
  if (setting !== 'on' && setting !== 'off') {
    throw new TemplateSyntaxError("'autoescape' argument should be 'on' or 'off'")
  }
  const nodelist = parser.parse(['endautoescape'])
  parser.deleteFirstToken()
  return new AutoEscapeControlNode(setting === 'on', nodelist)
})

class AutoEscapeControlNode extends Node {
  readonly #setting: boolean
  readonly nodelist: NodeList

  constructor(setting: boolean, nodelist: NodeList) {
    super()
    this.#setting = setting
    this.nodelist = nodelist
  }

  render(context: Context): string {
    const before = context.autoescape
    context.autoescape = this.#setting
    const output = this.nodelist.render(context)
    context.autoescape = before
    return output
  }

  override *stream(context: Context): Generator<string, void> {
    const before = context.autoescape
    context.autoescape = this.#setting
    yield* this.nodelist.stream(context)
    context.autoescape = before
  }
}
