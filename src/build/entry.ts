import { dirname, relative, sep } from 'node:path'

/** The files that make a folder a project. */
export interface Entry {
  readonly settings: string
  readonly urls?: string
  readonly views?: string
  /** `templatetags/*.ts` and `signals.ts` of the apps, which nobody imports otherwise. */
  readonly extras: readonly string[]
}

export type Target = 'node' | 'fetch'

/** What the text of an entry is made of. */
export interface EntryParts {
  readonly root: string
  readonly entry: Entry
  readonly target: Target
  /** Whether the pages about errors come along. */
  readonly debug: boolean
  /** Other modules of the project, to be known by their names. */
  readonly modules: readonly string[]
}

/** What the modules that a build makes up are called. */
export const names = {
  entry: 'tiny-django:entry',
  project: 'tiny-django:project',
  settings: 'tiny-django:settings',
  contents: 'tiny-django:contents',
} as const

/** Where the runtime of a build is: below `dist/modules/` of the package. */
export const runtime = 'tiny-django:runtime/'

/** What the program begins with. On Node, the project is evaluated by the processes that answer for it, and no other. */
export function entryModule({ target }: EntryParts): string {
  if (target === 'fetch') {
    return lines(
      `import { fetchModule } from '${runtime}fetch.js'`,
      `import { parts } from '${names.project}'`,
      'export default fetchModule(parts)',
    )
  }
  return lines(
    `import { serve } from '${runtime}serve.js'`,
    `import { contents } from '${names.contents}'`,
    `await serve(import.meta.url, contents, async () => (await import('${names.project}')).parts)`,
  )
}

/** Settings first: other modules may read them while they are evaluated. */
export function settingsModule({ entry, root }: EntryParts): string {
  return lines(
    `import * as own from ${specifier(root, entry.settings)}`,
    `import { contents } from '${names.contents}'`,
    `import { useSettings } from '${runtime}project.js'`,
    `export const settings = useSettings(own, ${JSON.stringify(relative(root, entry.settings))}, contents)`,
  )
}

/** Everything that is the project's own. */
export function projectModule({ root, entry, debug, modules, target }: EntryParts): string {
  const { urls, views, extras } = entry
  const main = urls ?? views!
  const named = [...new Set([main, ...modules])]
  const imports = [...extras, ...named].map((path, index) => `import * as m${index} from ${specifier(root, path)}`)
  const tagModules = extras.flatMap((path, index) =>
    dirname(path).endsWith(`${sep}templatetags`) ? [`[${JSON.stringify(portable(root, path))}, m${index}]`] : [],
  )
  const registered = named.map(
    (path, index) => `[${JSON.stringify(moduleName(root, path))}, m${extras.length + index}]`,
  )
  return lines(
    ...(target === 'node' ? [`import '${runtime}platform.js'`] : []),
    `import { settings } from '${names.settings}'`,
    ...imports,
    `import { debugPages } from '${runtime}${debug ? 'debug' : 'plain'}-pages.js'`,
    'export const parts = {',
    '  settings,',
    `  ${urls ? 'urls' : 'views'}: [${JSON.stringify(portable(root, main))}, m${extras.length}],`,
    `  tagModules: [${tagModules.join(', ')}],`,
    `  modules: [${registered.join(', ')}],`,
    '  debugPages,',
    '}',
  )
}

/** `blog.views` for `<root>/blog/views.ts`. */
function moduleName(root: string, path: string): string {
  return portable(root, path)
    .replace(/\.[^.]+$/, '')
    .replaceAll('/', '.')
}

// Relative: where the project was built is nobody's business.
function specifier(root: string, path: string): string {
  return JSON.stringify(`./${portable(root, path)}`)
}

function portable(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`
}
