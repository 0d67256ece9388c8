import { bool } from '../../utils/python.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError, VariableDoesNotExist } from '../exceptions.js'
import { Library } from '../library.js'
import { Node, NodeList } from '../node.js'
import type { Parser } from '../parser.js'
import { type Condition, IfParser } from '../smartif.js'
import type { Token } from '../token.js'

export const register = new Library()

/** `{% if a and not b %}…{% elif c %}…{% else %}…{% endif %}`. Django: built-in tag "if". */
register.tag('if', (parser, token) => {
  const branches = [parseBranch(parser, token)]
  let next = parser.nextToken()
  while (next.contents.startsWith('elif')) {
    branches.push(parseBranch(parser, next))
    next = parser.nextToken()
  }
  if (next.contents === 'else') {
    branches.push({ condition: null, nodelist: parser.parse(['endif']) })
    next = parser.nextToken()
  }
  if (next.contents !== 'endif') {
    throw new TemplateSyntaxError(`Malformed template tag at line ${next.lineno}: "${next.contents}"`)
  }
  return new IfNode(branches)
})

interface Branch {
  /** `null`: in any other case. */
  readonly condition: Condition | null
  readonly nodelist: NodeList
}

function parseBranch(parser: Parser, token: Token): Branch {
  const condition = new IfParser(parser, token.splitContents().slice(1)).parse()
  return { condition, nodelist: parser.parse(['elif', 'else', 'endif']) }
}

class IfNode extends Node {
  readonly #branches: readonly Branch[]

  constructor(branches: readonly Branch[]) {
    super()
    this.#branches = branches
  }

  /** The nodes of all branches. */
  get nodelist(): NodeList {
    return new NodeList(this.#branches.flatMap(({ nodelist }) => [...nodelist]))
  }

  render(context: Context): string {
    const branches = this.#branches
    for (let i = 0; i < branches.length; i++) {
      const { condition, nodelist } = branches[i]!
      if (condition === null || holds(condition, context)) return nodelist.render(context)
    }
    return ''
  }

  override *stream(context: Context): Generator<string, void> {
    const branch = this.#branches.find(({ condition }) => condition === null || holds(condition, context))
    if (branch !== undefined) yield* branch.nodelist.stream(context)
  }
}

function holds(condition: Condition, context: Context): boolean {
  try {
    const value = condition(context)
    return typeof value === 'boolean' ? value : bool(value)
  } catch (error) {
    if (error instanceof VariableDoesNotExist) return false
    throw error
  }
}
