import { toHtml } from '../utils/escape.js'
import { str } from '../utils/python.js'
import { markSafe } from '../utils/safestring.js'
import type { BoundTemplate, Context, ContextValues } from './context.js'
import { TemplateSyntaxError } from './exceptions.js'
import { NO_NODELISTS, Node, type NodeList } from './node.js'
import { type Arguments, type ParameterNames, Parameters } from './parameters.js'
import type { TagFunction } from './parser.js'
import type { Token } from './token.js'

/** What can be said about a tag that is a function. */
export interface SimpleTagOptions {
  /** The parameters, as Python would have them. Default: none. */
  readonly params?: ParameterNames
  /** Whether the function takes the context as its first argument. Default: false. */
  readonly takesContext?: boolean
}

/** The same of a tag that encloses something. */
export interface SimpleBlockTagOptions extends SimpleTagOptions {
  /** The tag that closes it. Default: the name with `end` in front. */
  readonly endName?: string
}

/**
 * What a simple tag calls: with the context if it takes one, the content if it is a block tag, the required
 * parameters, and an object with the others.
 */
export type SimpleTagFunction = (...args: never[]) => unknown
type Callable = (...args: unknown[]) => unknown

/** Compiles `{% name arguments [as variable] %}`. */
export function simpleTag(name: string, fn: SimpleTagFunction, options: SimpleTagOptions = {}): TagFunction {
  const parameters = new Parameters(options.params ?? [])
  return (parser, token) => {
    const { bits, targetVar } = bitsAndTarget(token, name)
    const use = parameters.parseBits(parser, bits, name)
    return new SimpleNode(
      { fn: fn as Callable, parameters, use, takesContext: options.takesContext === true },
      targetVar,
    )
  }
}

/** Compiles `{% name arguments [as variable] %}content{% endname %}`. */
export function simpleBlockTag(name: string, fn: SimpleTagFunction, options: SimpleBlockTagOptions = {}): TagFunction {
  const parameters = new Parameters(options.params ?? [])
  const endName = options.endName ?? `end${name}`
  return (parser, token) => {
    const { bits, targetVar } = bitsAndTarget(token, name)
    const nodelist = parser.parse([endName])
    parser.deleteFirstToken()
    const use = parameters.parseBits(parser, bits, name)
    const call = { fn: fn as Callable, parameters, use, takesContext: options.takesContext === true }
    return new SimpleBlockNode(nodelist, call, targetVar)
  }
}

/** A template by its name, one of several, or itself. */
export type InclusionTemplate = string | readonly string[] | BoundTemplate

/** Compiles `{% name arguments %}`, which renders a template with what the function returns. */
export function inclusionTag(
  filename: InclusionTemplate,
  name: string,
  fn: SimpleTagFunction,
  options: SimpleTagOptions = {},
): TagFunction {
  const parameters = new Parameters(options.params ?? [])
  return (parser, token) => {
    const use = parameters.parseBits(parser, token.splitContents().slice(1), name)
    return new InclusionNode(filename, {
      fn: fn as Callable,
      parameters,
      use,
      takesContext: options.takesContext === true,
    })
  }
}

function bitsAndTarget(token: Token, name: string): { bits: string[]; targetVar: string | null } {
  const bits = token.splitContents().slice(1)
  const hasTarget = bits.length >= 2 && bits.at(-2) === 'as'
  const targetVar = hasTarget ? bits.at(-1)! : null
  const rest = hasTarget ? bits.slice(0, -2) : bits
  if (rest.at(-1) === 'as') throw new TemplateSyntaxError(`'${name}' tag requires a variable name after 'as'`)
  return { bits: rest, targetVar }
}

/** A function and what a tag calls it with. */
interface Call {
  readonly fn: Callable
  readonly parameters: Parameters
  readonly use: Arguments
  readonly takesContext: boolean
}

function perform(
  { fn, parameters, use, takesContext }: Call,
  context: Context,
  content: readonly unknown[] = [],
): unknown {
  const args = [...content, ...parameters.resolve(use, context)]
  return (takesContext ? fn(context, ...args) : fn(...args)) ?? null
}

/** Writes what a function returns, escaped unless it is safe, or puts it into a variable. */
export class SimpleNode extends Node {
  override readonly childNodelists: readonly string[] = NO_NODELISTS
  readonly #call: Call
  readonly #targetVar: string | null

  constructor(call: Call, targetVar: string | null) {
    super()
    this.#call = call
    this.#targetVar = targetVar
  }

  /** Whether its function takes the context, and may put something into it. */
  get takesContext(): boolean {
    return this.#call.takesContext
  }

  render(context: Context): string {
    const output = perform(this.#call, context, this.content(context))
    if (this.#targetVar === null) return context.autoescape ? toHtml(output) : str(output)
    context.set(this.#targetVar, output)
    return ''
  }

  /** What comes before the arguments. */
  protected content(_context: Context): readonly unknown[] {
    return []
  }
}

/** The same for a tag that encloses something, which the function gets as safe text. */
export class SimpleBlockNode extends SimpleNode {
  override readonly childNodelists = ['nodelist']
  readonly nodelist: NodeList

  constructor(nodelist: NodeList, call: Call, targetVar: string | null) {
    super(call, targetVar)
    this.nodelist = nodelist
  }

  protected override content(context: Context): readonly unknown[] {
    return [markSafe(this.nodelist.render(context))]
  }
}

/** Renders a template with the values that a function returns. */
export class InclusionNode extends Node {
  override readonly childNodelists: readonly string[] = NO_NODELISTS
  readonly #template: InclusionTemplate
  readonly #call: Call

  constructor(template: InclusionTemplate, call: Call) {
    super()
    this.#template = template
    this.#call = call
  }

  render(context: Context): string {
    const inner = context.new(perform(this.#call, context) as ContextValues | null)
    // Forms in such templates need it.
    const csrfToken = context.get('csrf_token', null)
    if (csrfToken !== null) inner.set('csrf_token', csrfToken)
    return context.renderContext.getOrMake(this, () => this.#find(context)).render(inner)
  }

  #find(context: Context): BoundTemplate {
    const template = this.#template
    const { engine } = context.template!
    if (typeof template === 'string') return engine.getTemplate(template)
    return isTemplateNames(template) ? engine.selectTemplate(template) : template
  }
}

function isTemplateNames(template: InclusionTemplate): template is readonly string[] {
  return Array.isArray(template)
}
