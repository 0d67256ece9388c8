import { readFileAtOnce } from '../../http/files.js'
import { decodeText } from '../../utils/charsets.js'
import { TemplateDoesNotExist } from '../exceptions.js'
import { Origin } from '../origin.js'
import { Loader, type LoadingEngine } from './base.js'

/** Templates of folders. Django: `django.template.loaders.filesystem.Loader`. */
export class FilesystemLoader extends Loader {
  readonly #dirs: readonly string[] | null

  /** `dirs`: the folders, absolute; those of the engine unless given. */
  constructor(engine: LoadingEngine, dirs: readonly string[] | null = null) {
    super(engine)
    this.#dirs = dirs
  }

  getDirs(): readonly string[] {
    return this.#dirs ?? this.engine.dirs
  }

  *getTemplateSources(templateName: string): Iterable<Origin> {
    for (const dir of this.getDirs()) {
      const path = joinSafely(dir, templateName)
      if (path !== null) yield new Origin(path, templateName, this)
    }
  }

  getContents(origin: Origin): string {
    const bytes = readFileAtOnce(origin.name)
    if (bytes === null) throw new TemplateDoesNotExist(origin.name)
    // As Python reads text: every kind of line end is a newline.
    return decodeText(bytes, this.engine.fileCharset).replace(/\r\n?/g, '\n')
  }
}

/** Templates of the apps. Django: `django.template.loaders.app_directories.Loader`. */
export class AppDirectoriesLoader extends FilesystemLoader {
  override getDirs(): readonly string[] {
    return this.engine.appTemplateDirs
  }
}

/** A path within `dir`; `null` when the name leads out of it. */
export function joinSafely(dir: string, name: string): string | null {
  if (name.includes('\0')) return null
  const base = normalize(dir)
  const path = normalize(name.startsWith('/') ? name : `${base}/${name}`)
  return path === base || path.startsWith(base === '/' ? '/' : `${base}/`) ? path : null
}

function normalize(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
