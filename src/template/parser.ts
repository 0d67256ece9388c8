import { splitWords } from '../utils/python/space.js'
import type { BoundTemplate } from './context.js'
import { TemplateSyntaxError } from './exceptions.js'
import type { Filter } from './filter.js'
import { FilterExpression } from './filter-expression.js'
import { filterHint, tagHint } from './hints.js'
import { type MissingVariables, MissingWatch } from './missing.js'
import { type Node, NodeList, TextNode } from './node.js'
import { Origin, UNKNOWN_SOURCE } from './origin.js'
import type { Token } from './token.js'
import { VariableNode } from './variable-node.js'

/** Compiles a tag: takes from the parser what belongs to it. Django: "Writing the compilation function". */
export type TagFunction = (parser: Parser, token: Token) => Node

/** Tags and filters, by name. */
export interface TagLibrary {
  readonly tags: ReadonlyMap<string, TagFunction>
  readonly filters: ReadonlyMap<string, Filter>
}

/** What a template is parsed with. */
export interface ParserOptions {
  /** The libraries that `{% load %}` knows, by name. */
  readonly libraries?: ReadonlyMap<string, TagLibrary>
  /** The libraries that are there from the first. */
  readonly builtins?: readonly TagLibrary[]
  readonly origin?: Origin
  /** What becomes of variables that are missing when the template is rendered. Default: `ignore`. */
  readonly missingVariables?: MissingVariables
}

/** An error to which it is told which piece of the template is at fault. */
interface Annotated {
  token?: Token
}

/** Makes nodes of tokens. Django: `django.template.base.Parser`. */
export class Parser {
  readonly tags = new Map<string, TagFunction>()
  readonly filters = new Map<string, Filter>()
  readonly libraries: ReadonlyMap<string, TagLibrary>
  readonly origin: Origin
  /**
   * What tags of this template tell each other, and the template when it is compiled, by a key of their own.
   * Django: `extra_data`.
   */
  readonly extraData = new Map<unknown, unknown>()
  readonly #afterwards: ((template: BoundTemplate) => void)[] = []
  /** The last one is the next. */
  readonly #tokens: Token[]
  /** The block tags that are open. */
  readonly #commandStack: Token[] = []
  /** The variable that is being compiled. */
  #variable: Token | null = null
  readonly #missingVariables: MissingVariables

  constructor(tokens: readonly Token[], options: ParserOptions = {}) {
    const { libraries = new Map(), builtins = [], origin, missingVariables = 'ignore' } = options
    this.#missingVariables = missingVariables
    this.#tokens = tokens.toReversed()
    this.libraries = libraries
    this.origin = origin ?? new Origin(UNKNOWN_SOURCE)
    for (const builtin of builtins) this.addLibrary(builtin)
  }

  /**
   * Compiles what follows, up to a tag named in `parseUntil` (which is then the next token) or to the end. Throws
   * TemplateSyntaxError when none of those comes.
   */
  parse(parseUntil: readonly string[] = []): NodeList {
    const nodelist = new NodeList()
    for (let token = this.#tokens.pop(); token !== undefined; token = this.#tokens.pop()) {
      if (token.tokenType === 'text') this.#extend(nodelist, new TextNode(token.contents), token)
      else if (token.tokenType === 'var') this.#extend(nodelist, this.#parseVariable(token), token)
      else if (token.tokenType === 'block') {
        const command = this.#commandOf(token)
        if (parseUntil.includes(command)) {
          this.prependToken(token)
          return nodelist
        }
        this.#extend(nodelist, this.#parseBlock(token, command, parseUntil), token)
      }
    }
    if (parseUntil.length > 0) this.unclosedBlockTag(parseUntil)
    return nodelist
  }

  /** Passes over everything up to and with the tag `endtag`. */
  skipPast(endtag: string): void {
    for (let token = this.#tokens.pop(); token !== undefined; token = this.#tokens.pop()) {
      if (token.tokenType === 'block' && token.contents === endtag) return
    }
    this.unclosedBlockTag([endtag])
  }

  /** Whether there is anything left. */
  get hasTokens(): boolean {
    return this.#tokens.length > 0
  }

  /** Takes the next token. Throws RangeError when there is none. */
  nextToken(): Token {
    const token = this.#tokens.pop()
    if (token === undefined) throw new RangeError('pop from empty list')
    return token
  }

  prependToken(token: Token): void {
    this.#tokens.push(token)
  }

  deleteFirstToken(): void {
    this.nextToken()
  }

  /** Makes the tags and filters of a library known from here on. */
  addLibrary({ tags, filters }: TagLibrary): void {
    for (const [name, tag] of tags) this.tags.set(name, tag)
    for (const [name, filter] of filters) this.filters.set(name, filter)
  }

  /** Has `tell` called with the template once it is compiled. */
  whenCompiled(tell: (template: BoundTemplate) => void): void {
    this.#afterwards.push(tell)
  }

