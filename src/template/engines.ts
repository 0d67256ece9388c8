import { ImproperlyConfigured } from '../conf/exceptions.js'
import { settings } from '../conf/settings.js'
import type { HttpRequest } from '../http/request.js'
import { getLogger } from '../utils/log.js'
import { repr } from '../utils/python.js'
import { type BoundTemplate, type ContextValues, makeContext } from './context.js'
import { setDefaultEngine } from './default-engine.js'
import { Engine, type EngineOptions } from './engine.js'
import { TemplateDoesNotExist } from './exceptions.js'
import { absolute, type TemplateFolders, templateFolders, templateLibraries, whenTemplatesChange } from './folders.js'
import { defaultLibraries } from './libraries/all.js'
import { describeMissing, type MissingVariable } from './missing.js'
import type { TagLibrary } from './parser.js'
import { setProjectPages } from './project-page.js'

/** One engine of the settings. Django: the setting TEMPLATES. */
export interface TemplatesSetting {
  /** By which `using` names it. Default: `django`. */
  readonly NAME?: string
  /** Folders with templates; a relative one is below the working directory. Default: `templates` there. */
  readonly DIRS?: readonly string[]
  /** Whether the `templates` folders of the apps are searched too. Default: true, unless `OPTIONS` has loaders. */
  readonly APP_DIRS?: boolean
  /** What else the engine is told. `debug` is DEBUG unless told; Django's own libraries are there in any case. */
  readonly OPTIONS?: Omit<EngineOptions, 'dirs' | 'appDirs' | 'appTemplateDirs'>
}

declare module '../conf/global-settings.js' {
  interface Settings {
    /** The template engines, the first of them the default one. Django: TEMPLATES, with other defaults. */
    TEMPLATES: readonly TemplatesSetting[]
  }
}

/** The engines of the settings that are active, made when they are first asked for. */
interface MadeEngines {
  readonly of: readonly TemplatesSetting[]
  readonly debug: boolean
  readonly folders: TemplateFolders
  readonly engines: ReadonlyMap<string, Engine>
}

let made: MadeEngines | null = null
whenTemplatesChange(kind => {
  const isAsBefore = kind === 'templates' && made !== null && isSame(made.folders, templateFolders())
  if (isAsBefore) resetEngines()
  else made = null
})

function isSame(a: TemplateFolders, b: TemplateFolders): boolean {
  return [a.dirs, a.appDirs].join('\0') === [b.dirs, b.appDirs].join('\0')
}

/** The engines of the settings, by name. Django: `django.template.engines`. */
export function engines(): ReadonlyMap<string, Engine> {
  const { TEMPLATES, DEBUG } = settings
  if (made === null || made.of !== TEMPLATES || made.debug !== DEBUG) {
    const folders = templateFolders()
    const make = (description: TemplatesSetting) => makeEngine(description, folders, DEBUG)
    made = { of: TEMPLATES, debug: DEBUG, folders, engines: makeEngines(TEMPLATES, make) }
  }
  return made.engines
}

/** Has the engines of the settings read their templates again. */
export function resetEngines(): void {
  for (const engine of made?.engines.values() ?? []) engine.reset()
}

function makeEngines(
  descriptions: readonly TemplatesSetting[],
  make: (description: TemplatesSetting) => Engine,
): ReadonlyMap<string, Engine> {
  const result = new Map<string, Engine>()
  for (const description of descriptions) {
    const name = description.NAME ?? 'django'
    if (result.has(name)) {
      throw new ImproperlyConfigured(
        `Template engine aliases aren't unique, duplicates: ${name}. Set a unique NAME for each engine in ` +
          'settings.TEMPLATES.',
      )
    }
    result.set(name, make(description))
  }
  return result
}

function makeEngine(
  { DIRS, APP_DIRS, OPTIONS = {} }: TemplatesSetting,
  { dirs, appDirs }: TemplateFolders,
  debug: boolean,
): Engine {
  return new Engine({
    debug,
    missingVariables: debug ? tellOnce : 'ignore',
    ...OPTIONS,
    libraries: new Map([...Object.entries(defaultLibraries), ...templateLibraries(), ...librariesOf(OPTIONS)]),
    dirs: DIRS === undefined ? dirs : absolute(DIRS),
    appDirs: APP_DIRS ?? OPTIONS.loaders === undefined,
    appTemplateDirs: appDirs,
  })
}

