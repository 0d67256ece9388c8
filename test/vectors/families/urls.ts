import { HttpResponse, type HttpResponseBase } from '../../../src/http/index.js'
import { redirect, resolveUrl } from '../../../src/shortcuts.js'
import {
  activateResolver,
  type Converter,
  getResolver,
  include,
  isValidPath,
  Miss,
  path,
  Resolver404,
  type ResolverMatch,
  registerConverter,
  rePath,
  resolve,
  reverse,
  setScriptPrefix,
  type URLConf,
  type URLPattern,
  URLResolver,
  ValueError,
} from '../../../src/urls/index.js'
import { nameView, viewName } from '../../../src/urls/names.js'
import { normalize } from '../../../src/urls/normalize.js'
import type { AnyView } from '../../../src/urls/types.js'
import type { Family, Input, Operation, Recording } from '../family.js'
import { decode, fromBase64 } from '../values.js'

export const urls: Family = {
  name: 'urls',
  operations: {
    resolve: inProject(input => ({ match: factsOfResolve(String(input.path)) })),
    is_valid_path: inProject(input => ({ value: isValidPath(String(input.path)) })),
    reverse: inProject(input => ({
      url: reverse(targetOf(input.viewname) as string, valuesOf(input), optionsOf(input)),
    })),
    redirect: inProject(({ to, permanent, preserve_request, ...input }) => {
      const options = { permanent: permanent === true, preserveRequest: preserve_request === true }
      return { response: wireFacts(redirect(targetOf(to) as '/', valuesOf(input), options)) }
    }),
    resolve_url: inProject(({ to, ...input }) => ({ url: resolveUrl(targetOf(to) as '/', valuesOf(input)) })),
    build: inProject(build),
    normalize: ({ pattern }) => ({ value: normalize(String(pattern)).map(each => [each.format, each.parameters]) }),
  },
}

/** The recording's converters, URLconfs and script prefix in force while a case runs. */
function inProject(run: Operation): Operation {
  return (input, recording) => {
    const project = projectOf(recording)
    setScriptPrefix((input.script_prefix as string | undefined) ?? '/')
    const previous = activateResolver(input.urlconf ? project.resolver(String(input.urlconf)) : null)
    try {
      return run(input, recording)
    } finally {
      activateResolver(previous)
      setScriptPrefix('/')
    }
  }
}

// ——— what a recording brings

interface Fixtures {
  readonly urlconfs: Readonly<Record<string, readonly DescribedPattern[]>>
  readonly converters: Readonly<Record<string, DescribedConverter>>
}

interface DescribedPattern {
  readonly path?: string
  readonly re_path?: string
  readonly view?: string | null
  readonly name?: string
  readonly kwargs?: unknown
  readonly include?: {
    readonly module?: string
    readonly patterns?: readonly DescribedPattern[]
    readonly app_name?: string
    readonly namespace?: string
    readonly tuple_length?: number
  }
}

interface DescribedConverter {
  readonly regex: string
  readonly kind: string
  readonly to_url?: 'pad4'
}

class Project {
  readonly #urlconfs: Fixtures['urlconfs']
  readonly #modules = new Map<string, { urlpatterns: URLPattern[] }>()

  constructor({ urlconfs, converters }: Fixtures) {
    this.#urlconfs = urlconfs
    for (const [name, described] of Object.entries(converters)) {
      registerConverter(name as never, { regex: described.regex, ...converterOf(described) } as never)
    }
  }

