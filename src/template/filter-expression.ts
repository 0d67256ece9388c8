import { str } from '../utils/python.js'
import { hasHtml, markSafe, SafeString } from '../utils/safestring.js'
import { templateLocaltime } from '../utils/timezone.js'
import type { Context } from './context.js'
import { TemplateSyntaxError } from './exceptions.js'
import { ExpressionScanner } from './expression-scanner.js'
import type { Filter, FilterOptions } from './filter.js'
import type { MissingWatch } from './missing.js'
import { renderValueInContext } from './render-value.js'
import { Variable } from './variable.js'

/** Who knows the filters: the parser. */
export interface FilterFinder {
  /** Throws TemplateSyntaxError when there is none of that name. */
  findFilter(name: string): Filter
  /** Who wants to hear of variables that are missing in the tag that is being compiled. Default: nobody. */
  readonly watch?: MissingWatch | null
}

/** A filter with its argument. */
interface Application {
  readonly filter: Filter
  /** A literal, or the variable it is in; `undefined`: none. */
  readonly arg: unknown
}

/**
 * A variable or a literal, and the filters it goes through: `title|default:"None"|upper`.
 * Django: `FilterExpression`. Throws TemplateSyntaxError when the text is none.
 */
export class FilterExpression {
  /** As it is written. */
  readonly token: string
  /** The variable (a number is one too); what is in quotes is there as text. */
  readonly var: unknown
  /** Whether it is anything but text in quotes. */
  readonly isVar: boolean
  /** What has to be looked up; `null` when `#literal` is known from the first. */
  readonly #variable: Variable | null
  readonly #literal: unknown
  readonly #applications: readonly Application[]
  readonly #watch: MissingWatch | null

  constructor(token: string, filters: FilterFinder) {
    this.token = token
    const scanner = new ExpressionScanner(token)
    const { text, isConstant } = scanner.subject()
    const variable = new Variable(text)
    this.isVar = !isConstant
    this.var = isConstant ? variable.literal : variable
    this.#variable = isFixed(variable) ? null : variable
    this.#literal = variable.literal
    this.#applications = applicationsOf(scanner, filters)
    this.#watch = (this.#variable !== null && filters.watch) || null
  }

  /** The filters, in their order. */
  get filters(): readonly Filter[] {
    return this.#applications.map(({ filter }) => filter)
  }

  /**
   * The value. Where the variable is missing: the engine's `stringIfInvalid`, past all filters unless it is empty; or
   * `null` with `ignoreFailures`. Whoever expects that (`isGuard`) is not told of it.
   */
  resolve(context: Context, ignoreFailures = false, isGuard = ignoreFailures): unknown {
    const value = this.#variable === null ? this.#literal : this.#variable.find(context)
    if (value === undefined) return this.#missing(context, ignoreFailures, isGuard)
    return this.#applications.length === 0 ? value : this.#apply(value, context)
  }

  /** What a template writes for `{{ expression }}`: HTML. */
  write(context: Context): string {
    return renderValueInContext(this.resolve(context), context)
  }

  /** As `resolve`, with `map` applied to what the filters are applied to. */
  resolveMapped(context: Context, map: (value: unknown) => unknown): unknown {
    const value = this.#variable === null ? this.#literal : this.#variable.find(context)
    return value === undefined ? this.#missing(context, false) : this.#apply(map(value), context)
  }

  toString(): string {
    return this.token
  }

  get #hasDefault(): boolean {
    return this.#applications.some(({ filter: { name } }) => name === 'default' || name === 'default_if_none')
  }

  #missing(context: Context, ignoreFailures: boolean, isGuard = ignoreFailures): unknown {
    if (!isGuard && this.#watch !== null && !this.#hasDefault) this.#watch.tell(this.#variable!, context)
    if (ignoreFailures) return this.#apply(null, context)
    const stringIfInvalid = context.template?.engine.stringIfInvalid ?? ''
    if (stringIfInvalid === '') return this.#apply('', context)
    return stringIfInvalid.includes('%s') ? stringIfInvalid.replace('%s', () => String(this.var)) : stringIfInvalid
  }

  #apply(subject: unknown, context: Context): unknown {
    let value = subject
    for (const { filter, arg } of this.#applications) {
      value = applyFilter(filter, value, arg instanceof Variable ? arg.resolve(context) : arg, context)
    }
    return value
  }
}

function applyFilter(filter: Filter, value: unknown, arg: unknown, context: Context): unknown {
  const local = filter.expectsLocaltime ? templateLocaltime(value, context.useTz) : value
  const result = callFilter(filter, local, arg, context.autoescape)
  return filter.isSafe && local instanceof SafeString ? markSafe(result) : result
}

/**
 * Calls a filter as its function is called in Python: with `stringfilter` the value is text, and what a safe filter
 * makes of safe text is safe.
 */
export function callFilter(filter: Filter, value: unknown, arg: unknown, autoescape = true): unknown {
  const isSafe = value instanceof SafeString || (filter.stringfilter && printsSafely(value))
  const subject = filter.stringfilter ? str(value) : value
  const options: FilterOptions | undefined = filter.needsAutoescape ? { autoescape, safeInput: isSafe } : undefined
  const result = filter.fn(subject, arg, options) ?? null
  return filter.stringfilter && filter.isSafe && isSafe ? markSafe(result) : result
}

function applicationsOf(scanner: ExpressionScanner, filters: FilterFinder): readonly Application[] {
  const applications: Application[] = []
  for (let next = scanner.nextFilter(); next !== null; next = scanner.nextFilter()) {
    applications.push(applicationOf(filters.findFilter(next.name), next.arg))
  }
  return applications
}

// An object that prints as its own HTML is safe text once it is printed, as Django's `html_safe` classes are.
function printsSafely(value: unknown): boolean {
  return typeof value === 'object' && hasHtml(value) && str(value) === str(value.__html__())
}

function applicationOf(filter: Filter, text: string | null): Application {
  const provided = text === null ? 1 : 2
  const wanted = filter.arg === 'required' ? 2 : 1
  if (provided < wanted || (provided === 2 && filter.arg === 'none')) {
    throw new TemplateSyntaxError(`${filter.name} requires ${wanted} arguments, ${provided} provided`)
  }
  return { filter, arg: text === null ? undefined : argumentOf(new Variable(text), filter) }
}

function argumentOf(variable: Variable, { safeLiteral }: Filter): unknown {
  if (!isFixed(variable)) return variable
  return safeLiteral ? variable.literal : plainLiteral(variable.literal)
}

/** Whether the value is the same in every context. */
function isFixed({ lookups, translate }: Variable): boolean {
  return lookups === null && !translate
}

/**
 * A literal as functions of a project get it: text that looks the same marked safe or not is a plain string, so that
 * `arg === 'x'` holds.
 */
export function plainLiteral(value: unknown): unknown {
  return value instanceof SafeString && !/[&<>"']/.test(value.text) ? value.text : value
}
