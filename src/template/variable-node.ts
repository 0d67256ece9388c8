import type { Context } from './context.js'
import type { FilterExpression } from './filter-expression.js'
import { NO_NODELISTS, Node } from './node.js'

/** `{{ variable|filter }}` */
export class VariableNode extends Node {
  override readonly childNodelists: readonly string[] = NO_NODELISTS
  readonly filterExpression: FilterExpression

  constructor(filterExpression: FilterExpression) {
    super()
    this.filterExpression = filterExpression
  }

  override get writes(): FilterExpression | null {
    return this.render === VariableNode.prototype.render ? this.filterExpression : null
  }

  render(context: Context): string {
    return this.filterExpression.write(context)
  }
}
