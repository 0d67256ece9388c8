import { bool, iterate, repr, str } from '../../utils/python.js'
import { SafeString } from '../../utils/safestring.js'
import type { BoundTemplate, Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { type ContextLayer, internal, NamedLayer } from '../layers.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'
import { type Parser, tokenKwargs } from '../parser.js'
import { constructRelativePath } from '../relative-path.js'
import { streamTemplate } from '../stream.js'

export const register = new Library()

/** `{% include "name" with a=1 only %}`: another template, in this context. Django: built-in tag "include". */
register.tag('include', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length < 2) {
    throw new TemplateSyntaxError(
      `'${bits[0]}' tag takes at least one argument: the name of the template to be included.`,
    )
  }
  const { values, isIsolated } = optionsOf(parser, bits[0]!, bits.slice(2))
  const name = constructRelativePath(parser.origin.templateName, bits[1]!, true)
  return new IncludeNode(parser.compileFilter(name), values, isIsolated)
})

interface IncludeOptions {
  readonly values: ReadonlyMap<string, FilterExpression>
  readonly isIsolated: boolean
}

function optionsOf(parser: Parser, tagName: string, bits: string[]): IncludeOptions {
  let values: ReadonlyMap<string, FilterExpression> = new Map()
  const seen = new Set<string>()
  for (let option = bits.shift(); option !== undefined; option = bits.shift()) {
    if (seen.has(option)) throw new TemplateSyntaxError(`The '${option}' option was specified more than once.`)
    seen.add(option)
    if (option === 'with') values = withValues(parser, tagName, bits)
    else if (option !== 'only') {
      throw new TemplateSyntaxError(`Unknown argument for '${tagName}' tag: ${repr(option)}.`)
    }
  }
  return { values, isIsolated: seen.has('only') }
}

function withValues(parser: Parser, tagName: string, bits: string[]): ReadonlyMap<string, FilterExpression> {
  const values = tokenKwargs(bits, parser)
  if (values.size === 0) {
    throw new TemplateSyntaxError(`"with" in '${tagName}' tag needs at least one keyword argument.`)
  }
  return values
}

class IncludeNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly template: FilterExpression
  readonly #names: readonly string[]
  readonly #values: readonly FilterExpression[]
  readonly #isIsolated: boolean

  constructor(template: FilterExpression, values: ReadonlyMap<string, FilterExpression>, isIsolated: boolean) {
    super()
    this.template = template
    this.#names = [...values.keys()].map(internal)
    this.#values = [...values.values()]
    this.#isIsolated = isIsolated
  }

  override get isLong(): boolean {
    return true
  }

  render(context: Context): string {
    const template = this.#find(this.template.resolve(context), context)
    const outer = this.#enter(context)
    try {
      return template.render(context)
    } finally {
      leave(outer, context)
    }
  }

  override *stream(context: Context): Generator<string, void> {
    const template = this.#find(this.template.resolve(context), context)
    const outer = this.#enter(context)
    try {
      // A value of the context may be a template of another make.
      if (template.streamWithin === undefined) yield template.render(context)
      else yield* streamTemplate(template, context)
    } finally {
      leave(outer, context)
    }
  }

  /** Adds the layer of the included template, or lets it have nothing else. Returns what `leave` needs. */
  #enter(context: Context): ContextLayer[] | null {
    const values = this.#values.map(value => value.resolve(context))
    const layer = new NamedLayer(this.#names, values)
    if (this.#isIsolated) return context.isolate(layer)
    context.dicts.push(layer)
    return null
  }

  // Once for a whole rendering, however often the tag is in a loop.
  #find(found: unknown, context: Context): BoundTemplate {
    if (isTemplate(found)) return found
    const known = context.renderContext.getForAll(this) as Found | undefined
    if (known !== undefined && known.by === found) return known.template
    const template = context.template!.engine.selectTemplate(this.#namesOf(found))
    context.renderContext.setForAll(this, { by: found, template } satisfies Found)
    return template
  }

  #namesOf(found: unknown): readonly string[] {
    if (typeof found === 'string' || found instanceof SafeString) {
      return bool(found) ? [constructRelativePath(this.origin?.templateName ?? null, str(found))] : []
    }
    return bool(found) ? Array.from(iterate(found), str) : []
  }
}

function leave(outer: ContextLayer[] | null, context: Context): void {
  if (outer === null) context.dicts.pop()
  else context.dicts = outer
}

/** The template that was found last, and what it was found by. */
interface Found {
  readonly by: unknown
  readonly template: BoundTemplate
}

function isTemplate(value: unknown): value is BoundTemplate {
  return typeof value === 'object' && value !== null && typeof (value as Partial<BoundTemplate>).render === 'function'
}
