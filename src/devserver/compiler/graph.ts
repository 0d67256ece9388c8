import { resolve } from 'node:path'
import type { BuildContext, Metafile } from 'esbuild'
import { loadEsbuild } from '../../project/esbuild.js'
import { bundleOptions, entryName } from './esbuild.js'
import { type BuildMessage, messageFrom } from './messages.js'

export interface Graph {
  /** Path → (specifier as written → path), for every module of the project. */
  readonly modules: ReadonlyMap<string, Readonly<Record<string, string>>>
  readonly warnings: readonly BuildMessage[]
}

/** Who imports whom, kept up to date by one esbuild context. */
export class ModuleGraph {
  readonly #root: string
  #context: BuildContext<{ metafile: true }> | null = null
  #entryPaths = ''

  constructor(root: string) {
    this.#root = root
  }

  /** Links everything reachable from `entryPaths`. Throws esbuild's BuildFailure. */
  async link(entryPaths: readonly string[]): Promise<Graph> {
    const context = await this.#contextFor(entryPaths)
    const { metafile, warnings } = await context.rebuild()
    // A file without any export may be anything to esbuild. To ES modules it is a file that does not export this name.
    const errors = warnings.filter(({ id }) => id === 'import-is-undefined')
    if (errors.length > 0) throw { errors }
    return { modules: modulesIn(metafile, this.#root), warnings: warnings.map(each => messageFrom(each, this.#root)) }
  }

  async close(): Promise<void> {
    await this.#context?.dispose()
    this.#context = null
  }

  async #contextFor(entryPaths: readonly string[]): Promise<BuildContext<{ metafile: true }>> {
    const key = entryPaths.join('\0')
    if (this.#context && this.#entryPaths === key) return this.#context
    const { context } = loadEsbuild()
    await this.close()
    this.#context = await context(bundleOptions(this.#root, entryPaths))
    this.#entryPaths = key
    return this.#context
  }
}

// What is external is no file of the project; esbuild also lists imports there that TypeScript drops.
function modulesIn(metafile: Metafile, root: string): Graph['modules'] {
  const modules = new Map<string, Record<string, string>>()
  for (const [input, { imports }] of Object.entries(metafile.inputs)) {
    if (input === entryName) continue
    const resolved: Record<string, string> = {}
    for (const { path, original, external } of imports) {
      if (!external && original !== undefined) resolved[original] = pathOf(path, root)
    }
    modules.set(pathOf(input, root), resolved)
  }
  return modules
}

// A file that is imported in two ways has its attributes behind its name: `a.json with { type: 'json' }`.
function pathOf(name: string, root: string): string {
  return resolve(root, name.replace(/ with \{[^}]*\}$/, ''))
}
