import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { decisiveFiles, findEntry } from '../layout.js'
import type { Definition, ProjectEntry } from '../protocol.js'
import type { Build } from './build.js'
import { removeBundles, writeBundle } from './bundle.js'
import { BuildCache } from './cache.js'
import { type Graph, ModuleGraph } from './graph.js'
import { Linkage, linksOf } from './linkage.js'
import { type BuildFailure, failureFrom, missingProject } from './messages.js'
import { type CompiledModule, ModuleCompiler, TopLevelAwait } from './module.js'
import { findStale, type Stamps, stampOfFile } from './stamps.js'

/** Extensions of files whose coming or going can change what an import means. */
const importable = /\.(?:[cm]?[jt]sx?|json|html|svg|css|txt)$/

/**
 * Compiles the project. Each module is transformed once per content, by itself; beside that, esbuild links the whole
 * as a bundle that nobody runs: it resolves every import and reports what ES modules would.
 */
export class Compiler {
  readonly #root: string
  readonly #settings: string | undefined
  readonly #modules: ModuleCompiler
  readonly #graph: ModuleGraph
  readonly #linkage = new Linkage()
  readonly #cache: BuildCache
  readonly #definitions = new WeakMap<CompiledModule, Definition>()
  #last: Promise<void> = Promise.resolve()

  constructor(root: string, settings?: string) {
    this.#root = root
    this.#settings = settings
    this.#modules = new ModuleCompiler(root)
    this.#graph = new ModuleGraph(root)
    this.#cache = new BuildCache(root)
  }

