import { int } from '../../utils/python/convert.js'
import { repr, str } from '../../utils/python.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError, VariableDoesNotExist } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { type FragmentCache, fragmentCache, makeTemplateFragmentKey } from '../fragment-cache.js'
import { Library } from '../library.js'
import { Node, type NodeList } from '../node.js'

/** `{% load cache %}`. Django: "Template fragment caching". */
export const register = new Library()

/** `{% cache 500 sidebar user.id using="name" %}…{% endcache %}`. Django: "Template fragment caching". */
register.tag('cache', (parser, token) => {
  const nodelist = parser.parse(['endcache'])
  parser.deleteFirstToken()
  const bits = token.splitContents()
  if (bits.length < 3) throw new TemplateSyntaxError(`'${repr(bits[0])}' tag requires at least 2 arguments.`)
  const using = bits.length > 3 && bits.at(-1)!.startsWith('using=') ? bits.pop()!.slice('using='.length) : null
  const [, seconds, name, ...varyOn] = bits as [string, string, string, ...string[]]
  return new CacheNode({
    nodelist,
    seconds: parser.compileFilter(seconds),
    name,
    varyOn: varyOn.map(bit => parser.compileFilter(bit)),
    using: using === null ? null : parser.compileFilter(using),
  })
})

interface CacheParts {
  readonly nodelist: NodeList
  readonly seconds: FilterExpression
  readonly name: string
  readonly varyOn: readonly FilterExpression[]
  readonly using: FilterExpression | null
}

class CacheNode extends Node {
  readonly nodelist: NodeList
  readonly #parts: CacheParts

  constructor(parts: CacheParts) {
    super()
    this.nodelist = parts.nodelist
    this.#parts = parts
  }

  render(context: Context): string {
    const { seconds, name, varyOn, using } = this.#parts
    const timeout = timeoutOf(resolve(seconds, context))
    const cache = using === null ? fragmentCache()! : cacheOf(resolve(using, context))
    const key = makeTemplateFragmentKey(
      name,
      varyOn.map(value => value.resolve(context)),
    )
    const known = cache.get(key)
    if (known !== undefined && known !== null) return known
    const fragment = this.nodelist.render(context)
    cache.set(key, fragment, timeout)
    return fragment
  }
}

function resolve(expression: FilterExpression, context: Context): unknown {
  try {
    return expression.resolve(context)
  } catch (error) {
    if (!(error instanceof VariableDoesNotExist)) throw error
    throw new TemplateSyntaxError(`"cache" tag got an unknown variable: ${repr(str(expression.var))}`)
  }
}

function timeoutOf(value: unknown): number | null {
  if (value === null) return null
  try {
    return Number(int(value))
  } catch {
    throw new TemplateSyntaxError(`"cache" tag got a non-integer timeout value: ${repr(value)}`)
  }
}

function cacheOf(name: unknown): FragmentCache {
  const cache = fragmentCache(str(name))
  if (cache === undefined) throw new TemplateSyntaxError(`Invalid cache name specified for cache tag: ${repr(name)}`)
  return cache
}
