import { Context } from '../context.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'

export const register = new Library()

/** `{% verbatim name %}…{% endverbatim name %}`: tags within are text. Django: built-in tag "verbatim". */
register.tag('verbatim', parser => {
  const nodelist = parser.parse(['endverbatim'])
  parser.deleteFirstToken()
  return new VerbatimNode(nodelist.render(new Context()))
})

class VerbatimNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #content: string

  constructor(content: string) {
    super()
    this.#content = content
  }

  render(): string {
    return this.#content
  }
}
