import { ExpressionScanner } from '../../template/expression-scanner.js'
import { Lexer } from '../../template/lexer.js'
import { Node } from '../../template/node.js'
import { splitKwarg } from '../../template/parser.js'
import { InclusionNode, SimpleNode } from '../../template/simple-tags.js'
import type { Template } from '../../template/template.js'
import type { Token } from '../../template/token.js'
import { Variable } from '../../template/variable.js'

/** Something that a tag names: a variable, a template, a URL, a block. */
export interface Mention {
  readonly name: string
  readonly token: Token
  /** The blocks around it, the outermost first. */
  readonly blocks: readonly string[]
}

export interface UrlMention extends Mention {
  /** How many values are given by position. */
  readonly count: number
  /** The names of those that are given by name. */
  readonly names: readonly string[]
}

/** What a template says of others and of the variables it wants, as far as it can be read without rendering it. */
export interface TemplateFacts {
  /** The first names of variables that have to be there. */
  readonly variables: readonly Mention[]
  /** Names that it takes into account may not be there: in `{% if %}`, before `default`, and so on. */
  readonly guarded: ReadonlySet<string>
  /** Names that its own tags give something. */
  readonly introduced: ReadonlySet<string>
  readonly urls: readonly UrlMention[]
  /** Templates it includes, those named by variables apart. `isOnly`: without the variables around them. */
  readonly includes: readonly (Mention & { readonly isOnly: boolean })[]
  /** The template it extends; `null` when none, or one named by a variable. */
  readonly parent: Mention | null
  readonly blocks: readonly Mention[]
  /** The blocks that also show what the parent's has. */
  readonly superBlocks: ReadonlySet<string>
  /** Whether a tag may give or want variables that nobody can tell: a project's own, or `extends` by a variable. */
  readonly isOpaque: boolean
}

/** Reads a template that has been compiled. */
export function factsOf(template: Template): TemplateFacts {
  return new FactsReader(template).read()
}

type TagReader = (reader: FactsReader, bits: string[]) => void

class FactsReader implements TemplateFacts {
  readonly variables: Mention[] = []
  readonly guarded = new Set<string>()
  readonly introduced = new Set<string>(['block', 'forloop', 'True', 'False', 'None'])
  readonly urls: UrlMention[] = []
  readonly includes: (Mention & { readonly isOnly: boolean })[] = []
  parent: Mention | null = null
  readonly blocks: Mention[] = []
  readonly superBlocks = new Set<string>()
  isOpaque = false
  readonly #tokens: readonly Token[]
  readonly #nodes: ReadonlyMap<number, Node>
  readonly #open: string[] = []
  /** What the loops that are open go through, by first names. */
  readonly #loops: (string | undefined)[] = []
  #token!: Token

  constructor({ source, nodelist }: Template) {
    this.#tokens = new Lexer(source).tokenize()
    const nodes = nodelist.getNodesByType(Node).filter(({ token }) => token !== null)
    this.#nodes = new Map(nodes.map(node => [node.token!.position[0], node]))
  }

  read(): TemplateFacts {
    let isComment = false
    for (const token of this.#tokens) {
      if (token.tokenType === 'block' && token.command === 'comment') isComment = true
      if (!isComment) this.#readToken(token)
      if (token.tokenType === 'block' && token.command === 'endcomment') isComment = false
    }
    return this
  }

  get node(): Node | undefined {
    return this.#nodes.get(this.#token.position[0])
  }

  mention(name: string): Mention {
    return { name, token: this.#token, blocks: [...this.#open] }
  }

  enterBlock(name: string): void {
    this.blocks.push(this.mention(name))
    this.#open.push(name)
  }

  leaveBlock(): void {
    this.#open.pop()
  }

  enterLoop(sequence: string): void {
    const before = this.variables.length
    this.expression(sequence)
    this.#loops.push(this.variables[before]?.name)
  }

  /** What is shown in place of an empty loop counts for one that is not there, too. */
  emptyLoop(): void {
    const name = this.#loops.at(-1)
    if (name !== undefined) this.guarded.add(name)
  }

  leaveLoop(): void {
    this.#loops.pop()
  }

  /** The variables of `value|filter:argument`. */
  expression(text: string, isGuard = false): void {
    const scanner = new ExpressionScanner(text)
    const { text: subject, isConstant } = scanner.subject()
    let hasDefault = isGuard
    for (let filter = scanner.nextFilter(); filter !== null; filter = scanner.nextFilter()) {
      if (filter.name === 'default' || filter.name === 'default_if_none') hasDefault = true
      if (filter.arg !== null) this.#variable(filter.arg, false)
    }
    if (!isConstant) this.#variable(subject, hasDefault)
    if (subject === 'block.super' && this.#open.length > 0) this.superBlocks.add(this.#open.at(-1)!)
  }

  /** Arguments of a tag: expressions, alone or behind a name and `=`; at the end maybe `as NAME`. */
  arguments(bits: readonly string[], isGuard = false): void {
    const rest = this.withoutTarget(bits)
    for (const bit of rest) this.expression(splitKwarg(bit)[1], isGuard)
  }

  /** The same without `as NAME` at its end, which is then a name that the tag gives something. */
  withoutTarget(bits: readonly string[]): readonly string[] {
    if (bits.at(-2) !== 'as') return bits
    this.introduced.add(bits.at(-1)!)
    return bits.slice(0, -2)
  }

  #variable(text: string, isGuard: boolean): void {
    const name = new Variable(text).lookups?.[0]
    if (name === undefined) return
    if (isGuard) this.guarded.add(name)
    else this.variables.push(this.mention(name))
  }

  #readToken(token: Token): void {
    this.#token = token
    if (token.tokenType === 'var') this.expression(token.contents)
    if (token.tokenType !== 'block') return
    const [command = '', ...bits] = token.splitContents()
    const read = Object.hasOwn(tags, command) ? tags[command]! : ownTag
    // What does not fit the form of its tag the compiler has refused; what is left is a form we do not know.
    try {
      read(this, bits)
    } catch {
      this.isOpaque = true
    }
  }
}

