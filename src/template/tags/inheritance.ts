import { bool, repr, str } from '../../utils/python.js'
import { markSafe, type SafeString } from '../../utils/safestring.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { NamedLayer } from '../layers.js'
import { Library } from '../library.js'
import { Node, type NodeList, TextNode } from '../node.js'
import type { Origin } from '../origin.js'
import { bitsOf, type Parser } from '../parser.js'
import { constructRelativePath } from '../relative-path.js'
import { Template } from '../template.js'

export const register = new Library()

/** `{% block name %}…{% endblock name %}`: what a child template may replace. Django: built-in tag "block". */
register.tag('block', (parser, token) => {
  const bits = bitsOf(token)
  const [tagName, name] = bits
  if (bits.length !== 2 || name === undefined) {
    throw new TemplateSyntaxError(`'${tagName}' tag takes only one argument`)
  }
  const names = blockNamesOf(parser)
  if (names.has(name)) {
    throw new TemplateSyntaxError(`'${tagName}' tag with name '${name}' appears more than once`)
  }
  names.add(name)
  const nodelist = parser.parse(['endblock'])
  const end = parser.nextToken()
  const acceptable = ['endblock', `endblock ${name}`]
  if (!acceptable.includes(end.contents)) parser.invalidBlockTag(end, 'endblock', acceptable)
  return new BlockNode(name, nodelist)
})

/** `{% extends "base.html" %}`: this template fills the blocks of another. Django: built-in tag "extends". */
register.tag('extends', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length !== 2) throw new TemplateSyntaxError(`'${bits[0]}' takes one argument`)
  const parentName = parser.compileFilter(constructRelativePath(parser.origin.templateName, bits[1]!))
  const nodelist = parser.parse()
  if (nodelist.getNodesByType(ExtendsNode).length > 0) {
    throw new TemplateSyntaxError(`'${bits[0]}' cannot appear more than once in the same template`)
  }
  return new ExtendsNode(nodelist, parentName)
})

const BLOCK_NAMES = Symbol('names of blocks')

function blockNamesOf({ extraData }: Parser): Set<string> {
  const names = (extraData.get(BLOCK_NAMES) as Set<string> | undefined) ?? new Set()
  extraData.set(BLOCK_NAMES, names)
  return names
}

/** The blocks of a template and of those it extends: for each name, the block that counts last. */
class BlockContext {
  readonly #blocks = new Map<string, BlockNode[]>()

  /** Adds the blocks of a parent: its children's go before them. */
  addBlocks(blocks: ReadonlyMap<string, BlockNode>): void {
    for (const [name, block] of blocks) this.#of(name).unshift(block)
  }

  pop(name: string): BlockNode | undefined {
    return this.#of(name).pop()
  }

  push(name: string, block: BlockNode): void {
    this.#of(name).push(block)
  }

  has(name: string): boolean {
    return this.#of(name).length > 0
  }

  #of(name: string): BlockNode[] {
    const known = this.#blocks.get(name)
    if (known !== undefined) return known
    const blocks: BlockNode[] = []
    this.#blocks.set(name, blocks)
    return blocks
  }
}

/** Its key in the render context. */
const BLOCK_CONTEXT = Symbol('blocks')
/** The origins that an `extends` has passed, there too. */
const EXTENDS_CONTEXT = Symbol('extended')

export class BlockNode extends Node {
  readonly name: string
  readonly nodelist: NodeList

  constructor(name: string, nodelist: NodeList) {
    super()
    this.name = name
    this.nodelist = nodelist
  }

  /** Whatever a child puts there may be. */
  override get isLong(): boolean {
    return true
  }

  render(context: Context): string {
    const { blocks, last, nodelist } = this.#enter(context)
    try {
      return nodelist.render(context)
    } finally {
      context.dicts.pop()
      if (last !== undefined) blocks!.push(this.name, last)
    }
  }

  override *stream(context: Context): Generator<string, void> {
    const { blocks, last, nodelist } = this.#enter(context)
    try {
      yield* nodelist.stream(context)
    } finally {
      context.dicts.pop()
      if (last !== undefined) blocks!.push(this.name, last)
    }
  }

  // While the block is rendered it is not there, so that `block.super` finds the one of the parent.
  #enter(context: Context): EnteredBlock {
    const blocks = context.renderContext.get(BLOCK_CONTEXT) as BlockContext | undefined
    const last = blocks?.pop(this.name)
    const block = last ?? this
    const variable = new BlockVariable(block.name, blocks === undefined ? null : context, block)
    context.dicts.push(new NamedLayer(BLOCK, [variable]))
    return { blocks, last, nodelist: block.nodelist }
  }
}

