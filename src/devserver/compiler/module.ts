import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TransformOptions } from 'esbuild'
import { loadEsbuild, loaderOf } from '../../project/esbuild.js'
import { type Definition, importMetaName } from '../protocol.js'
import { importedNames } from './imported-names.js'
import { isCurrent, markOf, type Stamp, type Stamps, stampOf } from './stamps.js'

export type CompiledModule = Pick<Definition, 'code' | 'map' | 'names'>

interface Entry {
  readonly source: string
  /** How the file was when it was read. */
  stamp: Stamp
  /** It is empty, and was not before. */
  isHollow: boolean
  readonly compiled: Promise<CompiledModule>
}

/** A module awaits at its top level, which a function body cannot. */
export class TopLevelAwait extends Error {
  override readonly name = 'TopLevelAwait'
}

/** Compiles modules one by one into function bodies and keeps each result for as long as its source is the same. */
export class ModuleCompiler {
  readonly #entries = new Map<string, Entry>()
  readonly #root: string
  #tsconfig: string | undefined

  constructor(root: string) {
    this.#root = root
    this.#tsconfig = readText(join(root, 'tsconfig.json'))
  }

  /** Takes over a module that was compiled in an earlier run. */
  adopt(module: CompiledModule & { path: string; source: string }): void {
    const { path, source } = module
    const stamp = stampOf(markOf(path), source)
    this.#entries.set(path, { source, stamp, isHollow: false, compiled: Promise.resolve(module) })
  }

  /** Starts compiling those of `paths` that are new or have changed on disk. */
  begin(paths: Iterable<string>): void {
    this.#forgetAllIfTsconfigChanged()
    for (const path of [...paths]) {
      if (this.isCurrent(path)) continue
      const mark = markOf(path)
      const source = readText(path)
      if (source === undefined) this.#entries.delete(path)
      else this.#add(path, source, mark)
    }
  }

  /** The compiled modules, in the order given. Throws what esbuild throws, or TopLevelAwait. */
  async compile(paths: Iterable<string>): Promise<[path: string, module: CompiledModule][]> {
    const all = [...paths]
    for (const path of all) if (!this.#entries.has(path)) this.#addFromDisk(path)
    return Promise.all(
      all.map(async (path): Promise<[string, CompiledModule]> => [path, await this.#entries.get(path)!.compiled]),
    )
  }

  /** Paths of the modules that await at their top level. */
  async awaiting(): Promise<string[]> {
    const outcomes = await Promise.allSettled([...this.#entries.values()].map(({ compiled }) => compiled))
    const paths = [...this.#entries.keys()]
    return paths.filter((_, index) => {
      const outcome = outcomes[index]
      return outcome?.status === 'rejected' && outcome.reason instanceof TopLevelAwait
    })
  }

  keepOnly(paths: Iterable<string>): void {
    const kept = new Set(paths)
    for (const path of this.#entries.keys()) if (!kept.has(path)) this.#entries.delete(path)
  }

  /** Whether every module on disk is what was compiled. */
  areCurrent(): boolean {
    for (const path of this.#entries.keys()) if (!this.isCurrent(path)) return false
    return true
  }

  /** Whether this module's file still has the content that was compiled. */
  isCurrent(path: string): boolean {
    const entry = this.#entries.get(path)
    if (!entry) return false
    if (isCurrent(path, entry.stamp)) return true
    const mark = markOf(path)
    if (readText(path) !== entry.source) return false
    entry.stamp = stampOf(mark, entry.source) // it was written to, and says what it said
    return true
  }

  stamps(): Stamps {
    return new Map([...this.#entries].map(([path, { stamp }]) => [path, stamp]))
  }

  /** Whether a module has become empty since this was last asked: an editor may be about to fill it again. */
  takeHollow(): boolean {
    let isAny = false
    for (const entry of this.#entries.values()) {
      isAny ||= entry.isHollow
      entry.isHollow = false
    }
    return isAny
  }

  has(path: string): boolean {
    return this.#entries.has(path)
  }

  paths(): Iterable<string> {
    return this.#entries.keys()
  }

  sourceOf(path: string): string | undefined {
    return this.#entries.get(path)?.source
  }

  #addFromDisk(path: string): void {
    const mark = markOf(path)
    this.#add(path, readFileSync(path, 'utf8'), mark)
  }

  #add(path: string, source: string, mark: string): void {
    const compiled = transform(path, source, this.#tsconfig)
    compiled.catch(() => {}) // it is reported by whoever awaits it, if the graph does not report it first
    const before = this.#entries.get(path)?.source ?? ''
    const isHollow = source === '' && before !== ''
    this.#entries.set(path, { source, stamp: stampOf(mark, source), isHollow, compiled })
  }

  #forgetAllIfTsconfigChanged(): void {
    const tsconfig = readText(join(this.#root, 'tsconfig.json'))
    if (tsconfig === this.#tsconfig) return
    this.#tsconfig = tsconfig
    this.#entries.clear()
  }
}

async function transform(path: string, source: string, tsconfig: string | undefined): Promise<CompiledModule> {
  const { transform } = loadEsbuild()
  const options: TransformOptions = {
    loader: loaderOf(path),
    sourcefile: path,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: false,
    // So that `import()` meets the same loader as `import`.
    supported: { 'dynamic-import': false },
    define: { 'import.meta': importMetaName },
    logLevel: 'silent',
    ...(tsconfig === undefined ? {} : { tsconfigRaw: tsconfig }),
  }
  try {
    const { code, map } = await transform(source, options)
    return { code: withOwnHelpers(code), map, names: importedNames(code, source) }
  } catch (error) {
    throw String(error).includes('Top-level await') ? new TopLevelAwait(path) : error
  }
}

const interop = 'var __toESM = (mod, isNodeMode, target) =>'
const exporting = '  for (var name in all)\n'

// esbuild's helper copies what `require` gives for each importer. The app's loader hands out namespaces as they are, so
// that all importers have the same object, as with ES modules. Another one takes for an export what somebody has put onto
// all objects. The lines keep their numbers; nothing maps into them.
function withOwnHelpers(code: string): string {
  return code
    .replace(interop, `var __toESM = namespace => namespace, __copied ${interop.slice('var __toESM '.length)}`)
    .replace(exporting, '  for (var name of Object.keys(all))\n')
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