  /** Tells those who wait for it that the template is compiled. */
  compiled(template: BoundTemplate): void {
    for (const tell of this.#afterwards) tell(template)
  }

  /** Compiles `variable|filter:argument`. */
  compileFilter(token: string): FilterExpression {
    return new FilterExpression(token, this)
  }

  /** Who wants to hear of variables of the present tag that are missing; `null`: nobody. */
  get watch(): MissingWatch | null {
    const token = this.#variable ?? this.#commandStack.at(-1)
    if (this.#missingVariables === 'ignore' || token === undefined) return null
    return new MissingWatch(this.#missingVariables, token, this.origin)
  }

  findFilter(name: string): Filter {
    const filter = this.filters.get(name)
    if (filter === undefined) throw new TemplateSyntaxError(`Invalid filter: '${name}'`, filterHint(name, this))
    return filter
  }

  /** Tells an error which token is at fault, unless it knows; of text it makes a TemplateSyntaxError. */
  error(token: Token, error: unknown): unknown {
    const result = typeof error === 'string' ? new TemplateSyntaxError(error) : error
    if (typeof result === 'object' && result !== null && Object.isExtensible(result)) {
      const annotated: Annotated = result
      annotated.token ??= token
    }
    return result
  }

  /** Throws Django's error for a tag that is not known, or not here. */
  invalidBlockTag(token: Token, command: string, parseUntil: readonly string[] = []): never {
    const expected = parseUntil.length > 0 ? `, expected ${textList(parseUntil.map(name => `'${name}'`))}` : ''
    const message =
      `Invalid block tag on line ${token.lineno}: '${command}'${expected}. ` +
      'Did you forget to register or load this tag?'
    throw this.error(token, new TemplateSyntaxError(message, tagHint(command, this, parseUntil)))
  }

  /** Throws Django's error for a block that nothing closes. */
  unclosedBlockTag(parseUntil: readonly string[]): never {
    const token = this.#commandStack.pop()!
    throw this.error(
      token,
      `Unclosed tag on line ${token.lineno}: '${token.command}'. Looking for one of: ${parseUntil.join(', ')}.`,
    )
  }

  #parseVariable(token: Token): Node {
    if (token.contents === '') throw this.error(token, `Empty variable tag on line ${token.lineno}`)
    this.#variable = token
    try {
      return new VariableNode(this.compileFilter(token.contents))
    } catch (error) {
      throw this.error(token, error)
    } finally {
      this.#variable = null
    }
  }

  #commandOf(token: Token): string {
    const { command } = token
    if (command === undefined) throw this.error(token, `Empty block tag on line ${token.lineno}`)
    return command
  }

  #parseBlock(token: Token, command: string, parseUntil: readonly string[]): Node {
    this.#commandStack.push(token)
    const compile = this.tags.get(command)
    if (compile === undefined) this.invalidBlockTag(token, command, parseUntil)
    try {
      const node = compile(this, token)
      this.#commandStack.pop()
      return node
    } catch (error) {
      throw this.error(token, error)
    }
  }

  #extend(nodelist: NodeList, node: Node, token: Token): void {
    if (node.mustBeFirst && nodelist.containsNontext) {
      const { templateName } = this.origin
      const where = templateName === null ? 'the template' : `'${templateName}'`
      throw this.error(token, `{% ${token.contents} %} must be the first tag in ${where}.`)
    }
    if (!(node instanceof TextNode)) nodelist.containsNontext = true
    node.token = token
    node.origin = this.origin
    nodelist.push(node)
  }
}

function textList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`
}

/**
 * Takes `name=value` pairs off the front of `bits` and compiles them, up to the first bit that is none; with
 * `supportLegacy` also `value as name and …`. Django: `token_kwargs`.
 */
export function tokenKwargs(
  bits: string[],
  parser: Parser,
  { supportLegacy = false }: { supportLegacy?: boolean } = {},
): Map<string, FilterExpression> {
  const kwargs = new Map<string, FilterExpression>()
  if (bits[0] !== undefined && splitKwarg(bits[0])[0] !== null) takePairs(bits, parser, kwargs)
  else if (supportLegacy) takeLegacyPairs(bits, parser, kwargs)
  return kwargs
}

function takePairs(bits: string[], parser: Parser, kwargs: Map<string, FilterExpression>): void {
  for (let bit = bits[0]; bit !== undefined; bit = bits[0]) {
    const [name, value] = splitKwarg(bit)
    if (name === null) return
    bits.shift()
    kwargs.set(name, parser.compileFilter(value))
  }
}

function takeLegacyPairs(bits: string[], parser: Parser, kwargs: Map<string, FilterExpression>): void {
  while (bits.length >= 3 && bits[1] === 'as') {
    const [value, , name] = bits.splice(0, 3) as [string, string, string]
    kwargs.set(name, parser.compileFilter(value))
    if (bits[0] !== 'and') return
    bits.shift()
  }
}

/** The name and the value of `name=value`; the name is `null` when there is none. */
export function splitKwarg(bit: string): readonly [name: string | null, value: string] {
  const [, name, value] = /^([\p{L}\p{N}_]+)=([^\n]+)/u.exec(bit) ?? []
  return name === undefined ? [null, bit] : [name, value!]
}

/** The words of a tag, for tags that take no variables. Python: `token.contents.split()`. */
export function bitsOf(token: Token): string[] {
  return splitWords(token.contents)
}
