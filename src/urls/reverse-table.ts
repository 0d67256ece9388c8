import { ImproperlyConfigured } from '../conf/exceptions.js'
import { repr } from '../utils/repr.js'
import { ValueError } from './converters.js'
import type { Kwargs } from './kwargs.js'
import { NotReversible, normalize } from './normalize.js'
import type { Converters, ReversibleRegex } from './pattern.js'
import { translateRegex } from './regex.js'
import { FormatTemplate } from './template.js'
import { urlText } from './text.js'
import type { AnyView } from './types.js'
import type { AnyPattern, IncludePattern, ViewPattern } from './urlpattern.js'

/** What may be reversed: the name of a pattern, or the view itself. */
export type Lookup = string | AnyView

/** A namespace within reach: the way to its patterns. */
export interface Namespace {
  readonly prefix: ReversibleRegex
  readonly include: IncludePattern
  readonly converters: Converters
}

/** The names, views and namespaces of a list of patterns, and of the includes in it that have no namespace. */
export class ReverseTable {
  readonly #lookups = new Map<Lookup, Candidate[]>()
  readonly namespaces = new Map<string, Namespace>()
  /** The instance namespaces of each application, the last one in the list of patterns first. */
  readonly apps = new Map<string, string[]>()

  constructor(patterns: readonly AnyPattern[]) {
    // As in Django the last of several patterns with the same name is tried first, so the list is taken from its end.
    for (const pattern of patterns.toReversed()) {
      if (pattern.kind === 'view') this.#addView(pattern)
      else if (pattern.appName) this.#addNamespace(pattern, pattern.appName)
      else this.#addInclude(pattern)
    }
  }

  /** The candidates for a name or view, in the order in which they are tried. */
  candidates(lookup: Lookup): readonly Candidate[] {
    return this.#lookups.get(lookup) ?? []
  }

  /** Every name in reach without a namespace. */
  names(): string[] {
    return [...this.#lookups.keys()].filter(lookup => typeof lookup === 'string')
  }

  #addView(pattern: ViewPattern): void {
    const candidate = new Candidate(pattern.pattern.regex, pattern.kwargs, pattern.pattern.converters)
    this.#add(pattern.view, candidate)
    if (pattern.name !== undefined) this.#add(pattern.name, candidate)
  }

  #add(lookup: Lookup, candidate: Candidate): void {
    const candidates = this.#lookups.get(lookup)
    if (candidates) candidates.push(candidate)
    else this.#lookups.set(lookup, [candidate])
  }

  #addNamespace(include: IncludePattern, appName: string): void {
    const namespace = include.namespace ?? appName
    this.#addInstances(appName, [namespace])
    const { regex, converters } = include.pattern
    this.namespaces.set(namespace, { prefix: regex, include, converters })
  }

  #addInstances(appName: string, namespaces: readonly string[]): void {
    this.apps.set(appName, [...(this.apps.get(appName) ?? []), ...namespaces])
  }

  #addInclude(include: IncludePattern): void {
    const { regex, converters } = include.pattern
    const inner = tableOf(include)
    if (inner === undefined) return
    for (const [lookup, candidates] of inner.#lookups) {
      for (const candidate of candidates) this.#add(lookup, candidate.behind(regex, converters, include.kwargs))
    }
    for (const [name, namespace] of inner.namespaces) {
      this.namespaces.set(name, {
        prefix: join(regex, namespace.prefix),
        include: namespace.include,
        converters: new Map([...namespace.converters, ...converters]),
      })
    }
    for (const [appName, namespaces] of inner.apps) this.#addInstances(appName, namespaces)
  }
}

/** The table behind an include; `undefined` while it is being made, which is when an include leads back to itself. */
export function tableOf(include: IncludePattern): ReverseTable | undefined {
  const known = tables.get(include)
  if (known === 'in progress') return undefined
  if (known) return known
  tables.set(include, 'in progress')
  try {
    const table = new ReverseTable(include.patterns)
    tables.set(include, table)
    return table
  } catch (error) {
    tables.delete(include)
    throw error
  }
}

