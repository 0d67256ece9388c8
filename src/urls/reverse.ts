import { escapeLeadingSlashes } from '../utils/http.js'
import { quote } from '../utils/quoting.js'
import { getResolver } from './active.js'
import { NoReverseMatch } from './exceptions.js'
import { type Kwargs, noKwargs } from './kwargs.js'
import { viewName } from './names.js'
import { encodeQuery, type UrlQuery } from './query.js'
import type { URLResolver } from './resolver.js'
import { type Candidate, join, type Lookup, type Namespace, type ReverseTable, tableOf } from './reverse-table.js'
import { type Reverser, setReverser } from './reverser.js'
import type { AnyView, ReverseRest, URLConf, UrlName } from './types.js'

export interface ReverseOptions {
  /** What follows a `?`. A list of values gives one pair for each. */
  query?: UrlQuery | null
  /** What follows a `#`. It is appended as it is. */
  fragment?: string | null
  /** The instance namespace to prefer: `request.resolverMatch.namespace`, usually. */
  currentApp?: string | null
  /** The URLconf to look in, if not that of the running application. */
  urlconf?: URLConf | URLResolver | null
}

/**
 * The URL of a pattern, by its name or by its view: kwargs as an object, or values by position as an array.
 *
 * Django: `django.urls.reverse`. Throws `NoReverseMatch`.
 */
// One signature for names and views: of several, the compiler may quote the one that was not meant.
export function reverse<To extends UrlName | AnyView>(to: To, ...rest: ReverseRest<To, ReverseOptions>): string
export function reverse(lookup: Lookup, values?: object | null, options: ReverseOptions = {}): string {
  const args: readonly unknown[] = Array.isArray(values) ? values : []
  const kwargs = Array.isArray(values) ? {} : given(values)
  const resolver = getResolver(options.urlconf)
  const { candidates, known, view } = lookUp(resolver, lookup, options.currentApp)
  for (const candidate of candidates) {
    const path = candidate.fill(args, kwargs)
    if (path !== undefined) return finish(scriptPrefix.slice(0, -1) + path, options)
  }
  throw new NoReverseMatch({
    viewName: typeof view === 'string' ? view : viewName(view),
    args,
    kwargs,
    tried: candidates.map(candidate => candidate.regex.python),
    // Of several patterns nobody knows which was meant.
    reason: candidates.length === 1 ? candidates[0]!.explain(args, kwargs) : undefined,
    known: known(),
  })
}

/** An address that is worked out each time it is printed. */
export interface LazyURL {
  toString(): string
  toJSON(): string
}

/**
 * What `reverse()` gives, asked for when it is printed: for where the URLs cannot be there yet, such as a constant of a
 * module that `urls.ts` imports. Django: `django.urls.reverse_lazy`. Printing it throws `NoReverseMatch`.
 */
export function reverseLazy<To extends UrlName | AnyView>(to: To, ...rest: ReverseRest<To, ReverseOptions>): LazyURL {
  const url = () => reverse(to, ...rest)
  return { toString: url, toJSON: url }
}

// `{% url %}` of templates asks there.
setReverser(reverse as Reverser)

// An optional value that is not there is passed as `undefined` often enough in JavaScript; it counts as not given.
function given(values: object | null | undefined): Kwargs {
  if (values === null || values === undefined) return noKwargs
  if (typeof values !== 'object') throw new TypeError(notValues(values))
  const kwargs = values as Kwargs
  for (const name in kwargs) if (kwargs[name] === undefined) return withoutUndefined(kwargs)
  return kwargs
}

function notValues(values: unknown): string {
  return `Values of a URL are an object or an array, but got ${String(values)}: { name: value } or [value].`
}

function withoutUndefined(kwargs: Kwargs): Kwargs {
  return Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== undefined))
}

interface LookupPath {
  readonly view: Lookup
  readonly namespaces: readonly string[]
}

function splitName(name: string): LookupPath {
  const namespaces = name.split(':')
  return { view: namespaces.pop() ?? '', namespaces }
}

interface LookedUp {
  /** The name without its namespaces, or the view. */
  readonly view: Lookup
  readonly candidates: readonly Candidate[]
  readonly known: () => string[]
}

/** The patterns of a name, whatever they take. Throws NoReverseMatch for a namespace that does not exist. */
export function lookUp(resolver: URLResolver, lookup: Lookup, currentApp?: string | null): LookedUp {
  const root = resolver.reverseTable
  if (typeof lookup !== 'string' || !lookup.includes(':')) {
    return { view: lookup, candidates: root.candidates(lookup), known: () => allNames(root) }
  }
  const known = namespacedLookups.get(resolver) ?? new Map<string, LookedUp>()
  namespacedLookups.set(resolver, known)
  const key = currentApp ? `${currentApp} ${lookup}` : lookup
  const found = known.get(key) ?? lookUpInNamespace(resolver, splitName(lookup), currentApp)
  // Joining patterns means compiling a regular expression anew, so what was found is kept.
  if (found.candidates.length > 0) known.set(key, found)
  return found
}

