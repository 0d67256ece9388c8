import { settings } from '../conf/settings.js'
import { absolutePath, fileFacts, listFolder } from '../http/files.js'
import type { TagLibrary } from './parser.js'

// Known without the engine: what says it is loaded at every start, the engine when a template is first asked for.

/** Where the templates of a project are: absolute paths. */
export interface TemplateFolders {
  /** The project's own. */
  readonly dirs: readonly string[]
  /** Those of its apps, in the order of INSTALLED_APPS. */
  readonly appDirs: readonly string[]
}

let told: TemplateFolders | null = null
let libraries: ReadonlyMap<string, TagLibrary> = new Map()
let listener: (changed: TemplateChange) => void = () => {}

/** What has changed: templates themselves, or where they and their libraries come from. */
export type TemplateChange = 'templates' | 'sources'

/**
 * Says where the templates of the project are. Without it, and with `null`, they are in `templates` of the working
 * directory and of the apps there. Returns what was said before.
 */
export function setTemplateFolders(next: TemplateFolders | null): TemplateFolders | null {
  const before = told
  told = next
  listener('sources')
  return before
}

/** Says which libraries `{% load %}` knows beside Django's own and those of `OPTIONS`, by name. */
export function setTemplateLibraries(next: ReadonlyMap<string, TagLibrary>): void {
  libraries = next
  listener('sources')
}

/**
 * The tag libraries among modules, by path: what `templatetags/NAME.ts` exports as `register` is the library NAME. Others
 * are none.
 */
export function librariesAmong(modules: Iterable<readonly [path: string, exports: object]>): Map<string, TagLibrary> {
  const found = new Map<string, TagLibrary>()
  for (const [path, exports] of modules) {
    const name = /[\\/]templatetags[\\/]([^\\/]+)\.[^.]+$/.exec(path)?.[1]
    const { register } = exports as { readonly register?: unknown }
    const isLibrary = typeof register === 'object' && register !== null && 'tags' in register && 'filters' in register
    if (name !== undefined && isLibrary) found.set(name, register as TagLibrary)
  }
  return found
}

/** The libraries that were said. */
export function templateLibraries(): ReadonlyMap<string, TagLibrary> {
  return libraries
}

/** Says that templates have changed, come or gone: what is known of them is forgotten. */
export function templatesChanged(): void {
  listener('templates')
}

/** Says who wants to hear of that: the engines, once there are any. */
export function whenTemplatesChange(next: (changed: TemplateChange) => void): void {
  listener = next
}

/** Where the templates are at this moment. */
export function templateFolders(): TemplateFolders {
  return told ?? { dirs: absolute(['templates']), appDirs: absolute(appFolders().map(name => `${name}/templates`)) }
}

/** Folders from the root of the file system; on a platform without files they stay as they are. */
export function absolute(folders: readonly string[]): readonly string[] {
  try {
    return folders.map(absolutePath)
  } catch {
    return folders
  }
}

/** The apps: those of INSTALLED_APPS, or every folder that has templates. */
function appFolders(): readonly string[] {
  if (settings.INSTALLED_APPS.length > 0) return settings.INSTALLED_APPS
  try {
    return [...listFolder('.')].sort().filter(name => isApp(name))
  } catch {
    return []
  }
}

function isApp(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules' && fileFacts(`${name}/templates`)?.kind === 'folder'
}
