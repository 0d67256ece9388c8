import { ImproperlyConfigured } from '../conf/exceptions.js'
import type { ActiveSettings } from '../conf/settings.js'
import { isBuiltIn } from '../urls/converters.js'
import { InvalidPattern } from '../urls/include.js'
import { viewName } from '../urls/names.js'
import { RegexPattern, RoutePattern } from '../urls/pattern.js'
import { fullNameOf, type Placed, routeOf, wayTo } from '../urls/placed.js'
import type { URLResolver } from '../urls/resolver.js'
import type { AnyPattern, IncludePattern } from '../urls/urlpattern.js'
import { repr } from '../utils/repr.js'
import type { CheckedProject } from './check.js'
import { CheckError, type CheckMessage, Warning } from './messages.js'
import { type SlowText, slowText } from './slow-regex.js'
import { unreachable } from './unreachable.js'

/** Django's checks of a URLconf, and a few that are ours. */
export function* checkUrls({ resolver, settings }: CheckedProject): Iterable<CheckMessage> {
  const messages: CheckMessage[] = []
  const placed: Placed[] = []
  try {
    for (const pattern of resolver.patterns) visit(pattern, [])
  } catch (cause) {
    if (!(cause instanceof ImproperlyConfigured)) throw cause
    const { sentence, hint } = cause instanceof InvalidPattern ? cause : { sentence: cause.message, hint: null }
    return yield new CheckError(sentence, { id: 'urls.E004', hint })
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
export function* checkUrlSettings({ settings }: CheckedProject): Iterable<CheckMessage> {
  const values = settings as unknown as Readonly<Record<string, unknown>>
  for (const name of ['STATIC_URL', 'MEDIA_URL']) {
    const value = name in settings ? values[name] : undefined
    if (typeof value !== 'string' || value === '' || value.endsWith('/')) continue
    yield new CheckError(`The ${name} setting must end with a slash.`, { id: 'urls.E006' })
  }
}

function* checkPattern(pattern: AnyPattern, settings: ActiveSettings): Iterable<CheckMessage> {
  const { route } = pattern
  const shown = `Your URL pattern ${pattern.describe()}`
  if (pattern.kind === 'include' && pattern.pattern instanceof RegexPattern && /[^\\]\$$|^\$$/.test(route)) {
    yield new Warning(
      `${shown} uses include with a route ending with a '$'. Remove the dollar from the route to avoid problems including URLs.`,
      { id: 'urls.W001' },
    )
  }
  if (settings.APPEND_SLASH && beginsWithSlash(pattern)) {
    yield new Warning(
      `${shown} has a route beginning with a '/'. Remove this slash as it is unnecessary. If this pattern is targeted in an include(), ensure the include() pattern has a trailing '/'.`,
      { id: 'urls.W002' },
    )
  }
  if (pattern.kind === 'view' && pattern.name?.includes(':')) {
    yield new Warning(
      `${shown} has a name including a ':'. Remove the colon, to avoid ambiguous namespace references.`,
      { id: 'urls.W003' },
    )
  }
  if (pattern.pattern instanceof RoutePattern) yield* checkBrackets(pattern)
  if (pattern.pattern instanceof RoutePattern && /\(\?P<|^\^|\$$/.test(route)) {
    yield new Warning(
      `${shown} has a route that contains '(?P<', begins with a '^', or ends with a '$'. This was likely an oversight when migrating to path().`,
      { id: '2_0.W001', hint: 'Write rePath() where you mean a regular expression.' },
    )
  }
  const slow = slowTextOf(pattern)
  if (slow !== undefined) {
    const { before, repeated, after } = slow
    yield new Warning(
      `${shown} takes exponential time for some paths: twice as long with each ${repr(repeated)} more in ${repr(before + repeated.repeat(8) + after)}.`,
      { id: 'urls.W103', hint: 'Let there be one way only to read the same text: (a+)+ matches what a+ matches.' },
    )
  }
}

// Built-in converters are compared without regular expressions.
function slowTextOf({ pattern, kind }: AnyPattern): SlowText | undefined {
  if (pattern instanceof RegexPattern) {
    const isWhole = kind === 'view' && pattern.route.endsWith('$')
    return pattern.regex.source === undefined
      ? undefined
      : slowText(pattern.regex.source, isWhole || pattern.route.startsWith('^'))
  }
  const isCustom = [...pattern.converters.values()].some(converter => !isBuiltIn(converter))
  return isCustom ? slowText(pattern.regex.source ?? '') : undefined
}

// As in Django, which looks at the regular expression of either: what ends with a slash is let pass. The one that it makes
// of a view's route always has an end of its own.
function beginsWithSlash({ route, pattern }: AnyPattern): boolean {
  if (pattern instanceof RegexPattern) return /^\^?\\?\//.test(route) && !/^\\\//.test(route) && !route.endsWith('/')
  const isView = pattern instanceof RoutePattern && pattern.isEndpoint
  return route.startsWith('/') && (isView || !route.endsWith('/'))
}

// As in Django: each `>` without a `<` before it, and once what is still open at the end.
function* checkBrackets(pattern: AnyPattern): Iterable<CheckMessage> {
  let open = 0
  for (const [bracket] of pattern.route.matchAll(/[<>]/g)) {
    if (bracket === '<') open++
    else if (open > 0) open--
    else yield unmatched(pattern, '>')
  }
  if (open > 0) yield unmatched(pattern, '<')
}

function unmatched(pattern: AnyPattern, bracket: string): CheckMessage {
  return new Warning(`Your URL pattern ${pattern.describe()} has an unmatched '${bracket}' bracket.`, {
    id: 'urls.W010',
  })
}

function* checkNamespaces(patterns: readonly AnyPattern[]): Iterable<CheckMessage> {
  const counts = new Map<string, number>()
  count(patterns, '', [])
  for (const [namespace, number] of counts) {
    if (number === 1) continue
    yield new Warning(
      `URL namespace '${namespace}' isn't unique. You may not be able to reverse all URLs in this namespace`,
      { id: 'urls.W005' },
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
    yield new CheckError(
      `The custom handler${status} view '${viewName(handler)}' does not take the correct number of arguments (${parameters}).`,
      { id: 'urls.E007' },
    )
  }
}

/** Patterns of one name are told apart by their parameters; of those with the same ones only the last is ever found. */
function* checkNames(placed: readonly Placed[]): Iterable<CheckMessage> {
  const groups = new Map<string, Placed[]>()
  for (const each of placed) {
    if (!each.pattern.name) continue
    const key = `${fullNameOf(each)}(${parametersOf(each).sort().join(', ')})`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  for (const group of groups.values()) {
    if (group.length === 1) continue
    const name = fullNameOf(group[0]!)
    const routes = group.map(each => `'${routeOf(wayTo(each))}'`).join(', ')
    yield new Warning(
      `The URL name '${name}' stands for ${group.length} URL patterns with the same parameters: ${routes}. reverse('${name}') only ever gives the last one.`,
      { id: 'urls.W101' },
    )
  }
}

function parametersOf(placed: Placed): string[] {
  return wayTo(placed).flatMap(({ pattern }) =>
    pattern instanceof RegexPattern ? [`re:${pattern.route}`] : [...pattern.converters.keys()],
  )
}
