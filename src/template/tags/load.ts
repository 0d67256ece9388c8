import { TemplateSyntaxError } from '../exceptions.js'
import { labelHint } from '../hints.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import { bitsOf, type Parser, type TagLibrary } from '../parser.js'

export const register = new Library()

/** `{% load i18n static %}`, `{% load upper from strings %}`. Django: built-in tag "load". */
register.tag('load', (parser, token) => {
  const bits = bitsOf(token)
  if (bits.length >= 4 && bits.at(-2) === 'from') {
    const label = bits.at(-1)!
    parser.addLibrary(subsetOf(findLibrary(parser, label), label, bits.slice(1, -2)))
  } else {
    for (const name of bits.slice(1)) parser.addLibrary(findLibrary(parser, name))
  }
  return new LoadNode()
})

class LoadNode extends Node {
  override readonly childNodelists = NO_NODELISTS

  render(): string {
    return ''
  }
}

function findLibrary(parser: Parser, name: string): TagLibrary {
  const { libraries } = parser
  const library = libraries.get(name)
  if (library === undefined) {
    const known = [...libraries.keys()].sort().join('\n')
    const message = `'${name}' is not a registered tag library. Must be one of:\n${known}`
    throw new TemplateSyntaxError(message, labelHint(name, parser))
  }
  return library
}

function subsetOf(library: TagLibrary, label: string, names: readonly string[]): TagLibrary {
  const subset = new Library()
  for (const name of names) {
    const [tag, filter] = [library.tags.get(name), library.filters.get(name)]
    if (tag === undefined && filter === undefined) {
      throw new TemplateSyntaxError(`'${name}' is not a valid tag or filter in tag library '${label}'`)
    }
    if (tag !== undefined) subset.tags.set(name, tag)
    if (filter !== undefined) subset.filters.set(name, filter)
  }
  return subset
}
