import { repr } from '../../utils/python.js'
import { TemplateSyntaxError } from '../exceptions.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import { bitsOf } from '../parser.js'

export const register = new Library()

/** `{% templatetag openblock %}`: the characters that tags are made of. Django: built-in tag "templatetag". */
register.tag('templatetag', (_parser, token) => {
  const bits = bitsOf(token)
  if (bits.length !== 2) throw new TemplateSyntaxError("'templatetag' statement takes one argument")
  const name = bits[1]!
  if (!Object.hasOwn(characters, name)) {
    throw new TemplateSyntaxError(
      `Invalid templatetag argument: '${name}'. Must be one of: ${repr(Object.keys(characters))}`,
    )
  }
  return new TemplateTagNode(characters[name]!)
})

const characters: Readonly<Record<string, string>> = {
  openblock: '{%',
  closeblock: '%}',
  openvariable: '{{',
  closevariable: '}}',
  openbrace: '{',
  closebrace: '}',
  opencomment: '{#',
  closecomment: '#}',
}

class TemplateTagNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #characters: string

  constructor(text: string) {
    super()
    this.#characters = text
  }

  render(): string {
    return this.#characters
  }
}
