import { settings } from '../../conf/settings.js'
import { escapeText } from '../../utils/escape.js'
import { repr } from '../../utils/python.js'
import type { Context } from '../context.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'

export const register = new Library()

/** `{% debug %}`: all variables, layer by layer, while DEBUG is on. Django: built-in tag "debug". */
register.tag('debug', () => new DebugNode())

class DebugNode extends Node {
  override readonly childNodelists = NO_NODELISTS

  render(context: Context): string {
    if (!settings.DEBUG) return ''
    return Array.from(context, layer => escapeText(repr(layer))).join('\n')
  }
}
