import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, resolve, sep } from 'node:path'
import { settings } from '../../../conf/settings.js'
import type { Application } from '../../../core/application.js'
import { Client } from '../../../test/client.js'
import { setupTestEnvironment, teardownTestEnvironment } from '../../../test/environment.js'
import * as testing from '../../../test/index.js'
import { ownModule, ownNames } from '../own-modules.js'
import { moduleName } from '../project.js'

/** The project that the shell is about, as it was loaded last. */
export interface ShellProject {
  readonly root: string
  readonly app: Application
  /** The modules that were evaluated, by path. */
  readonly modules: ReadonlyMap<string, object>
}

/** The process that the shell is in. */
export interface ShellHost {
  project(): ShellProject
  /** Where positions in `file`, which is made of another text, stand in that. */
  mapPositions(file: string, map: string): void
}

/** Names that come from one module, as an import would say it. */
interface AutoImport {
  readonly statement: string
  readonly values: Readonly<Record<string, unknown>>
  readonly count: number
}

/** What is in scope of the shell by itself, and what `import` finds in it. */
export class Scope {
  #project: ShellProject
  #client: Client
  /** What was put there, so that what somebody has put in its place is left alone. */
  readonly #own = new Map<string, unknown>()
  readonly #packages = new Map<string, object>()
  #imports: readonly AutoImport[] = []

  constructor(project: ShellProject) {
    this.#project = project
    setupTestEnvironment({ debug: settings.DEBUG }) // or the first client does, with DEBUG off
    this.#client = new Client({ app: project.app })
  }

  /** Puts the names there. */
  async begin(noImports: boolean): Promise<void> {
    for (const name of ownNames) this.#packages.set(name, await ownModule(name)!)
    this.#packages.set('tiny-django/test', testing)
    if (!noImports) this.#put()
  }

  /** The same for a project that was loaded again. The client keeps its cookies. */
  renew(project: ShellProject): void {
    const { cookies } = this.#client
    teardownTestEnvironment()
    setupTestEnvironment({ debug: settings.DEBUG })
    this.#project = project
    this.#client = new Client({ app: project.app })
    this.#client.cookies = cookies
    if (this.#own.size > 0) this.#put()
  }

  /** How many names there are. */
  get count(): number {
    return this.#imports.reduce((sum, { count }) => sum + count, 0)
  }

  /** The imports that would put them there. */
  get statements(): readonly string[] {
    return this.#imports.map(({ statement }) => statement)
  }

  /** What `specifier` is to who types it: a module of the project, of tiny-django, or a package. */
  require(specifier: string): unknown {
    if (/^\.{1,2}\//.test(specifier)) return this.#moduleAt(resolve(this.#project.root, specifier), specifier)
    return this.#packages.get(specifier) ?? createRequire(join(this.#project.root, 'shell.js'))(specifier)
  }

  #moduleAt(path: string, specifier: string): unknown {
    const candidates = ['', '.ts', '.tsx', '.js', '/index.ts'].map(end => path.replace(/\.js$/, '') + end)
    const found = candidates.find(each => this.#project.modules.has(each))
    if (found !== undefined) return this.#project.modules.get(found)
    const isThere = candidates.some(each => each !== path && existsSync(each))
    const why = isThere ? 'no module that the project begins with imports it' : 'there is no such file'
    throw new Error(`Cannot find module '${specifier}': ${why}.`)
  }

  #put(): void {
    this.#imports = [
      ...['tiny-django/http', 'tiny-django/urls', 'tiny-django/shortcuts'].map(name => this.#everythingOf(name)),
      { statement: "import { settings } from 'tiny-django/conf'", values: { settings }, count: 1 },
      { statement: "import { client } from 'tiny-django/shell'", values: { client: this.#client }, count: 1 },
      ...this.#modulesOfProject(),
    ]
    const values = Object.assign({}, ...this.#imports.map(each => each.values)) as Record<string, unknown>
    for (const [name, value] of Object.entries(nested(values))) this.#define(name, value)
  }

  #define(name: string, value: unknown): void {
    const isTheirs = this.#own.has(name) && Reflect.get(globalThis, name) !== this.#own.get(name)
    if (isTheirs) return
    this.#own.set(name, value)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false })
  }

  #everythingOf(name: string): AutoImport {
    const values = { ...this.#packages.get(name) } as Record<string, unknown>
    const names = Object.keys(values)
    return { statement: `import { ${names.join(', ')} } from '${name}'`, values, count: names.length }
  }

  #modulesOfProject(): AutoImport[] {
    const { root, modules } = this.#project
    const own = [...modules].filter(
      ([path]) => path.startsWith(root + sep) && !path.includes(`${sep}node_modules${sep}`),
    )
    return own
      .map(([path, exports]) => ({ name: moduleName(root, path), path, exports }))
      .filter(({ name }) => isReachable(name) && name !== 'settings')
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, path, exports }) => ({
        statement: `import * as ${name} from './${relative(root, path).replace(/\.\w+$/, '')}'`,
        values: { [name]: exports },
        count: 1,
      }))
  }
}

/** Whether a name with dots can be typed. */
function isReachable(name: string): boolean {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*(\.[\p{ID_Start}_$][\p{ID_Continue}$]*)*$/u.test(name)
}

/** `{ 'blog.views': … }` → `{ blog: { views: … } }` */
function nested(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const [first = '', ...rest] = name.split('.')
    if (rest.length === 0) result[first] = value
    else result[first] = withMember(Object(result[first] ?? {}) as object, rest, value)
  }
  return result
}

function withMember(object: object, [name = '', ...rest]: readonly string[], value: unknown): object {
  const inner = (Reflect.get(object, name) ?? {}) as object
  return { ...object, [name]: rest.length === 0 ? value : withMember(inner, rest, value) }
}
