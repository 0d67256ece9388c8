import { ImproperlyConfigured } from '../conf/exceptions.js'
import { repr } from '../utils/repr.js'
import { moduleName } from './names.js'
import type { Included, URLModule, URLPattern } from './types.js'

/** What `include()` takes: a module, a function that gives one, a list of patterns, or either with an appName. */
export type Includable<Needs> =
  | URLModule<Needs>
  | readonly URLPattern<Needs>[]
  | (() => URLModule<Needs> | readonly URLPattern<Needs>[])

export interface IncludeOptions {
  /** The instance namespace. It equals the application's name unless given. */
  namespace?: string
}

/**
 * Puts the patterns of another URLconf behind the prefix of a `path()`. Its module is not looked at before the first
 * resolve, so that two modules may include each other.
 *
 * Django: `django.urls.include`. Throws `ImproperlyConfigured` for a namespace without an application name.
 */
export function include<Needs>(target: Includable<Needs>, options?: IncludeOptions): Included<Needs>
export function include<Needs>(
  target: readonly [patterns: Includable<Needs>, appName: string],
  options?: IncludeOptions,
): Included<Needs>
export function include(target: unknown, { namespace }: IncludeOptions = {}): Included<never> {
  const [module, appName] = isTuple(target) ? takeApart(target, namespace) : [target, undefined]
  return new IncludedURLConf(module, appName, namespace)
}

// A list of patterns begins with a pattern; anything else in front is `[patterns, appName]`.
function isTuple(target: unknown): target is readonly unknown[] {
  return Array.isArray(target) && target.length > 0 && !isPattern(target[0]) && target[0] !== undefined
}

function takeApart(tuple: readonly unknown[], namespace: string | undefined): [unknown, string] {
  if (tuple.length === 2 && typeof tuple[1] === 'string') return [tuple[0], tuple[1]]
  if (namespace !== undefined) {
    throw new ImproperlyConfigured('Cannot override the namespace for a dynamic module that provides a namespace.')
  }
  throw new ImproperlyConfigured(
    `Passing a ${tuple.length}-tuple to include() is not supported. Pass a 2-tuple containing the list of patterns ` +
      'and appName, and provide the namespace argument to include() instead.',
  )
}

/** The inside of what `include()` returns. What depends on the module is computed on first use. */
export class IncludedURLConf implements Included<never> {
  readonly kind = 'included'
  readonly #target: unknown
  readonly #givenAppName: string | undefined
  readonly #givenNamespace: string | undefined
  #module: unknown
  #patterns: readonly URLPattern[] | undefined
  #appName: string | undefined

  constructor(target: unknown, appName: string | undefined, namespace: string | undefined) {
    this.#target = target
    this.#givenAppName = appName
    this.#givenNamespace = namespace
    if (Array.isArray(target)) this.#checkNamespace(appName)
    else if (typeof target !== 'function' && (typeof target !== 'object' || target === null)) {
      throw new ImproperlyConfigured(
        `include(${repr(target)}): pass the module itself, a function that returns it, or a list of patterns.`,
      )
    }
  }

  get patterns(): readonly URLPattern[] {
    this.#load()
    return this.#patterns!
  }

  get appName(): string | undefined {
    this.#load()
    return this.#appName
  }

  get namespace(): string | undefined {
    return this.#givenNamespace ?? this.appName
  }

  /** The module, when it is one and has been given a name; for messages. */
  toString(): string {
    const { module } = this
    if (Array.isArray(module)) return `<${module.length > 0 ? 'URLPattern ' : ''}list>`
    return (typeof module === 'object' && module !== null && moduleName(module)) || '<module>'
  }

  /** What was included: a module or a list of patterns. */
  get module(): unknown {
    this.#module ??= typeof this.#target === 'function' ? this.#target() : this.#target
    return this.#module
  }

  #load(): void {
    if (this.#patterns !== undefined) return
    const { module } = this
    const { appName } = Object(module) as Partial<URLModule>
    this.#checkNamespace(appName ?? this.#givenAppName)
    this.#appName = appName ?? this.#givenAppName
    this.#patterns = patternsOf(module, String(this))
  }

  #checkNamespace(appName: string | undefined): void {
    if (this.#givenNamespace === undefined || appName) return
    throw new ImproperlyConfigured(
      'Specifying a namespace in include() without providing an appName is not supported. Export appName from the ' +
        'included module, or pass [patterns, appName] instead.',
    )
  }
}

/** The `urlpatterns` of a module, or a list of patterns itself. Throws `ImproperlyConfigured` for anything else. */
export function patternsOf(module: unknown, name: string): readonly URLPattern[] {
  const patterns = Array.isArray(module) ? module : (Object(module) as Partial<URLModule>).urlpatterns
  if (!Array.isArray(patterns)) {
    throw new ImproperlyConfigured(
      `The included URLconf '${name}' does not appear to have any patterns in it. If you see the 'urlpatterns' variable ` +
        'with valid patterns in the file then the issue is probably caused by a circular import.',
    )
  }
  const wrong = patterns.findIndex(pattern => !isPattern(pattern))
  if (wrong >= 0) throw notAPattern(patterns[wrong], wrong, name)
  return patterns as readonly URLPattern[]
}

function isPattern(value: unknown): value is URLPattern {
  const { kind } = Object(value) as Partial<URLPattern>
  return kind === 'view' || kind === 'include'
}

function notAPattern(pattern: unknown, index: number, name: string): ImproperlyConfigured {
  const shown =
    typeof pattern === 'function' ? `the function ${pattern.name}` : pattern === undefined ? 'undefined' : repr(pattern)
  const sentence = `Your URL pattern ${shown} is invalid. Ensure that urlpatterns is a list of path() and/or rePath() instances.`
  return new InvalidPattern(`${sentence} (It is number ${index + 1} in '${name}'.)`, hintFor(pattern))
}

/** Something in a list of patterns that is none. */
export class InvalidPattern extends ImproperlyConfigured {
  /** What is wrong, and what to do about it; the message is both. */
  readonly sentence: string
  readonly hint: string | undefined

  constructor(sentence: string, hint: string | undefined) {
    super(hint === undefined ? sentence : `${sentence} ${hint}`)
    this.sentence = sentence
    this.hint = hint
  }
}

// `[path(…), , path(…)]` has a hole, and `path(…)[path(…)]`, for want of a comma, reads a property that is not there.
function hintFor(pattern: unknown): string | undefined {
  if (pattern === undefined) return 'Is there a comma too many or too few before it?'
  if (typeof pattern === 'string') {
    return `Try removing the string '${pattern}'. The list of urlpatterns should not have a prefix string as the first element.`
  }
  return Array.isArray(pattern) ? 'Try using path() instead of a list.' : undefined
}
