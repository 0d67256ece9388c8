import { eq, iterate, repr } from '../../utils/python.js'
import type { Context } from '../context.js'
import { TemplateSyntaxError } from '../exceptions.js'
import type { FilterExpression } from '../filter-expression.js'
import { Library } from '../library.js'
import { NO_NODELISTS, Node } from '../node.js'

export const register = new Library()

/** `{% regroup people by city as cities %}`: neighbours with the same value together. Django: built-in tag "regroup". */
register.tag('regroup', (parser, token) => {
  const bits = token.splitContents()
  if (bits.length !== 6) throw new TemplateSyntaxError("'regroup' tag takes five arguments")
  const target = parser.compileFilter(bits[1]!)
  if (bits[2] !== 'by') throw new TemplateSyntaxError("second argument to 'regroup' tag must be 'by'")
  if (bits[4] !== 'as') throw new TemplateSyntaxError("next-to-last argument to 'regroup' tag must be 'as'")
  const name = bits[5]!
  // Each member is put into the context under the name of the result, where the expression finds it.
  return new RegroupNode(target, parser.compileFilter(`${name}.${bits[3]}`), name)
})

/** Members with the same value of what they were grouped by. */
export class GroupedResult implements Iterable<unknown> {
  readonly grouper: unknown
  readonly list: unknown[] = []

  constructor(grouper: unknown) {
    this.grouper = grouper
  }

  get length(): number {
    return 2
  }

  /** By place, as the named tuple that it is in Django. */
  at(index: number): unknown {
    return [this.grouper, this.list][index]
  }

  *[Symbol.iterator](): Iterator<unknown> {
    yield this.grouper
    yield this.list
  }

  toString(): string {
    return `GroupedResult(grouper=${repr(this.grouper)}, list=${repr(this.list)})`
  }
}

class RegroupNode extends Node {
  override readonly childNodelists = NO_NODELISTS
  readonly #target: FilterExpression
  readonly #expression: FilterExpression
  readonly #name: string

  constructor(target: FilterExpression, expression: FilterExpression, name: string) {
    super()
    this.#target = target
    this.#expression = expression
    this.#name = name
  }

  render(context: Context): string {
    const target = this.#target.resolve(context, true)
    context.set(this.#name, target === null ? [] : this.#group(iterate(target), context))
    return ''
  }

  #group(members: Iterable<unknown>, context: Context): GroupedResult[] {
    const groups: GroupedResult[] = []
    for (const member of members) {
      context.set(this.#name, member)
      const grouper = this.#expression.resolve(context, true)
      const last = groups.at(-1)
      const group = last !== undefined && eq(last.grouper, grouper) ? last : new GroupedResult(grouper)
      if (group !== last) groups.push(group)
      group.list.push(member)
    }
    return groups
  }
}
