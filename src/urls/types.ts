/**
 * The types that carry a route's parameters from its string to its view. Nothing here exists at run time.
 *
 * A view asks for kwargs of type `V`, a route gives kwargs of type `K`. What both name must agree; what the view names
 * and the route lacks is still *needed*, and travels in the pattern's own type until an enclosing `include` gives it.
 */
import type { HttpRequest } from '../http/request.js'
import type { HttpResponseBase } from '../http/response-base.js'
import type { Converters } from './converters.js'

/** What a view may answer with: a response of `tiny-django/http`, or a standard `Response`. */
export type Answer = HttpResponseBase | Response

/** A view: the request, then the captured parameters and the extra kwargs of its route in one object. */
export type View<Kwargs = NoKwargs> = (request: HttpRequest, kwargs: Kwargs) => Answer | Promise<Answer>

/** Any view at all, whatever it takes after the request. */
export type AnyView = (request: HttpRequest, ...args: never[]) => Answer | Promise<Answer>

/** A route without parameters. */
export type NoKwargs = Record<never, never>

/** The kwargs that a `path()` route gives its view: `'<int:year>/<slug>/'` gives `{ year: number; slug: string }`. */
export type RouteKwargs<Route extends string> = string extends Route ? Unknown : Captured<Route>

type Captured<Route extends string, Found = NoKwargs> = Route extends `${string}<${infer Inside}>${infer Rest}`
  ? Captured<Rest, Found & Param<Inside>>
  : Show<Found>

/** The parameter between one pair of angle brackets. */
export type Param<Inside extends string> = Inside extends `${infer Converter}:${infer Name}`
  ? { [K in Name]: Converter extends keyof Converters ? Converters[Converter] : UnknownConverter<Converter> }
  : { [K in Inside]: string }

/** What a parameter gives whose converter nobody has declared: nothing that a view could want. */
export interface UnknownConverter<Name extends string> {
  readonly '~unknown': Name
}

/** The named groups of a `rePath()` route, `(?P<name>…)` or `(?<name>…)`. */
export type RegexKwargs<Regex extends string> = string extends Regex ? Unknown : NamedGroups<Regex>

type NamedGroups<Regex extends string, Found = NoKwargs> = Regex extends `${string}(?${infer Rest}`
  ? Rest extends `P<${infer Name}>${infer After}`
    ? NamedGroups<After, Found & { [K in Name]: string }>
    : Rest extends `<${'=' | '!'}${infer After}`
      ? NamedGroups<After, Found>
      : Rest extends `<${infer Name}>${infer After}`
        ? NamedGroups<After, Found & { [K in Name]: string }>
        : NamedGroups<Rest, Found>
  : Show<Found>

// A route that is only known at run time may capture anything, so it clashes with no view and leaves no need open.
type Unknown = Record<string, never>

/** What a route and its extra kwargs give together. Without extra ones it is the route's own type, which is known already. */
export type Given<Captured, Extra> = keyof Extra extends never ? Captured : Captured & Extra

/** What a view needs and its route does not give. */
// Nearly always nothing, and then all patterns have one type: a list of hundreds is compared in no time.
export type Missing<Wanted, Given> = [keyof Wanted] extends [keyof Given] ? NoKwargs : Show<Omit<Wanted, keyof Given>>

/** The names that view and route both have, with types that do not fit. */
export type Clash<Wanted, Given> = {
  [P in keyof Wanted & keyof Given as Given[P] extends Wanted[P] ? never : P]: 1
}

/** `unknown` when a view fits its route, else the view that would: intersected with the view's type it says what is wrong. */
export type Agrees<Wanted, Given> =
  Fits<Wanted, Given> extends true ? unknown : View<Show<Given & Omit<Wanted, keyof Given>>>

// The first question answers for most routes; the second goes through the properties.
type Fits<Wanted, Given> = [Given] extends [Wanted] ? true : [keyof Clash<Wanted, Given>] extends [never] ? true : false

/** The same for an `include`: what its patterns need must be of the type that the prefix gives. */
export type AgreesInside<Needs, Given> =
  Fits<Needs, Given> extends true ? unknown : Included<Show<Given & Omit<Needs, keyof Given>>>

// Through `infer`, so that messages show the properties and not the way here.
type Show<T> = T extends infer Shown ? { [K in keyof Shown]: Shown[K] } : never

/** One entry of `urlpatterns`. `Needs` are the kwargs that an enclosing `include` has yet to give. */
export interface URLPattern<Needs = NoKwargs> {
  readonly kind: 'view' | 'include'
  /** The route as it was written. */
  readonly route: string
  /** Carries the type only. A function, so that needing more is not assignable to needing less. */
  readonly '~needs'?: (kwargs: Needs) => void
}

/** What a root `urlpatterns` must satisfy: a list of patterns none of which needs anything more. */
export type URLPatterns = readonly URLPattern[]

/** What `include()` returns: the patterns of another URLconf, not looked at yet. */
export interface Included<Needs = NoKwargs> {
  readonly kind: 'included'
  readonly '~needs'?: (kwargs: Needs) => void
}

/** A module (or object) that exports `urlpatterns`, and `appName` when it is an application of its own. */
export interface URLModule<Needs = NoKwargs> {
  readonly urlpatterns: readonly URLPattern<Needs>[]
  readonly appName?: string
}

/** The third argument of `path()` and `rePath()`. */
export interface PathOptions<Extra extends object = object> {
  /** What `reverse()` calls this pattern. */
  name?: string
  /** Extra kwargs for the view. They win over captured ones of the same name. */
  kwargs?: Extra
}

/** A view for error pages: `handler404` and its like. `handler500` gets the request alone. */
export type ErrorHandler = (request: HttpRequest, exception?: unknown) => Answer | Promise<Answer>

/** A root URLconf: what the project's `urls.ts` exports. */
export interface URLConf {
  readonly urlpatterns: URLPatterns
  readonly handler400?: AnyView
  readonly handler403?: AnyView
  readonly handler404?: AnyView
  readonly handler500?: AnyView
}

/**
 * The names of the project's URLs with the kwargs of each. Empty, `reverse()` takes any name; once something is merged
 * in, it takes those names only.
 */
// biome-ignore lint/suspicious/noEmptyInterface: users merge their names into it
export interface UrlNames {}

/** A name that `reverse()` accepts. */
export type UrlName = keyof UrlNames extends never ? string : keyof UrlNames & string

/** The type of a custom converter's values; `unknown` while it is not declared. */
export type ConverterValue<Name extends string> = Name extends keyof Converters ? Converters[Name] : unknown

/** The parameters of `reverse()` that follow the name or view. Where the pattern needs none, nothing has to follow. */
// Through `infer`: `To` itself stands for every name there is until it is known, and an index by it has the compiler
// go through all of them for each call.
export type ReverseRest<To, Options> = [To] extends [infer Known extends string]
  ? RestFor<Listed[Known], Options>
  : [kwargs?: object | null, options?: Options]

type RestFor<Kwargs, Options> = [Kwargs] extends [Unlisted]
  ? [kwargs?: object | null, options?: Options]
  : NoKwargs extends Kwargs
    ? [kwargs?: Kwargs | readonly unknown[] | null, options?: Options]
    : [kwargs: Kwargs | readonly unknown[], options?: Options]

type Listed = UrlNames & Record<string, Unlisted>

// What no kwargs are.
interface Unlisted {
  readonly '~unlisted': never
}
