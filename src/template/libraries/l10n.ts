import { localize } from '../../utils/formats.js'
import { str } from '../../utils/python.js'
import { isText } from '../../utils/safestring.js'
import type { Context } from '../context.js'
import { Library } from '../library.js'
import { Node, type NodeList } from '../node.js'
import { isSwitchedOn } from './on-off.js'

/** `{% load l10n %}`. Django: "Controlling localization in templates". */
export const register = new Library()

/** Django: filter "localize". As the locale writes it. */
register.filter('localize', (value: unknown) => textOf(localize(value, true)), { arg: 'none' })

/** Django: filter "unlocalize". As Python prints it. */
register.filter('unlocalize', (value: unknown) => textOf(localize(value, false)), { arg: 'none' })

// Safe text stays safe.
function textOf(value: unknown): unknown {
  return isText(value) ? value : str(value)
}

/** `{% localize on|off %}…{% endlocalize %}`. Django: tag "localize". */
register.tag('localize', (parser, token) => {
  const isOn = isSwitchedOn(token)
  const nodelist = parser.parse(['endlocalize'])
  parser.deleteFirstToken()
  return new LocalizeNode(nodelist, isOn)
})

class LocalizeNode extends Node {
  readonly nodelist: NodeList
  readonly #useL10n: boolean

  constructor(nodelist: NodeList, useL10n: boolean) {
    super()
    this.nodelist = nodelist
    this.#useL10n = useL10n
  }

  render(context: Context): string {
    const before = context.useL10n
    context.useL10n = this.#useL10n
    const output = this.nodelist.render(context)
    context.useL10n = before
    return output
  }
}