const namespacedLookups = new WeakMap<URLResolver, Map<string, LookedUp>>()

function lookUpInNamespace(
  resolver: URLResolver,
  { view, namespaces }: LookupPath,
  currentApp?: string | null,
): LookedUp {
  const way = walk(resolver.reverseTable, namespaces, currentApp?.split(':'))
  const table = tableOf(way.include)
  const found = table?.candidates(view) ?? []
  return {
    view,
    candidates: found.map(candidate => candidate.behind(way.prefix, way.converters, {})),
    known: () => table?.names() ?? [],
  }
}

interface Way extends Namespace {
  readonly resolved: readonly string[]
}

// Each step takes an application's name for one of its instances: the current one, the default one, or the last.
function walk(root: ReverseTable, namespaces: readonly string[], currentApp: readonly string[] = []): Way {
  let table: ReverseTable | undefined = root
  let current: readonly string[] | undefined = currentApp
  let way: Way | undefined
  for (const [depth, asked] of namespaces.entries()) {
    const currentNamespace: string | undefined = current?.[depth]
    const name = instanceOf(table, asked, currentNamespace)
    if (name !== currentNamespace) current = undefined
    const step = table?.namespaces.get(name)
    if (step === undefined) throw noNamespace(name, way?.resolved ?? [], table)
    way = { ...(way ? goOn(way, step) : step), resolved: [...(way?.resolved ?? []), name] }
    table = tableOf(step.include)
  }
  return way!
}

function instanceOf(table: ReverseTable | undefined, asked: string, current: string | undefined): string {
  const instances = table?.apps.get(asked)
  if (instances === undefined) return asked
  if (current && instances.includes(current)) return current
  return instances.includes(asked) ? asked : (instances[0] ?? asked)
}

function goOn(way: Namespace, step: Namespace): Namespace {
  return {
    prefix: join(way.prefix, step.prefix),
    include: step.include,
    converters: new Map([...way.converters, ...step.converters]),
  }
}

function noNamespace(namespace: string, inside: readonly string[], table: ReverseTable | undefined): NoReverseMatch {
  return new NoReverseMatch({ viewName: namespace, namespace, inside, known: table?.namespaces.keys() ?? [] })
}

function allNames(table: ReverseTable, prefix = '', depth = 0): string[] {
  const names = table.names().map(name => prefix + name)
  // Includes may go in circles; nobody means a name deeper than this.
  if (depth === 4) return names
  for (const [namespace, { include }] of table.namespaces) {
    const inner = tableOf(include)
    if (inner) names.push(...allNames(inner, `${prefix}${namespace}:`, depth + 1))
  }
  return names
}

// What `pchar` allows (RFC 3986), and the slash.
const safe = "!$&'()*+,;=/~:@"
const isSafe = /^[\w.~!$&'()*+,;=/:@-]*$/

function finish(path: string, { query, fragment }: ReverseOptions): string {
  const url = escapeLeadingSlashes(isSafe.test(path) ? path : quotePath(path))
  const queryString = query === null || query === undefined ? '' : encodeQuery(query)
  const withQuery = queryString === '' ? url : `${url}?${queryString}`
  if (fragment === undefined || fragment === null) return withQuery
  if (typeof fragment !== 'string') throw new TypeError(`fragment must be a string, but got ${typeof fragment}.`)
  return `${withQuery}#${fragment}`
}

// The engine's own way is many times as fast; what it leaves as it is, Python does too, but for these two.
function quotePath(path: string): string {
  try {
    return encodeURI(path).replace(/[?#]/g, character => (character === '?' ? '%3F' : '%23'))
  } catch {
    return quote(path, safe) // half a surrogate pair
  }
}

/** Sets the URL prefix that `reverse()` puts before every path, Django's `SCRIPT_NAME`. */
export function setScriptPrefix(prefix: string): void {
  scriptPrefix = prefix.endsWith('/') ? prefix : `${prefix}/`
}

/** The URL prefix, always with a slash at its end. */
export function getScriptPrefix(): string {
  return scriptPrefix
}

/** Sets the prefix back to `/`. */
export function clearScriptPrefix(): void {
  scriptPrefix = '/'
}

let scriptPrefix = '/'
