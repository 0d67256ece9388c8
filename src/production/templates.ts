import type { TemplatesSetting } from '../template/engines.js'
import { TemplateDoesNotExist } from '../template/exceptions.js'
import { Loader, type LoadingEngine } from '../template/loaders/base.js'
import { CachedLoader } from '../template/loaders/cached.js'
import { Origin } from '../template/origin.js'
import { normpath } from '../utils/paths.js'

/** A folder of templates, as a build has it in itself. */
export interface BundledFolder {
  /** Relative to the project: for messages. */
  readonly path: string
  /** Text by name. */
  readonly templates: Readonly<Record<string, string>>
}

/** Templates that came with the program: nothing is read from files. */
export class BundledLoader extends Loader {
  readonly #folder: BundledFolder

  constructor(engine: LoadingEngine, folder: BundledFolder) {
    super(engine)
    this.#folder = folder
  }

  *getTemplateSources(templateName: string): Iterable<Origin> {
    yield new Origin(`${this.#folder.path}/${templateName}`, templateName, this)
  }

  getContents({ templateName }: Origin): string {
    const name = normpath(templateName ?? '')
    if (Object.hasOwn(this.#folder.templates, name)) return this.#folder.templates[name]!
    throw new TemplateDoesNotExist(name)
  }
}

/** The engines of the settings, over the folders of a build. `null`: an engine with loaders of its own, which it keeps. */
export function bundledEngines(
  engines: readonly TemplatesSetting[],
  folders: readonly (readonly BundledFolder[] | null)[],
): readonly TemplatesSetting[] {
  return engines.map((engine, index) => {
    const own = folders[index]
    if (!own) return engine
    const loaders = own.map(folder => [BundledLoader, folder] as const)
    return { ...engine, DIRS: [], APP_DIRS: false, OPTIONS: { ...engine.OPTIONS, loaders: [[CachedLoader, loaders]] } }
  })
}