/** A block that is being rendered. */
interface EnteredBlock {
  /** The blocks of the templates that extend each other, if they do. */
  readonly blocks: BlockContext | undefined
  /** The block that counts among them, if any. */
  readonly last: BlockNode | undefined
  /** What is in the one that counts. */
  readonly nodelist: NodeList
}

/** What a block is called in itself. */
const BLOCK: readonly string[] = ['block']

/** What `block` is in a block. */
class BlockVariable {
  readonly name: string
  readonly #context: Context | null
  readonly #block: BlockNode | null

  constructor(name: string, context: Context | null, block: BlockNode | null = null) {
    this.name = name
    this.#context = context
    this.#block = block
  }

  /** What the parent's block has. */
  super(): SafeString | string {
    if (this.#context === null || this.#block === null) {
      throw new TemplateSyntaxError(
        "'BlockNode' object has no attribute 'context'. Did you use {{ block.super }} in a base template?",
      )
    }
    const blocks = this.#context.renderContext.get(BLOCK_CONTEXT) as BlockContext | undefined
    return blocks?.has(this.name) ? markSafe(this.#block.render(this.#context)) : ''
  }
}

class ExtendsNode extends Node {
  override readonly mustBeFirst = true
  readonly nodelist: NodeList
  readonly parentName: FilterExpression
  readonly #blocks: ReadonlyMap<string, BlockNode>

  constructor(nodelist: NodeList, parentName: FilterExpression) {
    super()
    this.nodelist = nodelist
    this.parentName = parentName
    this.#blocks = blocksIn(nodelist)
  }

  override get isLong(): boolean {
    return true
  }

  render(context: Context): string {
    const parent = this.#prepare(context)
    const before = context.renderContext.template
    context.renderContext.template = parent
    try {
      return parent.renderWithin(context)
    } finally {
      context.renderContext.template = before
    }
  }

  override *stream(context: Context): Generator<string, void> {
    const parent = this.#prepare(context)
    const before = context.renderContext.template
    context.renderContext.template = parent
    try {
      yield* parent.streamWithin(context)
    } finally {
      context.renderContext.template = before
    }
  }

  /** Adds the blocks to those of the children. The parent is part of the same rendering: what tags remember stays. */
  #prepare(context: Context): Template {
    const parent = this.#parent(context)
    const blocks = context.renderContext.getOrMake(BLOCK_CONTEXT, () => new BlockContext())
    blocks.addBlocks(this.#blocks)
    blocks.addBlocks(blocksOf(parent))
    return parent
  }

  #parent(context: Context): Template {
    const parent = this.parentName.resolve(context)
    if (!bool(parent)) throw new TemplateSyntaxError(this.#describeInvalid(parent))
    if (parent instanceof Template) return parent
    const wrapped = (parent as { template?: unknown }).template
    return wrapped instanceof Template ? wrapped : this.#find(str(parent), context)
  }

  // Not one that was passed before: so a template can extend its namesake of the next folder.
  #find(name: string, context: Context): Template {
    const history = context.renderContext.getOrMake<Origin[]>(EXTENDS_CONTEXT, () => [this.origin!])
    const template = context.template!.engine.findTemplate(name, history) as Template
    history.push(template.origin)
    return template
  }

  #describeInvalid(parent: unknown): string {
    const message = `Invalid template name in 'extends' tag: ${repr(parent)}.`
    const { token, isVar, filters } = this.parentName
    return isVar || filters.length > 0 ? `${message} Got this from the '${token}' variable.` : message
  }
}

function blocksIn(nodelist: NodeList): ReadonlyMap<string, BlockNode> {
  return new Map(nodelist.getNodesByType(BlockNode).map(block => [block.name, block]))
}

const known = new WeakMap<Template, ReadonlyMap<string, BlockNode>>()
const NO_BLOCKS: ReadonlyMap<string, BlockNode> = new Map()

/** The blocks that a parent brings, looked for once: none if it extends another, for then its own tag brings them. */
function blocksOf(template: Template): ReadonlyMap<string, BlockNode> {
  const blocks = known.get(template) ?? (isRoot(template) ? blocksIn(template.nodelist) : NO_BLOCKS)
  known.set(template, blocks)
  return blocks
}

/** Whether a template extends no other: the tag that does would come first, but for text. */
function isRoot({ nodelist }: Template): boolean {
  return !([...nodelist].find(node => !(node instanceof TextNode)) instanceof ExtendsNode)
}
