import { nearest } from '../utils/suggest.js'
import type { Context } from './context.js'
import type { Origin } from './origin.js'
import type { Token } from './token.js'
import type { Variable } from './variable.js'

/** A variable that a template writes and nobody has given it. */
export interface MissingVariable {
  /** As it is written: `article.titel`. */
  readonly variable: string
  /** The template: the path of its file, or what else its loader calls it. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** The tag it is in: `{{ article.titel|upper }}`. */
  readonly tag: string
  /** The name there is that it is nearest to, if any is near. */
  readonly meant?: string
}

/**
 * What becomes of a missing variable beside its standing for nothing, as in Django: nothing else (`ignore`), an error
 * (`error`, for tests), or a function hears of it, each time. Where a template expects that there may be none, it counts
 * as there: in `{% if %}`, `{% firstof %}`, `{% ifchanged %}`, `{% regroup %}`, `{% for %}` with `{% empty %}`, and before
 * the filters `default` and `default_if_none`.
 */
export type MissingVariables = 'ignore' | 'error' | ((missing: MissingVariable) => void)

/** A missing variable, in an engine with `missingVariables: 'error'`. */
export class MissingVariableError extends Error {
  override readonly name = 'MissingVariableError'
  readonly missing: MissingVariable

  constructor(missing: MissingVariable) {
    super(describeMissing(missing))
    this.missing = missing
  }
}

/** The sentence about it, with its place. */
export function describeMissing({ variable, file, line, tag, meant }: MissingVariable): string {
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return `${file}:${line}: The template variable '${variable}' is not there, in ${tag}.${hint}`
}

/** Hears of the variables of one tag that are missing. */
export class MissingWatch {
  readonly #policy: MissingVariables
  readonly #token: Token
  readonly #origin: Origin

  constructor(policy: MissingVariables, token: Token, origin: Origin) {
    this.#policy = policy
    this.#token = token
    this.#origin = origin
  }

  /** Throws MissingVariableError where that is what is wanted. */
  tell(variable: Variable, context: Context): void {
    if (this.#policy === 'ignore') return
    const missing = this.#describe(variable, context)
    if (this.#policy === 'error') throw new MissingVariableError(missing)
    this.#policy(missing)
  }

  #describe(variable: Variable, context: Context): MissingVariable {
    const { contents, tokenType, lineno } = this.#token
    const tag = tokenType === 'var' ? `{{ ${contents} }}` : `{% ${contents} %}`
    const meant = nameMeant(variable.lookups ?? [], context)
    return { variable: variable.var, file: this.#origin.name, line: lineno, tag, ...(meant && { meant }) }
  }
}

// Looks at what is there and calls nothing: what a function does, it has done.
function nameMeant(lookups: readonly string[], context: Context): string | undefined {
  let names: readonly string[] = Object.keys(context.flatten())
  for (const [i, name] of lookups.entries()) {
    const owner: unknown = i === 0 ? context : valueIn(context, lookups.slice(0, i))
    if (i > 0) names = namesIn(owner)
    if (names.includes(name)) continue
    const near = nearest(name, names)
    return near === undefined ? undefined : [...lookups.slice(0, i), near, ...lookups.slice(i + 1)].join('.')
  }
  return undefined
}

function valueIn(context: Context, lookups: readonly string[]): unknown {
  let value: unknown = context
  for (const name of lookups) value = memberOf(value, name)
  return value
}

function memberOf(owner: unknown, name: string): unknown {
  if (owner instanceof Map || isContext(owner)) return owner.get(name)
  return Object.getOwnPropertyDescriptor(Object(owner), name)?.value
}

function isContext(value: unknown): value is Context {
  return typeof (value as Partial<Context> | null)?.flatten === 'function'
}

function namesIn(owner: unknown): readonly string[] {
  if (owner instanceof Map) return [...owner.keys()].filter(key => typeof key === 'string')
  return typeof owner === 'object' && owner !== null ? Object.keys(owner) : []
}