  /** The build of an earlier run, if every file is still what it was then. Needs no esbuild. */
  restore(): Build | null {
    const entry = this.#entry()
    if (!entry) return null
    const cached = this.#cache.read(entry)
    if (!cached) return null
    for (const module of cached.modules) this.#modules.adopt(module)
    const modules = new Map(cached.modules.map(({ source: _, ...definition }) => [definition.path, definition]))
    const stamps = new Map([...this.#modules.stamps(), ...this.#stampDecisive()])
    return { ok: true, entry, modules, packages: cached.packages, warnings: [], stamps }
  }

  /**
   * Builds what is on disk now. A file that changes meanwhile is noticed, and the build begun again. Builds asked for
   * while one is being made follow it. Where `changed` says what has changed since the last one, and those are modules
   * that import and export what they did, nothing is linked anew.
   */
  build(changed?: Iterable<string>): Promise<Build | BuildFailure> {
    const result = this.#last.then(() => this.#buildUntilCurrent(changed))
    this.#last = result.then(() => {})
    return result
  }

  /** The name of the project's settings file, if it has one. */
  get settingsFile(): string | null {
    const settings = this.#entry()?.settings
    return settings === undefined ? null : basename(settings)
  }

  /** Whether there is anything to build. */
  get hasProject(): boolean {
    return this.#entry() !== null
  }

  /** Paths whose change makes a new build, as of the last one. */
  get inputs(): Iterable<string> {
    return this.#modules.paths()
  }

  /** Whether an event for this path can change the build. A source whose content is the same cannot. */
  mayMatter(path: string): boolean {
    return importable.test(path) && !this.#modules.isCurrent(path)
  }

  /** Whether a file is part of the last build. */
  includes(path: string): boolean {
    return this.#modules.has(path)
  }

  /** Whether the last build met a file that had just become empty: an editor is about to write it. Says so once. */
  takeHollow(): boolean {
    return this.#modules.takeHollow()
  }

  /** Keeps a build on disk for the next start. Failing to is no error: the next start is only slower. */
  remember(build: Build): void {
    if (!build.bundle) this.#cache.write(build, path => this.#modules.sourceOf(path))
  }

  async close(): Promise<void> {
    removeBundles(this.#root)
    await this.#graph.close()
  }

  #entry(): ProjectEntry | null {
    return findEntry(this.#root, this.#settings)
  }

  #stampDecisive(): Stamps {
    return new Map(decisiveFiles(this.#root).map(path => [path, stampOfFile(path)]))
  }

  async #buildUntilCurrent(changed?: Iterable<string>): Promise<Build | BuildFailure> {
    const mayReuse = changed !== undefined && [...changed].every(path => this.#modules.has(path))
    for (let looked = mayReuse ? changed : undefined; ; looked &&= this.#modules.paths()) {
      const decisive = this.#stampDecisive()
      const result = await this.#buildOnce(looked)
      const stamps = new Map([...this.#modules.stamps(), ...decisive])
      if (this.#modules.areCurrent() && findStale(decisive) === null) return { ...result, stamps }
      await new Promise(resolve => setImmediate(resolve)) // whatever goes on with the files, Ctrl-C is heard
    }
  }

  /** `changed`: only these have, and they were part of the last build. */
  async #buildOnce(changed: Iterable<string> | undefined, tries = 1): Promise<Unstamped<Build | BuildFailure>> {
    const entry = this.#entry()
    if (!entry) {
      this.#modules.keepOnly([])
      return missingProject(this.#root)
    }
    const entryPaths = pathsOf(entry)
    // What is known to be needed is transformed while the graph is made.
    this.#modules.begin(changed ?? [...entryPaths, ...this.#modules.paths()])
    try {
      const reused = changed ? await this.#reuseGraph(entryPaths) : null
      const graph = reused ?? (await this.#graph.link(entryPaths))
      this.#modules.keepOnly(graph.modules.keys())
      const compiled = await this.#modules.compile(graph.modules.keys())
      // esbuild reads the files itself: it may have met a save that the modules have not, or the other way round.
      if (!isConsistent(graph, compiled) && tries < maxTries) return this.#buildOnce(undefined, tries + 1)
      if (!reused) this.#linkage.keep(graph, entryPaths, compiled)
      const modules = new Map<string, Definition>()
      for (const [path, module] of compiled) modules.set(path, this.#definition(path, module, graph.modules.get(path)))
      return { ok: true, entry, modules, packages: packagesOf(compiled, graph), warnings: reused ? [] : graph.warnings }
    } catch (error) {
      this.#linkage.forget()
      if (error instanceof TopLevelAwait) return this.#bundle(entry, entryPaths)
      return failureFrom(error, this.#root)
    }
  }

  // The same one while nothing about it has changed, so that whoever compares two builds sees that at once.
  #definition(path: string, module: CompiledModule, imports: Definition['imports'] = {}): Definition {
    const known = this.#definitions.get(module)
    if (known && isDeepStrictEqual(known.imports, imports)) return known
    const { code, map, names = {} } = module
    const definition = { path, code, map, names, imports }
    this.#definitions.set(module, definition)
    return definition
  }

  async #reuseGraph(entryPaths: readonly string[]): Promise<Graph | null> {
    const graph = this.#linkage.graphOf(entryPaths)
    if (!graph || ![...graph.modules.keys()].every(path => this.#modules.has(path))) return null
    return this.#linkage.fits(await this.#modules.compile(graph.modules.keys())) ? graph : null
  }

  /** Top-level await cannot be said in a function, so such a project runs as the ES module bundle it is. */
  async #bundle(entry: ProjectEntry, entryPaths: readonly string[]): Promise<Unstamped<Build | BuildFailure>> {
    try {
      const bundle = { ...(await writeBundle(this.#root, entryPaths)), awaiting: await this.#modules.awaiting() }
      return { ok: true, entry, modules: new Map(), packages: [], bundle, warnings: [] }
    } catch (error) {
      return failureFrom(error, this.#root)
    }
  }
}

/** What the compiled modules import and is no file of the project. What TypeScript drops is no longer among it. */
function packagesOf(compiled: Compiled, { modules }: Graph): string[] {
  const packages = new Set<string>()
  for (const [path, module] of compiled) {
    const imports = modules.get(path) ?? {}
    for (const specifier of linksOf(module).imports) if (!(specifier in imports)) packages.add(specifier)
  }
  return [...packages]
}

type Compiled = readonly (readonly [path: string, module: CompiledModule])[]

const maxTries = 5

/** Whether every file that a module imports is in the graph. */
function isConsistent({ modules }: Graph, compiled: Compiled): boolean {
  return compiled.every(([path, module]) => {
    const imports = modules.get(path) ?? {}
    return linksOf(module).imports.every(specifier => !/^[./]/.test(specifier) || specifier in imports)
  })
}

/** Before it is known that nothing changed meanwhile. */
type Unstamped<T> = T extends unknown ? Omit<T, 'stamps'> : never

function pathsOf({ settings, extras, urls, views, commands = [] }: ProjectEntry): string[] {
  return [settings, ...extras, urls ?? views, ...commands.map(({ path }) => path)].filter(path => path !== undefined)
}
