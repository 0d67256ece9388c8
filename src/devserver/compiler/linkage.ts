import type { Graph } from './graph.js'
import type { CompiledModule } from './module.js'

type Compiled = readonly (readonly [path: string, module: CompiledModule])[]

/**
 * The last graph, and what it depends on: which names each module imports from where, and which it exports. A save that
 * changes none of that, as most do, needs no linking; esbuild could report nothing new.
 */
export class Linkage {
  #graph: Graph | null = null
  #entryPaths = ''
  readonly #interfaces = new Map<string, string>()

  keep(graph: Graph, entryPaths: readonly string[], compiled: Compiled): void {
    this.#graph = graph
    this.#entryPaths = entryPaths.join('\0')
    this.#interfaces.clear()
    for (const [path, module] of compiled) this.#interfaces.set(path, linksOf(module).interface)
  }

  forget(): void {
    this.#graph = null
  }

  /** The graph for these entries, if there is one: still to be asked whether it `fits`. */
  graphOf(entryPaths: readonly string[]): Graph | null {
    return this.#entryPaths === entryPaths.join('\0') ? this.#graph : null
  }

  fits(compiled: Compiled): boolean {
    return compiled.every(([path, module]) => this.#interfaces.get(path) === linksOf(module).interface)
  }
}

/** What linking looks at in a compiled module; found out once for each, because a save changes one of many. */
export function linksOf(module: CompiledModule): Links {
  const known = links.get(module)
  if (known) return known
  const found = { imports: importsOf(module.code), interface: interfaceOf(module.code) }
  links.set(module, found)
  return found
}

interface Links {
  readonly imports: readonly string[]
  readonly interface: string
}

const links = new WeakMap<CompiledModule, Links>()

// In the code that esbuild makes of a module: `require("…")` for each import, `import_x.name` for each use of one,
// `__export(…)` with the names. What looks like that and is none (in a string) costs a link, and nothing else.
const traces = [
  /\brequire\("(?:[^"\\]|\\.)*"\)/g,
  /\bimport_\w+\.\w+/g,
  /\bimport_\w+\["(?:[^"\\]|\\.)*"\]/g,
  /^__export\(\w+, \{[\s\S]*?^\}\);/gm,
]

/** What a compiled module imports, as it is written there. */
function importsOf(code: string): string[] {
  return Array.from(code.matchAll(/\brequire\("((?:[^"\\]|\\.)*)"\)/g), match => match[1]!)
}

/** Everything in a compiled module that linking looks at. */
export function interfaceOf(code: string): string {
  return traces.map(trace => [...new Set(code.match(trace) ?? [])].sort().join('\n')).join('\n\n')
}
