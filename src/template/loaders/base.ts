import { TemplateDoesNotExist, type Tried } from '../exceptions.js'
import type { Origin, TemplateSource } from '../origin.js'
import { type CompilingEngine, Template } from '../template.js'

/** The engine, as far as loaders need it. */
export interface LoadingEngine extends CompilingEngine {
  /** The folders of `dirs`. */
  readonly dirs: readonly string[]
  /** The template folders of the apps, where `appDirs` is set. */
  readonly appTemplateDirs: readonly string[]
  readonly fileCharset: string
  /** Makes the loaders that a list names. */
  makeLoaders(specs: readonly LoaderSpec[]): readonly Loader[]
}

/** A loader's class, alone or with what its constructor takes behind the engine. */
export type LoaderSpec = LoaderClass | readonly [loader: LoaderClass, ...args: unknown[]]

/** A class of loaders. */
export type LoaderClass = new (engine: LoadingEngine, ...args: never[]) => Loader

/** Where templates come from. Django: "Custom loaders". A loader of one's own has the two abstract methods. */
export abstract class Loader implements TemplateSource {
  readonly engine: LoadingEngine

  constructor(engine: LoadingEngine) {
    this.engine = engine
  }

  /** The places where a template of that name may be, the best first. */
  abstract getTemplateSources(templateName: string): Iterable<Origin>

  /** The text of the template at a place. Throws TemplateDoesNotExist when there is none. */
  abstract getContents(origin: Origin): string

  /** The first template that is there, those of `skip` apart. Throws TemplateDoesNotExist. */
  getTemplate(templateName: string, skip: readonly Origin[] = []): Template {
    const tried: Tried[] = []
    for (const origin of this.getTemplateSources(templateName)) {
      if (skip.some(each => each.equals(origin))) {
        tried.push([origin, 'Skipped to avoid recursion'])
        continue
      }
      const contents = this.#contentsOf(origin)
      if (contents === null) tried.push([origin, 'Source does not exist'])
      else return new Template(contents, { origin, name: origin.templateName, engine: this.engine })
    }
    throw new TemplateDoesNotExist(templateName, { tried })
  }

  /** Forgets what it remembers. */
  reset(): void {}

  #contentsOf(origin: Origin): string | null {
    try {
      return this.getContents(origin)
    } catch (error) {
      if (error instanceof TemplateDoesNotExist) return null
      throw error
    }
  }
}
