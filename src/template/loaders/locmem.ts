import { TemplateDoesNotExist } from '../exceptions.js'
import { Origin } from '../origin.js'
import { Loader, type LoadingEngine } from './base.js'

/** Templates of an object or a Map, by their names. Django: `django.template.loaders.locmem.Loader`. */
export class LocmemLoader extends Loader {
  readonly templatesDict: ReadonlyMap<string, string>

  constructor(engine: LoadingEngine, templates: Readonly<Record<string, string>> | ReadonlyMap<string, string>) {
    super(engine)
    this.templatesDict = templates instanceof Map ? templates : new Map(Object.entries(templates))
  }

  *getTemplateSources(templateName: string): Iterable<Origin> {
    yield new Origin(templateName, templateName, this)
  }

  getContents(origin: Origin): string {
    const contents = this.templatesDict.get(origin.name)
    if (contents === undefined) throw new TemplateDoesNotExist(origin.name)
    return contents
  }
}
