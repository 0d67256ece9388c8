import type { Context, TemplateDebug } from './context.js'
import type { Origin } from './origin.js'
import type { Token } from './token.js'

/** A node, as far as errors speak of it. */
export interface Place {
  readonly token: Token | null
  readonly origin: Origin | null
}

/** What Django calls `exception.template_debug`. */
export interface WithTemplateDebug {
  templateDebug?: TemplateDebug
}

// Whatever is thrown keeps its shape; the nodes that it passed are remembered beside it, the innermost first.
const ways = new WeakMap<object, Place[]>()

/** A template that includes itself for ever has a way out that nobody wants to read. */
const maxWay = 200

/** The way of an error out of the templates: the node it was thrown in, then those around it. */
export function wayOf(error: object): readonly Place[] {
  return ways.get(error) ?? []
}

/**
 * Says of an error which tag it comes from, in an engine with `debug`: as `error.templateDebug`. Returns the error.
 */
export function annotate(error: unknown, node: Place, context: Context): unknown {
  if (typeof error !== 'object' || error === null || context.template?.engine.debug !== true) return error
  const way = ways.get(error) ?? []
  if (way.length === 0) ways.set(error, way)
  if (way.length < maxWay) way.push({ token: node.token, origin: node.origin })
  const culprit = way[0]!
  const template = context.renderContext.template
  if (template === null || culprit.origin === null || culprit.token === null) return error
  if (!('templateDebug' in error) && Object.isExtensible(error) && template.origin.equals(culprit.origin)) {
    const debug: WithTemplateDebug = error
    debug.templateDebug = template.getExceptionInfo(error, culprit.token.position)
  }
  return error
}
