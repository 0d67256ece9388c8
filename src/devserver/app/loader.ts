import { createRequire, isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { type Definition, importMetaName } from '../protocol.js'
import type { UnknownName } from './imports.js'

type Body = (module: Module, exports: object, require: Require, meta: ImportMetaValues) => void
type Require = (specifier: string) => unknown

/** What `import.meta` has in Node. */
interface ImportMetaValues {
  readonly url: string
  readonly dirname: string
  readonly filename: string
  resolve(specifier: string): string
}

interface Module {
  exports: object
  /** What importers get of a module that is not an ES module (JSON): its value as the default export. */
  namespace?: object
}

interface Compiled {
  readonly definition: Definition
  /** Undefined when even compiling threw; running it then throws the same error. */
  body: Body | undefined
}

/**
 * The project's modules in this process. `define` compiles them ahead of time; `run` evaluates one and whatever it
 * imports, each once, cycles as in ES modules: a module's exports are getters that exist before its code runs.
 */
export class Loader {
  readonly #compiled = new Map<string, Compiled>()
  readonly #modules = new Map<string, Module>()
  readonly #packages = new Map<string, object>()
  readonly #missing = new Map<string, unknown>()
  /** Path of the module being evaluated right now: what a failure or a hang while loading is blamed on. */
  loading: string | null = null
  #isDebugged = false
  /** What `import.meta.resolve` answers for a package: its URL. */
  resolvePackage: (specifier: string) => string = specifier => {
    throw new Error(`Nothing resolves ${specifier}.`)
  }

  define(definitions: readonly Definition[]): void {
    for (const definition of definitions) {
      this.#compiled.set(definition.path, { definition, body: tryCompile(definition, this.#isDebugged) })
    }
  }

  /** A debugger may attach, and then has to find the sources. */
  letDebug(): void {
    this.#isDebugged = true
    this.define([...this.#compiled.values()].map(({ definition }) => definition))
  }

  /** Forgets every definition that is not among `paths`. */
  keepOnly(paths: readonly string[]): void {
    const kept = new Set(paths)
    for (const path of this.#compiled.keys()) if (!kept.has(path)) this.#compiled.delete(path)
  }

  /** Has every module evaluated anew when it is next asked for. */
  forgetEvaluated(): void {
    this.#modules.clear()
    this.#missing.clear()
    this.loading = null
  }

  /** Makes a package's namespace (from a real `import()`) what `specifier` means in every module. */
  provide(specifier: string, namespace: object): void {
    this.#packages.set(specifier, namespace)
  }

  /** Makes `specifier` something that throws `error` where it is imported. */
  provideError(specifier: string, error: unknown): void {
    this.#missing.set(specifier, error)
  }

  provides(specifier: string): boolean {
    return this.#packages.has(specifier)
  }

  /** The names that modules import from packages which do not export them. */
  unknownNames(): UnknownName[] {
    return [...this.#compiled.values()].flatMap(({ definition: { path, names = {}, imports } }) =>
      Object.entries(names).flatMap(([specifier, wanted]) =>
        specifier in imports ? [] : this.unknownAmong(specifier, wanted, [path]),
      ),
    )
  }

  unknownAmong(specifier: string, wanted: readonly string[], importers: readonly string[]): UnknownName[] {
    const namespace = this.#packages.get(specifier)
    if (!namespace) return [] // it is missing as a whole, which is said otherwise
    return wanted.filter(name => !(name in namespace)).map(name => ({ importers, specifier, name, namespace }))
  }

  /** Whether any module asks where a package is. */
  get usesResolve(): boolean {
    for (const { definition } of this.#compiled.values()) {
      if (definition.code.includes(`${importMetaName}.resolve`)) return true
    }
    return false
  }

  /** Paths of the modules that import `specifier` as it is written. */
  importersOf(specifier: string): string[] {
    const call = `require(${JSON.stringify(specifier)})`
    return [...this.#compiled.values()]
      .map(each => each.definition)
      .filter(each => each.code.includes(call))
      .map(each => each.path)
  }

  /** The source map (JSON) of a module's compiled code. */
  mapOf(path: string): string | undefined {
    return this.#compiled.get(path)?.definition.map
  }

  /** A module's compiled code. */
  codeOf(path: string): string | undefined {
    return this.#compiled.get(path)?.definition.code
  }

  /** The exports of every module that has run, by path; files of text or data have none. */
  *evaluated(): Iterable<[path: string, exports: object]> {
    for (const [path, { exports }] of this.#modules) if (isObject(exports)) yield [path, exports]
  }

  run(path: string): object {
    const known = this.#modules.get(path)
    if (known) return known.exports
    const compiled = this.#compiled.get(path)
    if (!compiled) throw new Error(`The module ${path} was never defined.`)
    const module: Module = { exports: {} }
    this.#modules.set(path, module) // before it runs: that is what makes cycles work
    const importer = this.loading
    this.loading = path
    this.#evaluate(compiled, module)
    this.loading = importer
    return module.exports
  }

  #namespaceOf(path: string): object {
    const exports: unknown = this.run(path) // of a text or a JSON file, whatever is in it
    if (isObject(exports) && '__esModule' in exports) return exports
    const module = this.#modules.get(path)!
    module.namespace ??= asNamespace(exports)
    return module.namespace
  }

  #evaluate({ definition, body }: Compiled, module: Module): void {
    const { path } = definition
    const run = body ?? compile(definition, this.#isDebugged)
    const require = (specifier: string) => this.#require(definition, specifier)
    run.call(undefined, module, module.exports, require, this.#metaOf(path))
  }

  #metaOf(path: string): ImportMetaValues {
    const url = pathToFileURL(path).href
    const resolve = (specifier: string) =>
      isBuiltin(specifier)
        ? `node:${specifier.replace(/^node:/, '')}`
        : /^\.{0,2}\//.test(specifier) || URL.canParse(specifier)
          ? new URL(specifier, url).href
          : this.resolvePackage(specifier)
    return { url, dirname: dirname(path), filename: path, resolve }
  }

  #require(importer: Definition, specifier: string): unknown {
    const path = importer.imports[specifier]
    if (path !== undefined) return this.#namespaceOf(path)
    const namespace = this.#packages.get(specifier)
    if (namespace) return namespace
    if (this.#missing.has(specifier)) throw this.#missing.get(specifier)
    // Written as `require(…)` by hand, or computed: what Node would do in a CommonJS file.
    return createRequire(importer.path)(specifier)
  }
}

/** Columns of the first line are this much further right than in the code that was compiled. */
export const firstLineOffset = '"use strict";'.length

function compile({ path, code, map }: Definition, isDebugged: boolean): Body {
  // In what was an ES module `exports` is a name like any other.
  const exports = code.includes('__toCommonJS(') ? `${importMetaName}Exports` : 'exports'
  const parameters = ['module', exports, 'require', importMetaName]
  const text = isDebugged ? `${code}\n//# sourceMappingURL=${dataUrl(map)}` : code
  return vm.compileFunction(`"use strict";${text}`, parameters, { filename: path }) as unknown as Body
}

function dataUrl(map: string): string {
  return `data:application/json;base64,${Buffer.from(map).toString('base64')}`
}

function tryCompile(definition: Definition, isDebugged: boolean): Body | undefined {
  try {
    return compile(definition, isDebugged)
  } catch {
    return undefined
  }
}

function asNamespace(value: unknown): object {
  return Object.assign(Object.create(null) as object, isObject(value) ? value : {}, { default: value })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
