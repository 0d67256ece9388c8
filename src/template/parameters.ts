import { Float } from '../utils/python.js'
import type { Context } from './context.js'
import { TemplateSyntaxError } from './exceptions.js'
import { type FilterExpression, plainLiteral } from './filter-expression.js'
import { type Parser, tokenKwargs } from './parser.js'
import { unescapeStringLiteral } from './split.js'

/**
 * Names of the parameters of a tag, as Python would have them: `['name', 'greeting="hello"', '*args', '**kwargs']`.
 * What stands behind `*args` or a bare `*` can only be given by name.
 */
export type ParameterNames = readonly string[]

interface Parameter {
  readonly name: string
  readonly isRequired: boolean
  readonly default: unknown
}

/**
 * The parameters of a simple or an inclusion tag. In the function that is called, those without a default come one
 * after the other; the others are in one object behind them, with `args` a list and `kwargs` an object under their
 * own names (whatever these are).
 */
export class Parameters {
  readonly #positional: Parameter[] = []
  readonly #keywordOnly: Parameter[] = []
  #varargs: string | null = null
  #isBehindStar = false
  #varkw: string | null = null

  constructor(names: ParameterNames) {
    for (const name of names) this.#add(name)
  }

  /** Reads the arguments of a tag. Throws Django's errors when they do not fit. */
  parseBits(parser: Parser, bits: readonly string[], tagName: string): Arguments {
    const args: FilterExpression[] = []
    const kwargs = new Map<string, FilterExpression>()
    for (const bit of bits) {
      const [pair] = tokenKwargs([bit], parser)
      if (pair === undefined) args.push(this.#positionalBit(parser, bit, args.length, kwargs, tagName))
      else kwargs.set(...this.#keywordBit(pair, kwargs, tagName))
    }
    this.#checkComplete(args, kwargs, tagName)
    return new Arguments(args, kwargs)
  }

  /** What the function of the tag is called with, less context and content. */
  resolve({ args, kwargs }: Arguments, context: Context): unknown[] {
    const given = args.map(arg => plainLiteral(arg.resolve(context)))
    const named = new Map(Array.from(kwargs, ([name, value]) => [name, plainLiteral(value.resolve(context))]))
    const options: Record<string, unknown> = {}
    const required: unknown[] = []
    for (const [i, parameter] of this.#positional.entries()) {
      const value = i < given.length ? given[i] : take(named, parameter)
      if (parameter.isRequired) required.push(value)
      else options[parameter.name] = value
    }
    for (const parameter of this.#keywordOnly) options[parameter.name] = take(named, parameter)
    if (this.#varargs !== null) options[this.#varargs] = given.slice(this.#positional.length)
    if (this.#varkw !== null) options[this.#varkw] = Object.fromEntries(named)
    return [...required, options]
  }

  #add(text: string): void {
    if (text.startsWith('**')) this.#varkw = text.slice(2)
    else if (text.startsWith('*')) this.#addStar(text.slice(1))
    else (this.#isBehindStar ? this.#keywordOnly : this.#positional).push(parameterOf(text))
  }

  #addStar(name: string): void {
    this.#isBehindStar = true
    if (name !== '') this.#varargs = name
  }

  #positionalBit(
    parser: Parser,
    bit: string,
    index: number,
    kwargs: ReadonlyMap<string, unknown>,
    tagName: string,
  ): FilterExpression {
    if (kwargs.size > 0) {
      throw new TemplateSyntaxError(`'${tagName}' received some positional argument(s) after some keyword argument(s)`)
    }
    const expression = parser.compileFilter(bit)
    if (index >= this.#positional.length && this.#varargs === null) {
      const hint = this.#positional.length === 0 ? undeclared : undefined
      throw new TemplateSyntaxError(`'${tagName}' received too many positional arguments`, hint)
    }
    return expression
  }

  #keywordBit(
    [name, value]: readonly [string, FilterExpression],
    kwargs: ReadonlyMap<string, unknown>,
    tagName: string,
  ): [string, FilterExpression] {
    const isKnown = [...this.#positional, ...this.#keywordOnly].some(parameter => parameter.name === name)
    if (!isKnown && this.#varkw === null) {
      throw new TemplateSyntaxError(`'${tagName}' received unexpected keyword argument '${name}'`)
    }
    if (kwargs.has(name)) {
      throw new TemplateSyntaxError(`'${tagName}' received multiple values for keyword argument '${name}'`)
    }
    return [name, value]
  }

  #checkComplete(args: readonly unknown[], kwargs: ReadonlyMap<string, unknown>, tagName: string): void {
    const missing = [...this.#positional.slice(args.length), ...this.#keywordOnly]
      .filter(({ name, isRequired }) => isRequired && !kwargs.has(name))
      .map(({ name }) => `'${name}'`)
    if (missing.length > 0) {
      throw new TemplateSyntaxError(`'${tagName}' did not receive value(s) for the argument(s): ${missing.join(', ')}`)
    }
  }
}

/** In Python the function itself says its parameters. */
const undeclared =
  "The tag declares no parameters. They stand behind its name: simpleTag('name', { params: ['first', 'second=1'] }, fn)"

/** The arguments of one use of a tag. */
export class Arguments {
  readonly args: readonly FilterExpression[]
  readonly kwargs: ReadonlyMap<string, FilterExpression>

  constructor(args: readonly FilterExpression[], kwargs: ReadonlyMap<string, FilterExpression>) {
    this.args = args
    this.kwargs = kwargs
  }
}

function take(named: Map<string, unknown>, parameter: Parameter): unknown {
  if (!named.has(parameter.name)) return parameter.default
  const value = named.get(parameter.name)
  named.delete(parameter.name)
  return value
}

function parameterOf(text: string): Parameter {
  const at = text.indexOf('=')
  if (at === -1) return { name: text.trim(), isRequired: true, default: undefined }
  return { name: text.slice(0, at).trim(), isRequired: false, default: defaultOf(text.slice(at + 1).trim(), text) }
}

function defaultOf(literal: string, parameter: string): unknown {
  if (constants.has(literal)) return constants.get(literal)
  const text = unescapeStringLiteral(literal)
  if (text !== null) return text
  const number = Number(literal)
  if (literal === '' || Number.isNaN(number)) {
    throw new TypeError(`The default of "${parameter}" must be a number, text in quotes, True, False or None.`)
  }
  return Number.isInteger(number) && literal.includes('.') ? new Float(number) : number
}

const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
  ['true', true],
  ['false', false],
  ['null', null],
])