/** Writes a line into the log of each variable that is missing: once for each place, whatever the number of requests. */
function tellOnce(missing: MissingVariable): void {
  const place = `${missing.file}\0${missing.tag}\0${missing.variable}`
  if (told.has(place) || told.size >= MOST_TOLD) return
  told.add(place)
  getLogger('django.template').warning(describeMissing(missing))
}

const told = new Set<string>()
/** Of templates that are made of text there may be any number. */
const MOST_TOLD = 1000

function librariesOf({ libraries = {} }: EngineOptions): Iterable<readonly [string, TagLibrary]> {
  return libraries instanceof Map ? libraries : Object.entries(libraries)
}

setDefaultEngine(() => {
  const [first] = engines().values()
  if (first === undefined) throw new ImproperlyConfigured('No DjangoTemplates backend is configured.')
  return first
})

setProjectPages((name, values, request) => {
  const template = templateIfAny(name)
  return template === null ? null : template.render(makeContext(values?.() ?? {}, request, template.engine))
})

function templateIfAny(name: string): BoundTemplate | null {
  try {
    return getTemplate(name)
  } catch (error) {
    if (error instanceof TemplateDoesNotExist) return null
    throw error
  }
}

/** Which engine is asked. */
export interface Using {
  /** Its name. Default: all of them, in their order. */
  readonly using?: string | null
}

/** The template of that name. Throws TemplateDoesNotExist. Django: `django.template.loader.get_template`. */
export function getTemplate(templateName: string, { using }: Using = {}): BoundTemplate {
  return firstOf([templateName], using, () => templateName)
}

/** The first of these templates that exists. Throws TemplateDoesNotExist. Django: `select_template`. */
export function selectTemplate(templateNames: readonly string[], { using }: Using = {}): BoundTemplate {
  if (typeof templateNames === 'string') {
    throw new TypeError(
      `select_template() takes an iterable of template names but got a string: '${templateNames}'. Use get_template() ` +
        'if you want to load a single template by name.',
    )
  }
  return firstOf(templateNames, using, () => templateNames.join(', ') || 'No template names provided')
}

function firstOf(names: readonly string[], using: string | null | undefined, message: () => string): BoundTemplate {
  const chain: TemplateDoesNotExist[] = []
  for (const name of names) {
    for (const engine of enginesFor(using)) {
      try {
        return engine.getTemplate(name)
      } catch (error) {
        if (!(error instanceof TemplateDoesNotExist)) throw error
        chain.push(error)
      }
    }
  }
  throw new TemplateDoesNotExist(message(), { chain, tried: chain.flatMap(({ tried }) => tried) })
}

function enginesFor(using: string | null | undefined): Iterable<Engine> {
  if (using === undefined || using === null) return engines().values()
  const engine = engines().get(using)
  if (engine === undefined) {
    throw new ImproperlyConfigured(`Could not find config for '${using}' in settings.TEMPLATES`)
  }
  return [engine]
}

/** A template by its name, the first of several, or itself. */
export type TemplateName = string | readonly string[] | BoundTemplate

/** What a template name stands for. Throws TemplateDoesNotExist. */
export function resolveTemplate(template: TemplateName, options: Using = {}): BoundTemplate {
  if (typeof template === 'string') return getTemplate(template, options)
  if (isNames(template)) return selectTemplate(template, options)
  if (typeof (template as Partial<typeof template> | null)?.render === 'function') return template
  throw new TypeError(
    `A template is wanted by its name, but got ${repr(template)}. render() takes the request first: render(request, 'page.html', { … }).`,
  )
}

function isNames(template: TemplateName): template is readonly string[] {
  return Array.isArray(template)
}

/**
 * The page of a template, as text. What is not there yet is refused by name: `renderToStringAsync` waits for it.
 * Throws TemplateDoesNotExist. Django: `django.template.loader.render_to_string`.
 */
export function renderToString(
  template: TemplateName,
  context?: ContextValues | null,
  request?: HttpRequest | null,
  options: Using = {},
): string {
  const found = resolveTemplate(template, options)
  return found.render(makeContext(context, request, found.engine))
}

/** As `renderToString`, once context processors and values of the context that are promises are there. */
export async function renderToStringAsync(
  template: TemplateName,
  context?: ContextValues | null,
  request?: HttpRequest | null,
  options: Using = {},
): Promise<string> {
  const found = resolveTemplate(template, options)
  const made = makeContext(context, request, found.engine)
  await made.settle(found)
  return found.render(made)
}
