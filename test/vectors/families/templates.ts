import { HttpRequest } from '../../../src/http/index.js'
import { callFilter } from '../../../src/template/filter-expression.js'
import { MemoryFragmentCache, setFragmentCache } from '../../../src/template/fragment-cache.js'
import {
  Context,
  type ContextOptions,
  Engine,
  LocmemLoader,
  RequestContext,
  type TagLibrary,
} from '../../../src/template/index.js'
import { activateResolver, getResolver, include, path, rePath, type URLConf } from '../../../src/urls/index.js'
import { setClock } from '../../../src/utils/clock.js'
import { override } from '../../../src/utils/timezone.js'
import type { Family, Input, Operation, Recording } from '../family.js'
import { Failure } from '../template-compare.js'
import { testLibraries } from '../template-libraries.js'
import { decodeValue, encodeValue } from '../template-values.js'
import { djangoLibraries } from './template-django.js'
import { functions } from './template-functions.js'

/** Every family of templates is done alike: FORMAT-template, "Kinds of `in`". */
export function templateFamily(name: string): Family {
  return {
    name,
    operations: {
      template: inProject(renderCase),
      filter: inProject(callCase),
      fn: inProject(callFunction),
      sequence: inProject(renderSequence),
    },
  }
}

interface TemplateInput extends Input {
  readonly source?: string
  readonly template?: string | readonly string[]
  readonly templates?: Readonly<Record<string, string>>
  readonly template_dirs?: readonly Readonly<Record<string, string>>[]
  readonly context?: unknown
  readonly engine?: DescribedEngine
  readonly request?: DescribedRequest
  readonly request_in_context?: boolean
  readonly compile_only?: boolean
}

interface DescribedEngine {
  readonly autoescape?: boolean
  readonly string_if_invalid?: string
  readonly debug?: boolean
  readonly libraries?: readonly string[]
}

interface DescribedRequest {
  readonly path: string
  readonly query: string
  readonly current_app?: string | null
  readonly namespace?: string
}

/** The clock, the time zone and the URLconf of a case, while it runs. */
function inProject(run: Operation): Operation {
  return (input, recording) => {
    const { now, current_timezone, settings } = input as {
      now?: string
      current_timezone?: string
      settings?: { ROOT_URLCONF?: string }
    }
    setFragmentCache('template_fragments', new MemoryFragmentCache())
    const clock = setClock(millisecondsOf(now ?? (recording as TemplateRecording).now))
    const resolver = activateResolver(resolverOf(recording as TemplateRecording, settings?.ROOT_URLCONF))
    try {
      return current_timezone === undefined
        ? run(input, recording)
        : override(current_timezone, () => run(input, recording))
    } finally {
      activateResolver(resolver)
      setClock(clock)
    }
  }
}

function millisecondsOf(moment: string): number {
  const microseconds = Number(/\.\d{3}(\d{3})/.exec(moment)?.[1] ?? 0)
  return Date.parse(moment) + microseconds / 1000
}

// ——— templates

function renderCase(input: Input): string | null {
  const described = input as TemplateInput
  const engine = engineOf(described)
  const template = during('compile', () => compile(engine, described))
  if (described.compile_only) return null
  return during('render', () => template.render(contextOf(described, engine)))
}

function during<T>(phase: 'compile' | 'render', run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw new Failure(error, phase)
  }
}

function compile(engine: Engine, { source, template }: TemplateInput) {
  if (source !== undefined) return engine.fromString(source)
  return typeof template === 'string' ? engine.getTemplate(template) : engine.selectTemplate(template ?? [])
}

function engineOf({ engine = {}, templates = {}, template_dirs: dirs }: TemplateInput): Engine {
  return new Engine({
    autoescape: engine.autoescape,
    stringIfInvalid: engine.string_if_invalid,
    debug: engine.debug,
    libraries: Object.fromEntries((engine.libraries ?? []).map(name => [name, libraryOf(name)])),
    loaders: (dirs ?? [templates]).map(each => [LocmemLoader, each] as const),
  })
}

function libraryOf(name: string): TagLibrary {
  const library = testLibraries[name] ?? djangoLibraries[name]
  if (library === undefined) throw new Error(`there is no library ${name} yet`)
  return library
}

function contextOf(input: TemplateInput, engine: Engine): Context {
  const values = decodeValue(input.context ?? {}, source => engine.fromString(source)) as object
  const options: ContextOptions = {
    autoescape: (input.autoescape as boolean | undefined) ?? engine.autoescape,
    useTz: input.use_tz as boolean | undefined,
    useL10n: input.use_l10n as boolean | undefined,
  }
  if (input.request === undefined) return new Context(values, options)
  const request = requestOf(input.request)
  if (input.request_in_context) return new Context({ ...values, request }, options)
  return new RequestContext(request, values, options)
}

function requestOf({ path: target, query, current_app, namespace }: DescribedRequest): HttpRequest {
  const request = new HttpRequest({
    method: 'GET',
    target: query === '' ? target : `${target}?${query}`,
    rawHeaders: [],
  })
  if (current_app !== undefined) Object.assign(request, { currentApp: current_app })
  if (namespace !== undefined) Object.assign(request, { resolverMatch: { namespace } })
  return request
}

function renderSequence(input: Input): unknown {
  const parts = input.sequence as readonly TemplateInput[]
  return parts.map(part => {
    try {
      return { out: renderCase(part) }
    } catch (error) {
      return { error: String((error as Failure).cause) }
    }
  })
}

// ——— functions

function callCase({ filter: name, value, arg, autoescape }: Input): unknown {
  const engine = new Engine({ libraries: djangoLibraries })
  const found = [...engine.templateBuiltins, ...engine.templateLibraries.values()].find(library =>
    library.filters.has(String(name)),
  )
  if (found === undefined) throw new Error(`there is no filter ${name} yet`)
  const inner = (each: unknown) => decodeValue(each, source => engine.fromString(source))
  const argument = arg === undefined ? undefined : inner(arg)
  return encodeValue(callFilter(found.filters.get(String(name))!, inner(value), argument, autoescape !== false))
}

function callFunction({ fn, args = [], kwargs = {} }: Input): unknown {
  const call = functions[String(fn)]
  if (call === undefined) throw new Error(`there is no mapping for ${fn} yet`)
  const inner = (each: unknown) => decodeValue(each, String)
  return encodeValue(call(inner(args) as unknown[], inner(kwargs) as Record<string, unknown>))
}

// ——— URLs

interface TemplateRecording extends Recording {
  readonly now: string
  readonly urlconfs?: Readonly<Record<string, readonly DescribedPattern[]>>
}

interface DescribedPattern {
  readonly path?: string
  readonly re_path?: string
  readonly name?: string
  readonly include?: readonly DescribedPattern[]
  readonly app_name?: string
  readonly namespace?: string
}

function resolverOf({ urlconfs }: TemplateRecording, name = 'empty') {
  return getResolver({ urlpatterns: (urlconfs?.[name] ?? []).map(patternOf) } as unknown as URLConf)
}

function patternOf({ path: route, re_path, name, include: inner, app_name, namespace }: DescribedPattern): unknown {
  const define = (route === undefined ? rePath : path) as (...args: unknown[]) => unknown
  if (inner === undefined) return define(route ?? re_path, () => null, { name })
  const target = app_name === undefined ? inner.map(patternOf) : [inner.map(patternOf), app_name]
  return define(route ?? re_path, (include as (...args: unknown[]) => unknown)(target, { namespace }))
}
