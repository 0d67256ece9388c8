import { settings } from '../../conf/settings.js'
import { iriToUri } from '../../utils/encoding.js'
import { escapeText } from '../../utils/escape.js'
import { typeName } from '../../utils/python.js'
import { quote } from '../../utils/quoting.js'
import { isText, markSafe } from '../../utils/safestring.js'
import { urljoin } from '../../utils/urlsplit.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import { bitsOf, type TagFunction } from '../parser.js'
import { staticStorage } from '../static-storage.js'

/** `{% load static %}`. Django: "static". */
export const register = new Library()

/** `{% static "site.css" as css %}`: the address of a static file. Django: tag "static". */
register.tag('static', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length < 2) throw new TemplateSyntaxError(`'${bits[0]}' takes at least one argument (path to file)`)
  const path = parser.compileFilter(bits[1]!)
  return new StaticNode(path, bits.at(-2) === 'as' ? bits[3]! : null)
})

/** `{% get_static_prefix as prefix %}`: STATIC_URL. Django: tag "get_static_prefix". */
register.tag('get_static_prefix', prefixTag('STATIC_URL'))

/** `{% get_media_prefix as prefix %}`: MEDIA_URL. Django: tag "get_media_prefix". */
register.tag('get_media_prefix', prefixTag('MEDIA_URL'))

/** The address of a static file. Django: `django.templatetags.static.static`. */
export function staticUrl(path: string): string {
  return staticStorage()?.url(path) ?? urljoin(prefix('STATIC_URL'), quote(path))
}

type Prefix = 'STATIC_URL' | 'MEDIA_URL'

function prefix(name: Prefix): string {
  return iriToUri(settings[name])
}

class StaticNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #path: FilterExpression
  readonly #asVar: string | null

  constructor(path: FilterExpression, asVar: string | null) {
    super()
    this.#path = path
    this.#asVar = asVar
  }

  render(context: Context): string {
    const path = this.#path.resolve(context)
    if (!isText(path)) throw new TypeError(`expected the path of a static file, got '${typeName(path)}'`)
    const address = staticUrl(path.toString())
    const url = context.autoescape ? escapeText(address) : address
    if (this.#asVar === null) return url
    context.set(this.#asVar, context.autoescape ? markSafe(url) : url)
    return ''
  }
}

function prefixTag(name: Prefix): TagFunction {
  return (_parser, token) => {
    const [tagName, as, variable] = bitsOf(token)
    if (as !== undefined && as !== 'as') {
      throw new TemplateSyntaxError(`First argument in '${tagName}' must be 'as'`)
    }
    return new PrefixNode(name, variable ?? null)
  }
}

class PrefixNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #name: Prefix
  readonly #asVar: string | null

  constructor(name: Prefix, asVar: string | null) {
    super()
    this.#name = name
    this.#asVar = asVar
  }

  render(context: Context): string {
    if (this.#asVar === null) return prefix(this.#name)
    context.set(this.#asVar, prefix(this.#name))
    return ''
  }
}
