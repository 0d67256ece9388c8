import type { Origin } from './origin.js'
import type { Token } from './token.js'

/** A template that cannot be compiled, or a tag that cannot be rendered. Django's `TemplateSyntaxError`. */
export class TemplateSyntaxError extends Error {
  override readonly name: string = 'TemplateSyntaxError'
  /** The piece of the template that is at fault; the parser sets it. */
  token?: Token
  /** What was probably meant, in a sentence, where somebody can tell. */
  readonly hint?: string

  constructor(message?: string, hint?: string) {
    super(message)
    if (hint !== undefined) this.hint = hint
  }
}

/** Why a place does not have a template. */
export type Tried = readonly [origin: Origin, status: string]

/** No template of that name. Django's `TemplateDoesNotExist`. */
export class TemplateDoesNotExist extends Error {
  override readonly name = 'TemplateDoesNotExist'
  /** The places that were looked at, and what was wrong with each. */
  readonly tried: readonly Tried[]
  /** The errors of the single engines or names, where several were asked. */
  readonly chain: readonly TemplateDoesNotExist[]

  constructor(
    message: string,
    { tried = [], chain = [] }: { tried?: readonly Tried[]; chain?: readonly TemplateDoesNotExist[] } = {},
  ) {
    super(message)
    this.tried = tried
    this.chain = chain
  }
}

/** A variable that is not in the context. Django's `VariableDoesNotExist`. */
export class VariableDoesNotExist extends Error {
  override readonly name = 'VariableDoesNotExist'
  /** The part of the variable that was not found. */
  readonly key: string

  constructor(key: string, owner: string) {
    super(`Failed lookup for key [${key}] in ${owner}`)
    this.key = key
  }
}

/** `pop()` has been called more often than `push()`. Django's `ContextPopException`. */
export class ContextPopException extends Error {
  override readonly name = 'ContextPopException'
}

/** A value that is not there yet met a template that is rendered at once. */
export class PromiseInTemplate extends Error {
  override readonly name = 'PromiseInTemplate'
  /** The variable that holds the promise. */
  readonly variable: string

  constructor(variable: string) {
    super(
      `The template variable '${variable}' is a promise, which a template that is rendered synchronously cannot wait ` +
        'for: use "await renderAsync()", or await the value before it goes into the context.',
    )
    this.variable = variable
  }
}
