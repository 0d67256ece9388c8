import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'

export const register = new Library()

/** `{% comment "why" %}`: what is within is not there. Django: built-in tag "comment". */
register.tag('comment', parser => {
  parser.skipPast('endcomment')
  return new CommentNode()
})

/** Writes nothing; unlike text, it may not stand before `extends`. */
class CommentNode extends Node {
  override readonly childNodelists = NO_NODELISTS

  render(): string {
    return ''
  }
}