const tables = new WeakMap<IncludePattern, ReverseTable | 'in progress'>()

/** One pattern that bears the name asked for, with all of its prefixes. */
export class Candidate {
  readonly regex: ReversibleRegex
  readonly #defaults: Kwargs
  readonly #converters: Converters
  #templates: readonly FormatTemplate[] | undefined
  #accepts: RegExp | undefined

  constructor(regex: ReversibleRegex, defaults: Kwargs, converters: Converters) {
    this.regex = regex
    this.#defaults = defaults
    this.#converters = converters
  }

  /** The same pattern, seen from outside of an include. */
  behind(prefix: ReversibleRegex, converters: Converters, kwargs: Kwargs): Candidate {
    return new Candidate(
      join(prefix, this.regex),
      { ...this.#defaults, ...kwargs },
      new Map([...converters, ...this.#converters]),
    )
  }

  /** The path for these arguments with its leading slash, unquoted; `undefined` when they do not fit. */
  fill(args: readonly unknown[], kwargs: Kwargs): string | undefined {
    this.#templates ??= compileTemplates(this.regex.python)
    for (const template of this.#templates) {
      const path = this.#fillPlain(template, args, kwargs) ?? this.#fillAny(template, args, kwargs)
      if (path !== undefined && this.#isAccepted(path)) return path
    }
    return undefined
  }

  /** Whether it can be reversed with so many values, or with values of these names, whatever they are. */
  takes(count: number, names: readonly string[]): boolean {
    this.#templates ??= compileTemplates(this.regex.python)
    const hasDefault = (name: string) => Object.hasOwn(this.#defaults, name)
    return this.#templates.some(({ parameters }) => {
      if (count > 0) return parameters.length === count
      const isComplete = parameters.every(name => names.includes(name) || hasDefault(name))
      return isComplete && names.every(name => parameters.includes(name) || hasDefault(name))
    })
  }

  /** Why these arguments do not fit, as a sentence, where that is plain to see. */
  explain(args: readonly unknown[], kwargs: Kwargs): string | undefined {
    this.#templates ??= compileTemplates(this.regex.python)
    const [{ parameters }] = this.#templates.length > 0 ? this.#templates : [{ parameters: [] as readonly string[] }]
    if (args.length > 0) {
      if (args.length !== parameters.length) return `It takes ${count(parameters.length, 'value')}, not ${args.length}.`
      return this.#explainValues(parameters.map((name, index) => [name, args[index]]))
    }
    if (parameters.some(name => /^_\d+$/.test(name)))
      return `It takes ${count(parameters.length, 'value')}, by position.`
    const missing = parameters.filter(name => !Object.hasOwn(kwargs, name) && !Object.hasOwn(this.#defaults, name))
    if (missing.length > 0) return `It also needs ${missing.map(name => `'${name}'`).join(' and ')}.`
    const unknown = Object.keys(kwargs).filter(
      name => !parameters.includes(name) && !Object.hasOwn(this.#defaults, name),
    )
    if (unknown.length > 0) return `It does not take ${unknown.map(name => `'${name}'`).join(' or ')}.`
    return this.#explainValues(Object.entries(kwargs))
  }

  #explainValues(values: readonly (readonly [name: string, value: unknown])[]): string | undefined {
    for (const [name, value] of values) {
      const text = this.#toText(name, value)
      const accepts = this.#converters.get(name)?.regex
      if (text === undefined || (accepts !== undefined && !matchesWhole(accepts, text))) {
        return `'${name}' does not accept ${repr(text ?? value)}.`
      }
    }
    return undefined
  }

  // The ordinary case: every parameter has its value, and nothing else was given.
  #fillPlain({ plain, parameters }: FormatTemplate, args: readonly unknown[], kwargs: Kwargs): string | undefined {
    const count = args.length > 0 ? args.length : countOf(kwargs)
    if (plain === undefined || count !== parameters.length) return undefined
    let path = '/'
    for (const piece of plain) {
      const text = typeof piece === 'string' ? piece : this.#parameterText(parameters, piece, args, kwargs)
      if (text === undefined) return undefined
      path += text
    }
    return path
  }

  #parameterText(parameters: readonly string[], number: number, args: readonly unknown[], kwargs: Kwargs) {
    const name = parameters[number]!
    if (args.length > 0) return this.#toText(name, args[number])
    return Object.hasOwn(kwargs, name) ? this.#toText(name, kwargs[name]) : undefined
  }

  #fillAny(template: FormatTemplate, args: readonly unknown[], kwargs: Kwargs): string | undefined {
    const values = args.length > 0 ? byPosition(template, args) : this.#byName(template, kwargs)
    const texts = values && this.#toTexts(values)
    return texts && `/${template.fill(texts)}`
  }

  // Every name is given that the template needs, none that it has no use for, and none against a fixed extra kwarg.
  #byName({ parameters }: FormatTemplate, kwargs: Kwargs): Kwargs | undefined {
    const defaults = this.#defaults
    for (const name of parameters) {
      if (!Object.hasOwn(kwargs, name) && !Object.hasOwn(defaults, name)) return undefined
    }
    for (const [name, value] of Object.entries(kwargs)) {
      if (parameters.includes(name)) continue
      if (!Object.hasOwn(defaults, name) || defaults[name] !== value) return undefined
    }
    return kwargs
  }

  #toTexts(values: Kwargs): Record<string, string> | undefined {
    const texts: Record<string, string> = Object.create(null)
    for (const [name, value] of Object.entries(values)) {
      const text = this.#toText(name, value)
      if (text === undefined) return undefined
      texts[name] = text
    }
    return texts
  }

