import type { Context } from './context.js'
import { annotate } from './culprit.js'
import type { FilterExpression } from './filter-expression.js'
import type { Origin } from './origin.js'
import type { Token } from './token.js'

/** A compiled piece of a template. Django: "Writing the renderer". */
export abstract class Node {
  /** Whether nothing but text may stand before it, as for `extends`. */
  declare readonly mustBeFirst: boolean
  /** Names of the properties that hold a NodeList. Default: `['nodelist']`. */
  declare readonly childNodelists: readonly string[]
  /** The tag it was made of; the parser sets it. */
  token: Token | null = null
  /** The template it is in; the parser sets it. */
  origin: Origin | null = null

  /** The expression whose value is all that the node writes; `null` when it does something else. */
  get writes(): FilterExpression | null {
    return null
  }

  /** What the node writes, as HTML: nothing is escaped any more. */
  abstract render(context: Context): unknown

  /**
   * The same in pieces, as they are made: for nodes that write much of what they enclose as it is. Default: in one piece.
   * What a node changes beside its context has to be as it was whenever a piece is taken.
   */
  stream?(context: Context): Iterable<string>

  /** Whether it may write so much that it is worth a piece of its own. */
  get isLong(): boolean {
    return this.stream !== undefined && this.nodelists().some(nodelist => nodelist.isLong)
  }

  /** This node and those within it that are of the class `type`. */
  getNodesByType<N extends Node>(type: NodeClass<N>): N[] {
    const own = this instanceof type ? [this] : []
    return [...own, ...this.nodelists().flatMap(nodelist => nodelist.getNodesByType(type))]
  }

  /** The lists of nodes within it. */
  nodelists(): NodeList[] {
    return this.childNodelists
      .map(name => (this as unknown as Readonly<Record<string, unknown>>)[name])
      .filter(value => value instanceof NodeList)
  }
}

// On the prototype: there are many nodes, and few that differ.
Object.assign(Node.prototype, { mustBeFirst: false, childNodelists: ['nodelist'] })

/** For nodes that enclose nothing. */
export const NO_NODELISTS: readonly string[] = []

/** A class of nodes, abstract ones too. */
export type NodeClass<N extends Node> = abstract new (...args: never[]) => N

/** Compiled pieces in the order of the template. */
export class NodeList implements Iterable<Node> {
  readonly nodes: Node[] = []
  /** Of each node the text or the expression that is all it writes; `null` when it does something else. */
  readonly #parts: (string | FilterExpression | null)[] = []
  /** Whether there is more in it than text. */
  containsNontext = false
  /** `null`: nobody has asked yet. */
  #isLong: boolean | null = null

  constructor(nodes: Iterable<Node> = []) {
    for (const node of nodes) this.push(node)
  }

  get length(): number {
    return this.nodes.length
  }

  push(node: Node): void {
    this.nodes.push(node)
    this.#parts.push(partOf(node))
  }

  [Symbol.iterator](): IterableIterator<Node> {
    return this.nodes[Symbol.iterator]()
  }

  /** What the nodes write, one after the other. */
  render(context: Context): string {
    const nodes = this.nodes
    const parts = this.#parts
    let output = ''
    let i = 0
    try {
      // Most nodes are text or variables: who they are need not be found out again.
      for (; i < parts.length; i++) {
        const part = parts[i] as string | FilterExpression | null
        if (typeof part === 'string') output += part
        else output += part === null ? nodes[i]!.render(context) : part.write(context)
      }
    } catch (error) {
      throw annotate(error, nodes[i]!, context)
    }
    return output
  }

  /** Whether one of the nodes is. */
  get isLong(): boolean {
    this.#isLong ??= this.nodes.some(node => node.isLong)
    return this.#isLong
  }

  /** What `render` gives, in pieces of any size. */
  *stream(context: Context): Generator<string, void> {
    if (!this.isLong) return yield this.render(context)
    for (const node of this.nodes) {
      try {
        if (node.isLong) yield* node.stream!(context)
        else yield String(node.render(context))
      } catch (error) {
        throw annotate(error, node, context)
      }
    }
  }

  getNodesByType<N extends Node>(type: NodeClass<N>): N[] {
    return this.nodes.flatMap(node => node.getNodesByType(type))
  }
}

function partOf(node: Node): string | FilterExpression | null {
  return node instanceof TextNode && node.render === TextNode.prototype.render ? node.text : node.writes
}

/** Text between tags. */
export class TextNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly text: string

  constructor(text: string) {
    super()
    this.text = text
  }

  render(): string {
    return this.text
  }
}
