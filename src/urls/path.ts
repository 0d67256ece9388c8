import { ImproperlyConfigured } from '../conf/exceptions.js'
import { repr } from '../utils/repr.js'
import { IncludedURLConf } from './include.js'
import { isClass } from './is-class.js'
import { type Kwargs, noKwargs } from './kwargs.js'
import { type Pattern, RegexPattern, RoutePattern } from './pattern.js'
import type {
  Agrees,
  AgreesInside,
  AnyView,
  Given,
  Included,
  Missing,
  NoKwargs,
  PathOptions,
  RegexKwargs,
  RouteKwargs,
  URLPattern,
  View,
} from './types.js'
import { IncludePattern, ViewPattern } from './urlpattern.js'

/**
 * Binds a route to a view, or puts the patterns of an `include()` behind it. `<converter:name>` captures a parameter,
 * `<name>` one of any text without a slash. A view whose parameters do not fit the route does not compile.
 *
 * Django: `django.urls.path`. Throws `ImproperlyConfigured` for a route that cannot be, TypeError for what is no view.
 */
// `include` stands first: the compiler quotes the last signature only, and it has to be the one about views.
export function path<const Route extends string, Needs, Extra extends object = NoKwargs>(
  route: Route,
  included: Included<Needs> & AgreesInside<NoInfer<Needs>, NoInfer<Given<RouteKwargs<Route>, Extra>>>,
  options?: PathOptions<Extra>,
): URLPattern<Missing<Needs, Given<RouteKwargs<Route>, Extra>>>
export function path<const Route extends string, Wanted = RouteKwargs<Route>, Extra extends object = NoKwargs>(
  route: Route,
  view: View<Wanted> & Agrees<NoInfer<Wanted>, NoInfer<Given<RouteKwargs<Route>, Extra>>>,
  options?: PathOptions<Extra>,
): URLPattern<Missing<Wanted, Given<RouteKwargs<Route>, Extra>>>
export function path(route: string, view: unknown, options: PathOptions = {}): URLPattern<never> {
  if (typeof route !== 'string') throw new TypeError(`path() takes a route string first, but got ${kindOf(route)}.`)
  return bind(RoutePattern, route, view, options)
}

/**
 * Like `path()`, with a regular expression: a string in Python's syntax, or a RegExp. Named groups become kwargs, all of
 * them strings. Without any, the other groups are passed by position, between the request and the kwargs.
 *
 * Django: `django.urls.re_path`. Throws `ImproperlyConfigured` for an expression that cannot be compiled.
 */
export function rePath<const Regex extends string, Needs, Extra extends object = NoKwargs>(
  regex: Regex | RegExp,
  included: Included<Needs> & AgreesInside<NoInfer<Needs>, NoInfer<Given<RegexKwargs<Regex>, Extra>>>,
  options?: PathOptions<Extra>,
): URLPattern<Missing<Needs, Given<RegexKwargs<Regex>, Extra>>>
export function rePath<const Regex extends string>(
  regex: WithoutNames<Regex> | RegExp,
  view: AnyView,
  options?: PathOptions,
): URLPattern
export function rePath<const Regex extends string, Wanted = RegexKwargs<Regex>, Extra extends object = NoKwargs>(
  regex: Regex,
  view: View<Wanted> & Agrees<NoInfer<Wanted>, NoInfer<Given<RegexKwargs<Regex>, Extra>>>,
  options?: PathOptions<Extra>,
): URLPattern<Missing<Wanted, Given<RegexKwargs<Regex>, Extra>>>
export function rePath(regex: string | RegExp, view: unknown, options: PathOptions = {}): URLPattern<never> {
  if (typeof regex !== 'string' && !(regex instanceof RegExp)) {
    throw new TypeError(`rePath() takes a regular expression first, but got ${kindOf(regex)}.`)
  }
  return bind(RegexPattern, regex, view, options)
}

type WithoutNames<Regex extends string> = string extends Regex
  ? Regex
  : keyof RegexKwargs<Regex> extends never
    ? Regex
    : never

function bind<Route extends string | RegExp>(
  PatternOf: new (route: Route, isEndpoint: boolean) => Pattern,
  route: Route,
  view: unknown,
  options: PathOptions,
): URLPattern<never> {
  if (typeof options !== 'object' || options === null) throw notOptions(options, String(route))
  const { name, kwargs = noKwargs } = options
  if (typeof kwargs !== 'object' || kwargs === null || Array.isArray(kwargs)) {
    throw new TypeError(`kwargs argument must be a dict, but got ${kindOf(kwargs)}. (Route ${repr(String(route))}.)`)
  }
  const extra = kwargs as Kwargs
  if (view instanceof IncludedURLConf) return new IncludePattern(new PatternOf(route, false), view, extra)
  const checked = checkedView(view, route)
  return new ViewPattern(new PatternOf(route, true), checked, extra, name)
}

function notOptions(options: unknown, route: string): TypeError {
  const instead = typeof options === 'string' ? ` A name is { name: ${repr(options)} }.` : ''
  return new TypeError(`options must be an object, but got ${kindOf(options)}. (Route ${repr(route)}.)${instead}`)
}

function checkedView(view: unknown, written: string | RegExp): AnyView {
  if (typeof view !== 'function') throw notAView(view, String(written))
  if (isClass(view)) {
    throw new ImproperlyConfigured(
      `Your URL pattern ${repr(String(written))} has an invalid view, pass ${view.name}.asView() instead of ${view.name}.`,
    )
  }
  return view as AnyView
}

function notAView(view: unknown, route: string): TypeError {
  const className = Object(view).constructor?.name
  if (typeof Object(view).constructor?.asView === 'function') {
    return new TypeError(
      `view must be a callable, pass ${className}.asView(), not ${className}(). (Route ${repr(route)}.)`,
    )
  }
  const hint = isIncludable(view) ? ' Did you mean include(…)?' : hintAbout(view)
  return new TypeError(
    `view must be a callable or a list/tuple in the case of include(). Route ${repr(route)} got ${kindOf(view)}.${hint}`,
  )
}

function hintAbout(view: unknown): string {
  if (view === undefined) return ' Is its name spelled as where it is exported?'
  if (typeof view === 'string') return ' Import the view and pass it itself.'
  const isAnswer = typeof Object(view).statusCode === 'number' || typeof Object(view).then === 'function'
  return isAnswer ? ' Pass the view itself, without calling it.' : ''
}

function isIncludable(view: unknown): boolean {
  return Array.isArray(view) || (typeof view === 'object' && view !== null && 'urlpatterns' in view)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return `${typeof value} ${typeof value === 'string' ? repr(value) : ''}`.trimEnd()
  return Object.prototype.toString.call(value) === '[object Module]' ? 'a module' : 'an object'
}
