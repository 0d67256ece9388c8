import { Http404 } from '../http/exceptions.js'
import { repr } from '../utils/repr.js'
import { didYouMean } from '../utils/suggest.js'
import { reprArgs, reprKwargs } from './repr.js'
import type { URLPattern } from './types.js'

/** The patterns that were tried, each as the way to it: the includes on the way, then the pattern. */
export type Tried = readonly (readonly URLPattern[])[]

/** No pattern matches the path. Django: `django.urls.exceptions.Resolver404`. */
export class Resolver404 extends Http404 {
  override readonly name = 'Resolver404'
  /** What was left of the path for the patterns to match: without its leading slash. */
  readonly path: string
  readonly #tried: () => Tried

  /** `tried` is worked out when somebody asks: a project may have thousands of patterns, and a 404 page of its own. */
  constructor(path: string, tried: () => Tried) {
    super(`The current path, ${repr(path)}, didn't match any URL pattern.`)
    this.path = path
    this.#tried = tried
  }

  get tried(): Tried {
    return this.#tried()
  }
}

/** What `reverse()` was asked for and could not do. */
export interface ReverseAttempt {
  /** The name without its namespaces, or the dotted name of the view function. */
  readonly viewName: string
  readonly args?: readonly unknown[]
  readonly kwargs?: Readonly<Record<string, unknown>>
  /** The namespace that does not exist, when that is the reason. */
  readonly namespace?: string
  /** The namespaces on the way that do exist. */
  readonly inside?: readonly string[]
  /** The regular expressions of the patterns that bear the name but do not fit. */
  readonly tried?: readonly string[]
  /** Why the only pattern of that name does not fit, as a sentence. */
  readonly reason?: string
  /** Names that do exist, to suggest one. */
  readonly known?: Iterable<string>
}

/** `reverse()` found no URL. Django: `django.urls.exceptions.NoReverseMatch`. */
export class NoReverseMatch extends Error {
  override readonly name = 'NoReverseMatch'
  readonly viewName: string
  readonly tried: readonly string[]
  /** What Django says; the message may go on with advice. */
  readonly djangoMessage: string

  constructor(attempt: ReverseAttempt) {
    const { sentence, advice } = describeNoReverseMatch(attempt)
    super(sentence + advice)
    this.djangoMessage = sentence
    this.viewName = attempt.viewName
    this.tried = attempt.tried ?? []
  }
}

function describeNoReverseMatch(attempt: ReverseAttempt): { sentence: string; advice: string } {
  const { viewName, namespace, inside = [], tried = [], known = [] } = attempt
  if (namespace !== undefined) {
    const where = inside.length > 0 ? ` inside '${inside.join(':')}'` : ''
    const suggestion = didYouMean(namespace, known)
    const sentence = `${repr(namespace)} is not a registered namespace${where}`
    return { sentence, advice: suggestion && `.${suggestion}` }
  }
  if (tried.length > 0) {
    const asked = `Reverse for '${viewName}' with ${describeArguments(attempt)} not found.`
    const sentence = `${asked} ${tried.length} pattern(s) tried: ${repr(tried)}`
    return { sentence, advice: attempt.reason === undefined ? '' : `. ${attempt.reason}` }
  }
  const sentence = `Reverse for '${viewName}' not found. '${viewName}' is not a valid view function or pattern name.`
  return { sentence, advice: didYouMean(viewName, known) }
}

function describeArguments({ args = [], kwargs = {} }: ReverseAttempt): string {
  if (args.length > 0) return `arguments '${reprArgs(args)}'`
  if (Object.keys(kwargs).length > 0) return `keyword arguments '${reprKwargs(kwargs)}'`
  return 'no arguments'
}
