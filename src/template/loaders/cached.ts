import { TemplateDoesNotExist } from '../exceptions.js'
import type { Origin } from '../origin.js'
import type { Template } from '../template.js'
import { Loader, type LoaderSpec, type LoadingEngine } from './base.js'

/**
 * Keeps the templates that other loaders find, compiled. Django: `django.template.loaders.cached.Loader`.
 * What is not there is remembered too, without what was tried unless the engine has `debug`.
 */
export class CachedLoader extends Loader {
  readonly loaders: readonly Loader[]
  readonly #cache = new Map<string, Template | TemplateDoesNotExist>()

  constructor(engine: LoadingEngine, loaders: readonly LoaderSpec[]) {
    super(engine)
    this.loaders = engine.makeLoaders(loaders)
  }

  *getTemplateSources(templateName: string): Iterable<Origin> {
    for (const loader of this.loaders) yield* loader.getTemplateSources(templateName)
  }

  getContents(origin: Origin): string {
    if (origin.loader === null) throw new TemplateDoesNotExist(origin.name)
    return origin.loader.getContents(origin)
  }

  override getTemplate(templateName: string, skip: readonly Origin[] = []): Template {
    const key = cacheKey(templateName, skip)
    const cached = this.#cache.get(key) ?? this.#load(key, templateName, skip)
    // An error is made anew, so that it has a stack of its own and keeps nobody's else alive.
    if (cached instanceof TemplateDoesNotExist) throw new TemplateDoesNotExist(templateName, cached)
    return cached
  }

  override reset(): void {
    this.#cache.clear()
    for (const loader of this.loaders) loader.reset()
  }

  #load(key: string, templateName: string, skip: readonly Origin[]): Template | TemplateDoesNotExist {
    const found = this.#tryToLoad(templateName, skip)
    const isMissing = found instanceof TemplateDoesNotExist
    this.#cache.set(key, isMissing && !this.engine.debug ? new TemplateDoesNotExist(templateName) : found)
    return found
  }

  #tryToLoad(templateName: string, skip: readonly Origin[]): Template | TemplateDoesNotExist {
    try {
      return super.getTemplate(templateName, skip)
    } catch (error) {
      if (error instanceof TemplateDoesNotExist) return error
      throw error
    }
  }
}

// Only those origins count that could be meant by the name, so that a template is compiled once for all that extend it.
function cacheKey(templateName: string, skip: readonly Origin[]): string {
  if (skip.length === 0) return templateName
  const matching = skip.filter(origin => origin.templateName === templateName)
  return [templateName, ...matching.map(origin => origin.name)].join('\0')
}