  resolver(name: string): URLResolver {
    return getResolver(this.#module(name) as URLConf)
  }

  pattern(described: DescribedPattern): URLPattern {
    const define = (described.path === undefined ? rePath : path) as (...args: unknown[]) => URLPattern
    const route = described.path ?? described.re_path
    const kwargs = described.kwargs === null ? undefined : decode(described.kwargs)
    if (described.include) return define(route, this.#included(described.include), { kwargs })
    return define(route, viewOf(described.view), { name: described.name, kwargs })
  }

  #module(name: string): { urlpatterns: URLPattern[] } {
    const known = this.#modules.get(name)
    if (known) return known
    const module = { urlpatterns: [] as URLPattern[] }
    this.#modules.set(name, module)
    module.urlpatterns.push(...this.#urlconfs[name]!.map(each => this.pattern(each)))
    return module
  }

  #included({ module, patterns = [], app_name, namespace, tuple_length }: NonNullable<DescribedPattern['include']>) {
    const inner = module === undefined ? patterns.map(each => this.pattern(each)) : () => this.#module(module)
    const others = tuple_length === undefined ? [app_name] : Array.from({ length: tuple_length - 1 }, () => 'x')
    const target = app_name === undefined && tuple_length === undefined ? inner : [inner, ...others]
    return (include as (...args: unknown[]) => unknown)(target, { namespace: namespace ?? undefined })
  }
}

function projectOf({ fixtures }: Recording): Project {
  const key = fixtures as Fixtures
  const project = projects.get(key) ?? new Project(key)
  projects.set(key, project)
  return project
}

const projects = new WeakMap<object, Project>()

/** One callable for each label. */
function viewOf(label: string | null | undefined): unknown {
  if (label === null || label === undefined) return null
  if (label.startsWith('$')) return label
  const view = views.get(label) ?? (() => new HttpResponse())
  views.set(label, view)
  nameView(view, label)
  return view
}

const views = new Map<string, AnyView>()

function converterOf({ kind, to_url }: DescribedConverter): Pick<Converter, 'toValue' | 'toUrl'> {
  const converter = converterKinds[kind]!
  return to_url === undefined ? converter : { ...converter, toUrl: value => String(asNumber(value)).padStart(4, '0') }
}

const identity = { toValue: (text: string) => text, toUrl: (value: unknown) => value as string }

const converterKinds: Readonly<Record<string, Pick<Converter, 'toValue' | 'toUrl'>>> = {
  identity,
  int: { toValue: text => toNumber(asciiDigits(text)), toUrl: String },
  hex_int: { toValue: text => toNumber(`0x${text}`), toUrl: value => asNumber(value).toString(16) },
  base64: { toValue: strictBase64, toUrl: value => Buffer.from(value as Uint8Array).toString('base64') },
  upper_lower: { toValue: text => text.toUpperCase(), toUrl: value => (value as string).toLowerCase() },
  split_comma: { toValue: text => text.split(','), toUrl: value => Array.from(value as Iterable<string>).join(',') },
  raise_value_error: { toValue: fail(ValueError), toUrl: fail(ValueError) },
  raise_type_error: { toValue: fail(TypeError), toUrl: fail(TypeError) },
  max_5: { ...identity, toUrl: value => String(Number(value) > 5 ? fail(ValueError)() : value) },
  even_only: { toValue: text => even(Number(text)), toUrl: value => String(even(value as number)) },
}

function fail(type: new (message: string) => Error): () => never {
  return () => {
    throw new type('as described')
  }
}

function even(value: number): number {
  return value % 2 === 0 ? value : fail(ValueError)()
}

function strictBase64(text: string): Uint8Array {
  return text.length % 4 === 0 ? fromBase64(text) : fail(ValueError)()
}

/** What prints as a number in Python's `%d` and `%x`. */
function asNumber(value: unknown): number | bigint {
  return typeof value === 'number' || typeof value === 'bigint' ? value : fail(TypeError)()
}

/** There is no -0 among Python's integers, and no end to them. */
function toNumber(digits: string): number | bigint {
  const value = Number(digits) + 0
  return Number.isSafeInteger(value) ? value : BigInt(digits)
}

/** Python's `int()` reads the digits of every script. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, digit => {
    const code = digit.codePointAt(0)!
    let zero = code
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    return String(code - zero)
  })
}

// ——— what a case asks for

function targetOf(target: unknown): unknown {
  const { $view, $absolute_url } = Object(target) as { $view?: string; $absolute_url?: string }
  if ($view !== undefined) return viewOf($view)
  if ($absolute_url !== undefined) return { getAbsoluteUrl: () => $absolute_url }
  return decode(target)
}

function valuesOf({ args, kwargs }: Input): object | null {
  const named = (decode(kwargs ?? {}) ?? {}) as object
  const positional = (decode(args ?? []) ?? []) as unknown[]
  // There is one place for both, so nobody can give both.
  if (positional.length > 0 && Object.keys(named).length > 0) fail(ValueError)()
  return positional.length > 0 ? positional : named
}

function optionsOf({ query, fragment, current_app }: Input): object {
  return { query: decode(query), fragment: decode(fragment), currentApp: current_app }
}

function build({ pattern, path: pathInfo }: Input, recording: Recording): unknown {
  const built = projectOf(recording).pattern(pattern as DescribedPattern)
  if (pathInfo === undefined) return { ok: true }
  const match = new URLResolver({ urlpatterns: [built] }).match(`/${String(pathInfo)}`)
  if (match instanceof Miss) return { match: null }
  // An include by itself does not know its own route in Django.
  const route = built.kind === 'include' ? match.route.slice(built.route.length) : match.route
  return { match: { ...factsOf(match), route } }
}

// ——— what came out

function factsOfResolve(pathInfo: string): unknown {
  try {
    return factsOf(resolve(pathInfo))
  } catch (error) {
    if (!(error instanceof Resolver404)) throw error
    throw Object.assign(error, {
      detail: { path: error.path, tried: error.tried.map(way => way.map(each => each.route)) },
    })
  }
}

function factsOf(match: ResolverMatch): Readonly<Record<string, unknown>> {
  return {
    view: viewName(match.func),
    args: match.args,
    kwargs: match.kwargs,
    url_name: match.urlName,
    app_names: match.appNames,
    app_name: match.appName,
    namespaces: match.namespaces,
    namespace: match.namespace,
    view_name: match.viewName,
    route: match.route,
    captured_kwargs: match.capturedKwargs,
    extra_kwargs: match.extraKwargs,
  }
}

function wireFacts(response: HttpResponseBase): unknown {
  const flat = response.wireHeaders()
  const headers = Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index], flat[2 * index + 1]])
  return {
    class: response.constructor.name,
    status: response.statusCode,
    reason: response.reasonPhrase,
    headers,
    cookies: [],
    streaming: response.streaming,
    body: new TextEncoder().encode(String(response.payload)),
  }
}