/** The text of `"page.html"`; `null` for a variable, and for what goes through filters. */
function literal(bit: string | undefined): string | null {
  return /^(["'])(.*)\1$/s.exec(bit ?? '')?.[2] ?? null
}

const operators = new Set(['and', 'or', 'not', 'in', 'is', '==', '!=', '<', '>', '<=', '>='])

const nothing: TagReader = () => {}
const args: TagReader = (reader, bits) => reader.arguments(bits)
const guards: TagReader = (reader, bits) => reader.arguments(bits, true)
const target: TagReader = (reader, bits) => void reader.withoutTarget(bits)

const condition: TagReader = (reader, bits) => {
  for (const bit of bits) if (!operators.has(bit)) reader.expression(bit, true)
}

/** `a=1 b=2`, or `1 as a and 2 as b`. */
function pairs(reader: FactsReader, bits: readonly string[]): void {
  for (const [i, bit] of bits.entries()) {
    const [name, value] = splitKwarg(bit)
    if (name !== null) reader.introduced.add(name)
    if (name !== null || bits[i + 1] === 'as') reader.expression(value)
    if (bits[i - 1] === 'as') reader.introduced.add(bit)
  }
}

/** A tag of a library of the project: a function with arguments, unless it is one that may do anything. */
const ownTag: TagReader = (reader, bits) => {
  const { node } = reader
  if (node === undefined) return // the end of another tag
  const isPlain = (node instanceof SimpleNode && !node.takesContext) || node instanceof InclusionNode
  if (isPlain) reader.arguments(bits)
  else reader.isOpaque = true
}

/** What each of Django's tags says, by name. Of those that end one it says nothing, unless they are here. */
const tags: Readonly<Record<string, TagReader>> = {
  autoescape: nothing,
  csrf_token: nothing,
  debug: nothing,
  load: nothing,
  lorem: nothing,
  partial: nothing,
  partialdef: nothing,
  resetcycle: nothing,
  spaceless: nothing,
  templatetag: nothing,
  verbatim: nothing,
  comment: nothing,
  localize: nothing,
  localtime: nothing,
  plural: nothing,
  else: nothing,
  empty: reader => reader.emptyLoop(),
  endfor: reader => reader.leaveLoop(),
  filter: nothing,
  now: target,
  get_static_prefix: target,
  get_media_prefix: target,
  get_current_language: target,
  get_current_language_bidi: target,
  get_available_languages: target,
  get_current_timezone: target,
  get_language_info: (reader, bits) => {
    for (const bit of reader.withoutTarget(bits).slice(1)) reader.expression(bit)
  },
  language: args,
  timezone: args,
  querystring: args,
  static: args,
  widthratio: args,
  if: condition,
  elif: condition,
  firstof: guards,
  ifchanged: guards,
  with: (reader, bits) => pairs(reader, bits),
  for: (reader, bits) => {
    const at = bits.lastIndexOf('in')
    for (const name of bits.slice(0, at).join(' ').split(/[ ,]+/)) reader.introduced.add(name)
    reader.enterLoop(bits[at + 1]!)
  },
  cycle: (reader, bits) => {
    const rest = reader.withoutTarget(bits.at(-1) === 'silent' ? bits.slice(0, -1) : bits)
    if (bits.length > 1) for (const bit of rest) reader.expression(bit)
  },
  regroup: (reader, bits) => {
    reader.expression(bits[0]!, true)
    reader.introduced.add(bits[4]!)
  },
  cache: (reader, bits) => {
    for (const [i, bit] of bits.entries()) if (i !== 1) reader.expression(splitKwarg(bit)[1], true)
  },
  translate: (reader, bits) => {
    const words = reader.withoutTarget(bits).filter(bit => bit !== 'noop' && bit !== 'context')
    for (const bit of words) reader.expression(bit)
  },
  blocktranslate: (reader, bits) => {
    const at = bits.indexOf('asvar')
    if (at !== -1) reader.introduced.add(bits.splice(at, 2)[1]!)
    pairs(
      reader,
      bits.filter(bit => !['with', 'count', 'trimmed', 'context'].includes(bit)),
    )
  },
  url: (reader, bits) => {
    const [name, ...rest] = reader.withoutTarget(bits)
    const given = rest.map(splitKwarg)
    const isOptional = bits.at(-2) === 'as'
    reader.arguments(rest)
    const text = literal(name)
    if (text === null) return reader.expression(name!)
    const names = given.flatMap(([key]) => (key === null ? [] : [key]))
    if (!isOptional) reader.urls.push({ ...reader.mention(text), names, count: given.length - names.length })
  },
  include: (reader, bits) => {
    const [name, ...rest] = bits
    const isOnly = rest.includes('only')
    for (const bit of rest) {
      const [key, value] = splitKwarg(bit)
      if (key === null) continue
      reader.introduced.add(key)
      reader.expression(value)
    }
    const text = literal(name)
    if (text === null) reader.expression(name!)
    else reader.includes.push({ ...reader.mention(text), isOnly })
  },
  extends: (reader, bits) => {
    const text = literal(bits[0])
    if (text === null) reader.isOpaque = true
    else reader.parent = reader.mention(text)
  },
  block: (reader, bits) => reader.enterBlock(bits[0]!),
  endblock: reader => reader.leaveBlock(),
}

Object.assign(tags, { trans: tags.translate, blocktrans: tags.blocktranslate })
