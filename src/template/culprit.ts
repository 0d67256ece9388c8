import type { Context, TemplateDebug } from './context.js'
import type { Origin } from './origin.js'
import type { Token } from './token.js'

/** A node, as far as errors speak of it. */
interface Place {
  readonly token: Token | null
  readonly origin: Origin | null
}

/** What Django calls `exception.template_debug`. */
export interface WithTemplateDebug {
  templateDebug?: TemplateDebug
}

// Whatever is thrown keeps its shape; the innermost node that it passed is remembered beside it.
const culprits = new WeakMap<object, Place>()

/**
 * Says of an error which tag it comes from, in an engine with `debug`: as `error.templateDebug`. Returns the error.
 */
export function annotate(error: unknown, node: Place, context: Context): unknown {
  if (typeof error !== 'object' || error === null || context.template?.engine.debug !== true) return error
  const culprit = culprits.get(error) ?? node
  culprits.set(error, culprit)
  const template = context.renderContext.template
  if (template === null || culprit.origin === null || culprit.token === null) return error
  if (!('templateDebug' in error) && Object.isExtensible(error) && template.origin.equals(culprit.origin)) {
    const debug: WithTemplateDebug = error
    debug.templateDebug = template.getExceptionInfo(error, culprit.token.position)
  }
  return error
}
