import { ImproperlyConfigured } from '../conf/exceptions.js'
import type { ActiveSettings } from '../conf/settings.js'
import { RegexPattern, RoutePattern } from '../urls/pattern.js'
import type { URLResolver } from '../urls/resolver.js'
import type { AnyPattern, IncludePattern } from '../urls/urlpattern.js'
import { type CheckMessage, error, warning } from './message.js'
import { type Placed, routeOf } from './placed.js'
import { repeatsItself } from './slow-regex.js'
import { unreachable } from './unreachable.js'

/** What there is to check: a project that has been loaded. */
export interface Checked {
  readonly resolver: URLResolver
  readonly settings: ActiveSettings
}

/** Django's checks of a URLconf, and a few that are ours. */
export function* checkUrls({ resolver, settings }: Checked): Iterable<CheckMessage> {
  const messages: CheckMessage[] = []
  const placed: Placed[] = []
  try {
    for (const pattern of resolver.patterns) visit(pattern, [])
  } catch (cause) {
    if (!(cause instanceof ImproperlyConfigured)) throw cause
    return yield error('urls.E004', cause.message)
  }
  yield* messages
  yield* checkNamespaces(resolver.patterns)
  yield* checkHandlers(resolver)
  yield* checkNames(placed)
  yield* unreachable(resolver, placed)

  function visit(pattern: AnyPattern, includes: readonly IncludePattern[]): void {
    messages.push(...checkPattern(pattern, settings))
    if (pattern.kind === 'view') placed.push({ pattern, includes })
    else if (!includes.includes(pattern)) for (const inner of pattern.patterns) visit(inner, [...includes, pattern])
  }
}

/** `STATIC_URL` and `MEDIA_URL`, where there are such settings. */
export function* checkUrlSettings({ settings }: Checked): Iterable<CheckMessage> {
  const values = settings as unknown as Readonly<Record<string, unknown>>
  for (const name of ['STATIC_URL', 'MEDIA_URL']) {
    const value = name in settings ? values[name] : undefined
    if (typeof value !== 'string' || value === '' || value.endsWith('/')) continue
    yield error('urls.E006', `The ${name} setting must end with a slash.`)
  }
}

function* checkPattern(pattern: AnyPattern, settings: ActiveSettings): Iterable<CheckMessage> {
  const { route } = pattern
  const shown = `Your URL pattern ${pattern.describe()}`
  if (pattern.kind === 'include' && pattern.pattern instanceof RegexPattern && /[^\\]\$$|^\$$/.test(route)) {
    yield warning(
      'urls.W001',
      `${shown} uses include with a route ending with a '$'. Remove the dollar from the route to avoid problems including URLs.`,
    )
  }
  if (settings.APPEND_SLASH && beginsWithSlash(pattern)) {
    yield warning(
      'urls.W002',
      `${shown} has a route beginning with a '/'. Remove this slash as it is unnecessary. If this pattern is targeted in an include(), ensure the include() pattern has a trailing '/'.`,
    )
  }
  if (pattern.kind === 'view' && pattern.name?.includes(':')) {
    yield warning(
      'urls.W003',
      `${shown} has a name including a ':'. Remove the colon, to avoid ambiguous namespace references.`,
    )
  }
  if (pattern.pattern instanceof RoutePattern && /\(\?P<|^\^|\$$/.test(route)) {
    yield warning(
      '2_0.W001',
      `${shown} has a route that contains '(?P<', begins with a '^', or ends with a '$'. This was likely an oversight when migrating to path().`,
      'Write rePath() where you mean a regular expression.',
    )
  }
  if (pattern.pattern instanceof RegexPattern && repeatsItself(route)) {
    yield warning(
      'urls.W103',
      `${shown} repeats something that itself repeats. There are paths for which such an expression takes exponential time.`,
      'Repeat once: (a+)+ matches what a+ matches.',
    )
  }
}

// As in Django: `'/'` alone is worth the warning, and a regular expression that ends with one is not.
function beginsWithSlash({ route, pattern }: AnyPattern): boolean {
  return pattern instanceof RegexPattern ? /^\^?\//.test(route) && !route.endsWith('/') : route.startsWith('/')
}

function* checkNamespaces(patterns: readonly AnyPattern[]): Iterable<CheckMessage> {
  const counts = new Map<string, number>()
  count(patterns, '', [])
  for (const [namespace, number] of counts) {
    if (number === 1) continue
    yield warning(
      'urls.W005',
      `URL namespace '${namespace}' isn't unique. You may not be able to reverse all URLs in this namespace`,
    )
  }

  function count(list: readonly AnyPattern[], prefix: string, way: readonly AnyPattern[]): void {
    for (const pattern of list) {
      if (pattern.kind === 'view' || way.includes(pattern)) continue
      const { namespace } = pattern
      const name = namespace === undefined ? prefix : prefix + namespace
      if (namespace !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
      count(pattern.patterns, namespace === undefined ? prefix : `${name}:`, [...way, pattern])
    }
  }
}

function* checkHandlers(resolver: URLResolver): Iterable<CheckMessage> {
  for (const status of [400, 403, 404, 500] as const) {
    const parameters = status === 500 ? 'request' : 'request, exception'
    const handler = resolver.handlerFor(status)
    if (handler === undefined || handler.length <= (status === 500 ? 1 : 2)) continue
    yield error(
      'urls.E008',
      `The custom handler${status} view '${handler.name}' does not take the correct number of arguments (${parameters}).`,
    )
  }
}

/** Patterns of one name are told apart by their parameters; of those with the same ones only the last is ever found. */
function* checkNames(placed: readonly Placed[]): Iterable<CheckMessage> {
  const groups = new Map<string, Placed[]>()
  for (const each of placed) {
    if (each.pattern.name === undefined) continue
    const key = `${fullName(each)}(${parametersOf(each).sort().join(', ')})`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  for (const group of groups.values()) {
    if (group.length === 1) continue
    const name = fullName(group[0]!)
    const routes = group.map(each => `'${routeOf(each)}'`).join(', ')
    yield warning(
      'urls.W101',
      `The URL name '${name}' stands for ${group.length} URL patterns with the same parameters: ${routes}. reverse('${name}') only ever gives the last one.`,
    )
  }
}

function fullName({ pattern, includes }: Placed): string {
  return [...includes.map(each => each.namespace).filter(Boolean), pattern.name].join(':')
}

function parametersOf({ pattern, includes }: Placed): string[] {
  return [...includes, pattern].flatMap(({ pattern: each }) =>
    each instanceof RegexPattern ? [`re:${each.route}`] : [...each.converters.keys()],
  )
}
