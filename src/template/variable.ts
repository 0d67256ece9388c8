import { isClass } from '../urls/is-class.js'
import { Float, repr, str } from '../utils/python.js'
import { markSafe, SafeString } from '../utils/safestring.js'
import { gettext, pgettext } from '../utils/translation.js'
import { type BaseContext, Context, type ContextValues } from './context.js'
import { PromiseInTemplate, TemplateSyntaxError, VariableDoesNotExist } from './exceptions.js'
import { internal } from './layers.js'
import { lookUp, type Segment, segmentOf } from './lookup.js'
import { forget, isPromise } from './promise.js'
import { unescapeStringLiteral } from './split.js'

/** What a function that a template may call can say about itself. */
export interface TemplateCallable {
  /** Not to be called by a template: it changes something. Django: `alters_data`. */
  readonly altersData?: boolean
  /** Not to be called by a template: it is meant itself. Django: `do_not_call_in_templates`. */
  readonly doNotCallInTemplates?: boolean
}

/**
 * A variable of a template, or a literal: a number, or text in quotes. Django: `django.template.Variable`.
 *
 * ```ts
 * new Variable('article.section').resolve(new Context({ article: { section: 'News' } }))   // 'News'
 * ```
 *
 * Throws TemplateSyntaxError for names that begin with an underscore.
 */
export class Variable {
  /** As it is written. */
  readonly var: string
  /** What a literal stands for; `undefined` for a variable. Text is safe: the author of the template wrote it. */
  readonly literal: unknown
  /** The parts of the name; `null` for a literal. */
  readonly lookups: readonly string[] | null
  /** Whether it is a message to be translated: `_("…")`. */
  readonly translate: boolean
  /** The context of that message, for the tags that know one. */
  messageContext: string | null = null
  /** Whether there is nothing to do but to look it up. */
  readonly #isPlain: boolean
  readonly #first: string
  readonly #rest: readonly Segment[]

  constructor(text: string) {
    if (typeof text !== 'string') throw new TypeError(`Variable must be a string or number, got ${typeof text}`)
    this.var = text
    const number = parseNumber(text)
    this.translate = number === undefined && text.startsWith('_(') && text.endsWith(')')
    const rest = this.translate ? text.slice(2, -1) : text
    this.literal = number ?? literalText(rest)
    this.lookups = this.literal === undefined ? lookupsOf(rest) : null
    const [first = '', ...others] = this.lookups ?? []
    this.#isPlain = this.lookups !== null && !this.translate
    this.#first = internal(first)
    this.#rest = others.map(segmentOf)
  }

  /** The value; throws VariableDoesNotExist when there is none. */
  resolve(context: BaseContext | ContextValues): unknown {
    const here = context instanceof Context ? context : new Context(context)
    const value = this.find(here)
    if (value === undefined) throw this.#missing(here)
    return value
  }

  /** The value; `undefined` when there is none. */
  find(context: Context): unknown {
    if (this.#isPlain) return this.#find(context)
    const value = this.lookups === null ? this.literal : this.#find(context)
    return this.translate ? this.#translated(value) : value
  }

  toString(): string {
    return this.var
  }

  #find(context: Context): unknown {
    let value: unknown
    try {
      value = context.lookup(this.#first)
      if (typeof value === 'function') value = call(value as Callable, undefined, context)
      const rest = this.#rest
      for (let i = 0; i < rest.length; i++) {
        if (value === undefined) return undefined
        const owner: unknown = value
        value = lookUp(owner, rest[i]!)
        if (typeof value === 'function') value = call(value as Callable, owner, context)
        else if (value === undefined && isPromise(owner)) throw refusal(owner, this.var)
      }
    } catch (error) {
      if (!isSilent(error)) throw error
      return stringIfInvalid(context)
    }
    if (typeof value === 'object' && isPromise(value)) throw refusal(value, this.var)
    return value
  }

  #translated(value: unknown): unknown {
    if (value === undefined) return undefined
    // Django doubles it: its messages are formats.
    const message = str(value).replaceAll('%', '%%')
    const text = this.messageContext === null ? gettext(message) : pgettext(this.messageContext, message)
    return value instanceof SafeString ? markSafe(text) : text
  }

  // The way is gone once more: what is missing is seldom asked about.
  #missing(context: Context): VariableDoesNotExist {
    let owner: unknown = context.lookup(this.#first)
    if (owner === undefined) return new VariableDoesNotExist(this.#first, repr(context.flatten()))
    for (const segment of this.#rest) {
      const value: unknown = lookUp(owner, segment)
      if (value === undefined) return new VariableDoesNotExist(segment.key, repr(owner))
      owner = typeof value === 'function' ? call(value as Callable, owner, context) : value
    }
    return new VariableDoesNotExist(this.var, repr(owner))
  }
}

function refusal(promise: PromiseLike<unknown>, variable: string): PromiseInTemplate {
  forget(promise)
  return new PromiseInTemplate(variable)
}

type Callable = ((this: unknown) => unknown) & TemplateCallable

/** What a template makes of a function: calls it, unless it is not to be called or wants arguments. */
function call(fn: Callable, owner: unknown, context: Context): unknown {
  if (fn.doNotCallInTemplates === true) return fn
  if (fn.altersData === true) return stringIfInvalid(context)
  if (isClass(fn)) return fn
  // Nothing is `None` in a template when a function returns it.
  return fn.length > 0 ? stringIfInvalid(context) : (fn.call(owner) ?? null)
}

function stringIfInvalid(context: Context): string {
  return context.template?.engine.stringIfInvalid ?? ''
}

function isSilent(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'silentVariableFailure' in error &&
    error.silentVariableFailure === true
  )
}

/** What Python's `int()` and `float()` make of a literal; `undefined` when it is no number. */
function parseNumber(text: string): unknown {
  if (!/^[-+.]?\d/.test(text)) return undefined
  const digits = text.replace(/(?<=\d)_(?=\d)/g, '')
  if (!/[.e]/i.test(text)) return /^[-+]?\d+$/.test(digits) ? integer(digits) : undefined
  if (text.endsWith('.') || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(digits)) return undefined
  const value = Number(digits)
  return Number.isInteger(value) ? new Float(value) : value
}

function integer(digits: string): number | bigint {
  const value = Number(digits) + 0
  return Number.isSafeInteger(value) ? value : BigInt(digits.replace('+', ''))
}

function literalText(text: string): SafeString | undefined {
  const literal = unescapeStringLiteral(text)
  return literal === null ? undefined : markSafe(literal)
}

function lookupsOf(text: string): readonly string[] {
  if (text.startsWith('_') || text.includes('._')) {
    throw new TemplateSyntaxError(`Variables and attributes may not begin with underscores: '${text}'`)
  }
  return text.split('.')
}
