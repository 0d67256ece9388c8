import { stripSpacesBetweenTags } from '../../utils/html.js'
import { strip } from '../../utils/python/space.js'
import type { Context } from '../context.js'
import { Library } from '../library.js'
import { Node, type NodeList } from '../node.js'

export const register = new Library()

/** `{% spaceless %}`: no white space between tags of HTML. Django: built-in tag "spaceless". */
register.tag('spaceless', parser => {
  const nodelist = parser.parse(['endspaceless'])
  parser.deleteFirstToken()
  return new SpacelessNode(nodelist)
})

class SpacelessNode extends Node {
  readonly nodelist: NodeList

  constructor(nodelist: NodeList) {
    super()
    this.nodelist = nodelist
  }

  render(context: Context): string {
    return stripSpacesBetweenTags(strip(this.nodelist.render(context)))
  }
}
