import { type ActiveSettings, settings } from '../../conf/settings.js'
import type { HttpRequest } from '../../http/request.js'
import { viewName } from '../../urls/names.js'
import type { MultiValueDict } from '../../utils/datastructures.js'
import { cleanse, SUBSTITUTE } from './filter.js'
import { print } from './print.js'
import { ALL_SENSITIVE } from './sensitive.js'

export type Row = readonly [name: string, value: string]

/**
 * What the technical pages say about a request, as plain data with secrets masked. All but the first two may be
 * missing, so that a page can also be made where only the request line is known.
 */
export interface RequestFacts {
  readonly method: string
  /** As the client sent it, with its query. */
  readonly path: string
  /** The `Accept` header: decides between HTML, JSON and text. */
  readonly accept?: string
  readonly url?: string
  /** The view's dotted name. */
  readonly view?: string
  readonly route?: string
  readonly GET?: readonly Row[]
  readonly POST?: readonly Row[]
  readonly FILES?: readonly Row[]
  readonly COOKIES?: readonly Row[]
  readonly META?: readonly Row[]
  readonly settings?: readonly Row[]
}

/** Describes a request, also one whose parts cannot be read. Never throws. */
export function describeRequest(request: HttpRequest): RequestFacts {
  return {
    method: attempt(() => String(request.method)) ?? '',
    path: attempt(() => request.getFullPath()) ?? '/',
    ...present('accept', () => request.META.HTTP_ACCEPT),
    ...present('url', () => request.buildAbsoluteUri()),
    ...present('view', () => request.resolverMatch && viewName(request.resolverMatch.func)),
    ...present('route', () => request.resolverMatch?.route),
    GET: rows(() => listEntries(request.GET)),
    POST: rows(() => postEntries(request)),
    FILES: rows(() => listEntries(request.FILES)),
    COOKIES: rows(() => cleansed(request.COOKIES)),
    META: rows(() => cleansed(request.META)),
    settings: rows(() => cleansed(settingValues())),
  }
}

function present<Name extends string>(name: Name, call: () => unknown): Partial<Record<Name, string>> {
  const value = attempt(call)
  return typeof value === 'string' ? ({ [name]: value } as Partial<Record<Name, string>>) : {}
}

function attempt<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch {
    return undefined
  }
}

/** A part that cannot be read (a form that is too large) says so in its place. */
function rows(entries: () => Iterable<readonly [string, unknown]>): Row[] {
  try {
    return Array.from(entries(), ([name, value]): Row => [name, print(value)])
  } catch (error) {
    return [['(cannot be read)', print(attempt(() => String(error)))]]
  }
}

function* listEntries(dict: MultiValueDict<unknown>): Iterable<[string, unknown]> {
  for (const [name, values] of dict.lists()) {
    for (const value of values) yield [name, value]
  }
}

/** Without what the view is marked with (`sensitivePostParameters`), which nobody has to see to mend it. */
function* postEntries(request: HttpRequest): Iterable<[string, unknown]> {
  const hidden = request.sensitivePostParameters ?? []
  for (const [name, value] of listEntries(request.POST)) {
    yield [name, hidden === ALL_SENSITIVE || hidden.includes(name) ? SUBSTITUTE : value]
  }
}

function* cleansed(values: object): Iterable<[string, unknown]> {
  for (const [name, value] of Object.entries(values)) yield [name, cleanse(name, value)]
}

/** In alphabetical order, as Django shows them. An empty SECRET_KEY throws when read, so it is left to the filter. */
function settingValues(): Record<string, unknown> {
  const names = Object.keys(settings).sort() as (keyof ActiveSettings)[]
  return Object.fromEntries(names.map(name => [name, name === 'SECRET_KEY' ? '' : settings[name]]))
}
