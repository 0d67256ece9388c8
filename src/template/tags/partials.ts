import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node, type NodeList } from '../node.js'
import type { Parser } from '../parser.js'
import { PartialTemplate } from '../partial-template.js'
import { streamTemplate } from '../stream.js'
import type { Template } from '../template.js'

export const register = new Library()

/** `{% partialdef name inline %}…{% endpartialdef %}`: a part with a name. Django 6: "Template partials". */
register.tag('partialdef', (parser, token) => {
  const { name, isInline } = definitionOf(token.splitContents())
  const ends = ['endpartialdef', `endpartialdef ${name}`]
  const nodelist = parser.parse(['endpartialdef'])
  const end = parser.nextToken()
  if (!ends.includes(end.contents)) parser.invalidBlockTag(end, 'endpartialdef', ends)
  const partials = partialsOf(parser)
  if (partials.has(name)) {
    throw new TemplateSyntaxError(`Partial '${name}' is already defined in the '${parser.origin.name}' template.`)
  }
  const { origin } = parser
  const partial = new PartialTemplate(nodelist, { origin, name, position: [token.position[0], end.position[1]] })
  parser.whenCompiled(template => partial.bindTo(template))
  partials.set(name, partial)
  return new PartialDefNode(nodelist, isInline)
})

/** `{% partial name %}`: the part, wherever in the template it is defined. Django 6: "Template partials". */
register.tag('partial', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length !== 2) throw new TemplateSyntaxError("'partial' tag requires a single argument")
  return new PartialNode(bits[1]!, partialsOf(parser))
})

function definitionOf(bits: readonly string[]): { name: string; isInline: boolean } {
  const [, name, inline] = bits
  if (name === undefined) throw new TemplateSyntaxError("'partialdef' tag requires a name")
  if (bits.length > 3) throw new TemplateSyntaxError("'partialdef' tag takes at most 2 arguments")
  if (inline !== undefined && inline !== 'inline') {
    throw new TemplateSyntaxError(
      "The 'inline' argument does not have any parameters; either use 'inline' or remove it completely.",
    )
  }
  return { name, isInline: inline === 'inline' }
}

type Partials = Map<string, PartialTemplate>

const PARTIALS = 'partials'

function partialsOf({ extraData }: Parser): Partials {
  const partials = (extraData.get(PARTIALS) as Partials | undefined) ?? new Map()
  extraData.set(PARTIALS, partials)
  return partials
}

/** The part of that name of a template; `undefined` when it has none. */
export function partialOf({ extraData }: Template, name: string): PartialTemplate | undefined {
  return (extraData.get(PARTIALS) as Partials | undefined)?.get(name)
}

class PartialDefNode extends Node {
  readonly nodelist: NodeList
  readonly #isInline: boolean

  constructor(nodelist: NodeList, isInline: boolean) {
    super()
    this.nodelist = nodelist
    this.#isInline = isInline
  }

  render(context: Context): string {
    return this.#isInline ? this.nodelist.render(context) : ''
  }

  override *stream(context: Context): Generator<string, void> {
    if (this.#isInline) yield* this.nodelist.stream(context)
  }
}

class PartialNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #name: string
  readonly #partials: Partials

  constructor(name: string, partials: Partials) {
    super()
    this.#name = name
    this.#partials = partials
  }

  override get isLong(): boolean {
    return true
  }

  render(context: Context): string {
    return this.#partial.render(context)
  }

  override stream(context: Context): Generator<string, void> {
    return streamTemplate(this.#partial, context)
  }

  get #partial(): PartialTemplate {
    const partial = this.#partials.get(this.#name)
    if (partial !== undefined) return partial
    throw new TemplateSyntaxError(`Partial '${this.#name}' is not defined in the current template.`)
  }
}
