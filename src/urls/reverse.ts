import { escapeLeadingSlashes } from '../utils/http.js'
import { quote } from '../utils/quoting.js'
import { getResolver } from './active.js'
import { NoReverseMatch } from './exceptions.js'
import type { Kwargs } from './kwargs.js'
import { viewName } from './names.js'
import { encodeQuery, type UrlQuery } from './query.js'
import type { URLResolver } from './resolver.js'
import { type Candidate, join, type Lookup, type Namespace, type ReverseTable, tableOf } from './reverse-table.js'
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
export function reverse<Name extends UrlName>(name: Name, ...rest: ReverseRest<Name, ReverseOptions>): string
export function reverse(view: AnyView, kwargs?: object | null, options?: ReverseOptions): string
export function reverse(lookup: Lookup, values?: object | null, options: ReverseOptions = {}): string {
  const args: readonly unknown[] = Array.isArray(values) ? values : []
  const kwargs = Array.isArray(values) ? {} : given(values)
  const resolver = getResolver(options.urlconf)
  const path = typeof lookup === 'string' ? splitName(lookup) : { view: lookup, namespaces: [] }
  const { candidates, known } = lookUp(resolver, path, options.currentApp)
  for (const candidate of candidates) {
    const url = candidate.fill(args, kwargs)
    if (url !== undefined) return finish(getScriptPrefix() + url, options)
  }
  throw new NoReverseMatch({
    viewName: typeof path.view === 'string' ? path.view : viewName(path.view),
    args,
    kwargs,
    tried: candidates.map(candidate => candidate.regex.python),
    known: known(),
  })
}

// An optional value that is not there is passed as `undefined` often enough in JavaScript; it counts as not given.
function given(values: object | null | undefined): Kwargs {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined))
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
  readonly candidates: readonly Candidate[]
  readonly known: () => string[]
}

function lookUp(resolver: URLResolver, { view, namespaces }: LookupPath, currentApp?: string | null): LookedUp {
  const root = resolver.reverseTable
  if (namespaces.length === 0) return { candidates: root.candidates(view), known: () => allNames(root) }
  const way = walk(root, namespaces, currentApp?.split(':'))
  const table = tableOf(way.include)
  return {
    candidates: candidatesBehind(resolver, way, view),
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

// Joined candidates are kept: joining means compiling a regular expression anew.
function candidatesBehind(resolver: URLResolver, way: Way, view: Lookup): readonly Candidate[] {
  const joined = joinedCandidates.get(resolver) ?? new Map<string, readonly Candidate[]>()
  joinedCandidates.set(resolver, joined)
  const key = [...way.resolved, view].join(':')
  let candidates = joined.get(key)
  if (candidates === undefined) {
    const found = tableOf(way.include)?.candidates(view) ?? []
    candidates = found.map(candidate => candidate.behind(way.prefix, way.converters, {}))
    if (candidates.length > 0) joined.set(key, candidates)
  }
  return candidates
}

const joinedCandidates = new WeakMap<URLResolver, Map<string, readonly Candidate[]>>()

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
  const url = escapeLeadingSlashes(isSafe.test(path) ? path : quote(path, safe))
  const queryString = query ? encodeQuery(query) : ''
  const withQuery = queryString === '' ? url : `${url}?${queryString}`
  if (fragment === undefined || fragment === null) return withQuery
  if (typeof fragment !== 'string') throw new TypeError(`fragment must be a string, but got ${typeof fragment}.`)
  return `${withQuery}#${fragment}`
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