  #toText(name: string, value: unknown): string | undefined {
    const converter = this.#converters.get(name)
    if (converter === undefined) return urlText(value)
    try {
      return urlText(converter.toUrl(value as never))
    } catch (error) {
      if (error instanceof ValueError) return undefined
      throw error
    }
  }

  #isAccepted(path: string): boolean {
    if (this.regex.source === undefined) return false
    this.#accepts ??= compileJoined(this.regex)
    return this.#accepts.test(path)
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function matchesWhole(regex: string, text: string): boolean {
  return new RegExp(`^(?:${translateRegex(regex).source})$`, 'u').test(text)
}

function countOf(kwargs: Kwargs): number {
  let count = 0
  for (const _ in kwargs) count++
  return count
}

function byPosition({ parameters }: FormatTemplate, args: readonly unknown[]): Kwargs | undefined {
  if (args.length !== parameters.length) return undefined
  return Object.fromEntries(parameters.map((name, index) => [name, args[index]]))
}

export function join(prefix: ReversibleRegex, rest: ReversibleRegex): ReversibleRegex {
  const both = prefix.source !== undefined && rest.source !== undefined
  return { python: prefix.python + rest.python, source: both ? `${prefix.source}${rest.source}` : undefined }
}

// Each part was compiled before; together they can still name the same group twice. A lookbehind may see the leading
// slash.
function compileJoined({ python, source }: ReversibleRegex): RegExp {
  try {
    return new RegExp(`^/${source}`, 'u')
  } catch (error) {
    throw new ImproperlyConfigured(`"${python}" is not a valid regular expression: ${(error as Error).message}`)
  }
}

function compileTemplates(python: string): FormatTemplate[] {
  try {
    return normalize(python).map(template => new FormatTemplate(template))
  } catch (error) {
    // What cannot be turned back into a URL can still be matched; it just has no name that works.
    if (error instanceof NotReversible) return []
    throw error
  }
}
