import { ImproperlyConfigured } from '../conf/exceptions.js'
import { defaultBuiltins } from './builtins.js'
import type { BoundTemplate } from './context.js'
import { Context, type ContextProcessor, type ContextValues } from './context.js'
import { csrf } from './context-processors.js'
import { defaultEngine } from './default-engine.js'
import { TemplateDoesNotExist, type Tried } from './exceptions.js'
import type { Loader, LoaderSpec, LoadingEngine } from './loaders/base.js'
import { CachedLoader } from './loaders/cached.js'
import { AppDirectoriesLoader, FilesystemLoader } from './loaders/filesystem.js'
import type { MissingVariables } from './missing.js'
import type { Origin } from './origin.js'
import type { TagLibrary } from './parser.js'
import { partialOf } from './tags/partials.js'
import { Template } from './template.js'

/** How an engine works. Django: `Engine(…)`. */
export interface EngineOptions {
  /** Folders with templates, absolute, searched in this order. */
  readonly dirs?: readonly string[]
  /** Whether the `templates` folders of the apps are searched too. Default: false. */
  readonly appDirs?: boolean
  /** Those folders, absolute. */
  readonly appTemplateDirs?: readonly string[]
  readonly contextProcessors?: readonly ContextProcessor[]
  /** Whether errors say where in a template they come from (`error.templateDebug`). Default: false. */
  readonly debug?: boolean
  /** Default: files of `dirs` and of the apps, cached. */
  readonly loaders?: readonly LoaderSpec[]
  /** What a variable that is not there is in a template; `%s` in it is its name. Default: nothing. */
  readonly stringIfInvalid?: string
  /** What becomes of a variable that is not there, beside that. Default: `ignore`; of an engine of the settings while DEBUG is on: told in the log. */
  readonly missingVariables?: MissingVariables
  /** The charset of template files. Default: `utf-8`. */
  readonly fileCharset?: string
  /** What `{% load name %}` loads, by name. */
  readonly libraries?: Readonly<Record<string, TagLibrary>> | ReadonlyMap<string, TagLibrary>
  /** Libraries that need no `{% load %}`, beside Django's own. */
  readonly builtins?: readonly TagLibrary[]
  /** Default: true. */
  readonly autoescape?: boolean
}

/** Finds and compiles templates. Django: `django.template.Engine`. Throws ImproperlyConfigured. */
export class Engine implements LoadingEngine {
  readonly dirs: readonly string[]
  readonly appDirs: boolean
  readonly appTemplateDirs: readonly string[]
  readonly contextProcessors: readonly ContextProcessor[]
  readonly debug: boolean
  readonly stringIfInvalid: string
  readonly missingVariables: MissingVariables
  readonly fileCharset: string
  readonly autoescape: boolean
  readonly templateLibraries: ReadonlyMap<string, TagLibrary>
  readonly templateBuiltins: readonly TagLibrary[]
  readonly templateLoaders: readonly Loader[]

  constructor(options: EngineOptions = {}) {
    if (options.appDirs && options.loaders) {
      throw new ImproperlyConfigured('app_dirs must not be set when loaders is defined.')
    }
    this.dirs = options.dirs ?? []
    this.appDirs = options.appDirs ?? false
    this.appTemplateDirs = options.appTemplateDirs ?? []
    this.contextProcessors = [csrf, ...(options.contextProcessors ?? [])]
    this.debug = options.debug ?? false
    this.stringIfInvalid = options.stringIfInvalid ?? ''
    this.missingVariables = options.missingVariables ?? 'ignore'
    this.fileCharset = options.fileCharset ?? 'utf-8'
    this.autoescape = options.autoescape ?? true
    this.templateLibraries = mapOf(options.libraries)
    this.templateBuiltins = [...defaultBuiltins, ...(options.builtins ?? [])]
    this.templateLoaders = this.makeLoaders(options.loaders ?? defaultLoaders(this.appDirs))
  }

  /** The engine of the settings. Throws ImproperlyConfigured when there is none. */
  static getDefault(): Engine {
    return defaultEngine() as Engine
  }

  makeLoaders(specs: readonly LoaderSpec[]): readonly Loader[] {
    return specs.map(spec => {
      const [loader, ...args] = Array.isArray(spec) ? spec : [spec]
      if (typeof loader !== 'function') {
        throw new ImproperlyConfigured(`Invalid value in template loaders configuration: ${String(loader)}`)
      }
      return new loader(this, ...args)
    })
  }

  /** The template of that name, less those of `skip`. Throws TemplateDoesNotExist. */
  findTemplate(name: string, skip: readonly Origin[] = []): Template {
    const tried: Tried[] = []
    for (const loader of this.templateLoaders) {
      try {
        return loader.getTemplate(name, skip)
      } catch (error) {
        if (!(error instanceof TemplateDoesNotExist)) throw error
        tried.push(...error.tried)
      }
    }
    throw new TemplateDoesNotExist(name, { tried })
  }

  /** Compiles text. */
  fromString(templateCode: string): Template {
    return new Template(templateCode, { engine: this })
  }

  /** The template of that name, or a part of it (`page.html#partial`). Throws TemplateDoesNotExist. */
  getTemplate(templateName: string): BoundTemplate {
    const at = templateName.indexOf('#')
    if (at === -1) return this.findTemplate(templateName)
    const partialName = templateName.slice(at + 1)
    const template = this.findTemplate(templateName.slice(0, at))
    const partial = partialName === '' ? template : partialOf(template, partialName)
    if (partial === undefined) throw new TemplateDoesNotExist(partialName)
    return partial
  }

  /** The first of these templates that exists. Throws TemplateDoesNotExist. */
  selectTemplate(names: readonly string[]): BoundTemplate {
    if (names.length === 0) throw new TemplateDoesNotExist('No template names provided')
    const chain: TemplateDoesNotExist[] = []
    for (const name of names) {
      try {
        return this.getTemplate(name)
      } catch (error) {
        if (!(error instanceof TemplateDoesNotExist)) throw error
        chain.push(error)
      }
    }
    throw new TemplateDoesNotExist([...new Set(chain.map(({ message }) => message))].join(', '), { chain })
  }

  /** The page of a template, or of the first of several that exists. */
  renderToString(templateName: string | readonly string[], context: Context | ContextValues | null = null): string {
    const template =
      typeof templateName === 'string' ? this.getTemplate(templateName) : this.selectTemplate(templateName)
    return template.render(context instanceof Context ? context : new Context(context, this))
  }

  /** Forgets the templates that were compiled, so that they are read again. */
  reset(): void {
    for (const loader of this.templateLoaders) loader.reset()
  }
}

function defaultLoaders(appDirs: boolean): readonly LoaderSpec[] {
  return [[CachedLoader, appDirs ? [FilesystemLoader, AppDirectoriesLoader] : [FilesystemLoader]]]
}

function mapOf(libraries: EngineOptions['libraries'] = {}): ReadonlyMap<string, TagLibrary> {
  return libraries instanceof Map ? libraries : new Map(Object.entries(libraries))
}
