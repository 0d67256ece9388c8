import { ImproperlyConfigured } from '../../conf/exceptions.js'
import { NoReverseMatch } from '../../urls/exceptions.js'
import { currentReverser, type Reverser } from '../../urls/reverser.js'
import type { AnyView } from '../../urls/types.js'
import { escapeText } from '../../utils/escape.js'
import { str } from '../../utils/python.js'
import { SafeString } from '../../utils/safestring.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import { splitKwarg } from '../parser.js'

export const register = new Library()

/** `{% url "name" 1 page=2 as link %}`: the address of a pattern. Django: built-in tag "url". */
register.tag('url', (parser, token) => {
  const [tagName, name, ...bits] = token.splitContents()
  if (name === undefined) {
    throw new TemplateSyntaxError(`'${tagName}' takes at least one argument, a URL pattern name.`)
  }
  const viewName = parser.compileFilter(name)
  const asVar = bits.length >= 2 && bits.at(-2) === 'as' ? bits.splice(-2)[1]! : null
  const args: FilterExpression[] = []
  const kwargs = new Map<string, FilterExpression>()
  for (const [key, value] of bits.map(splitKwarg)) {
    if (key === null) args.push(parser.compileFilter(value))
    else kwargs.set(key, parser.compileFilter(value))
  }
  return new URLNode({ viewName, args, kwargs, asVar })
})

interface URLParts {
  readonly viewName: FilterExpression
  readonly args: readonly FilterExpression[]
  readonly kwargs: ReadonlyMap<string, FilterExpression>
  /** The variable that takes the address; `null`: it is written. */
  readonly asVar: string | null
}

class URLNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly parts: URLParts

  constructor(parts: URLParts) {
    super()
    this.parts = parts
  }

  render(context: Context): string {
    const { asVar } = this.parts
    if (asVar === null) {
      const url = this.#reverse(context)
      return context.autoescape ? escapeText(url) : url
    }
    context.set(asVar, this.#reverseOrNothing(context))
    return ''
  }

  #reverse(context: Context): string {
    const { viewName, args, kwargs } = this.parts
    const values = args.map(arg => plain(arg.resolve(context)))
    const named = Object.fromEntries(Array.from(kwargs, ([name, value]) => [name, plain(value.resolve(context))]))
    const view = viewOf(viewName.resolve(context))
    if (values.length > 0 && kwargs.size > 0) {
      throw new TypeError("Don't mix *args and **kwargs in call to reverse()!")
    }
    return reverserOf(view)(view, values.length > 0 ? values : named, { currentApp: currentAppOf(context) })
  }

  #reverseOrNothing(context: Context): string {
    try {
      return this.#reverse(context)
    } catch (error) {
      if (error instanceof NoReverseMatch) return ''
      throw error
    }
  }
}

/** A view, or the name of a pattern: whatever else it is counts as it is printed. */
function viewOf(value: unknown): string | AnyView {
  return typeof value === 'function' ? (value as AnyView) : str(value)
}

function reverserOf(view: unknown): Reverser {
  const reverser = currentReverser()
  if (reverser !== null) return reverser
  throw new ImproperlyConfigured(
    `{% url %} cannot find '${String(view)}': no URLs are loaded here. Import 'tiny-django/urls', or say how addresses ` +
      'are made: setReverser((name, values) => …) of tiny-django/template.',
  )
}

/** What says which instance of an app is meant. */
function currentAppOf({ request }: Context): string | null {
  const { currentApp } = (request ?? {}) as { currentApp?: string | null }
  return currentApp === undefined ? (request?.resolverMatch?.namespace ?? null) : currentApp
}

function plain(value: unknown): unknown {
  return value instanceof SafeString ? value.text : value
}
