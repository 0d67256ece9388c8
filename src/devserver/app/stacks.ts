import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { firstLineOffset } from './loader.js'

const { parse } = JSON // the project may put something else in its place

export interface Position {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
}

/** Translates positions in compiled modules to positions in the files that people wrote. */
export class SourcePositions {
  readonly #mapOf: (file: string) => string | undefined
  readonly #parsed = new Map<string, SourceMap | null>()
  readonly #bundles = new Map<string, string>()

  constructor(mapOf: (file: string) => string | undefined) {
    this.#mapOf = mapOf
  }

  /** Also translates the positions of an ES module file that was written for the project (top-level await). */
  addBundle(file: string, map: string): void {
    this.#bundles.set(file, map)
  }

  /** Forgets what was parsed, because definitions have changed. */
  reset(): void {
    this.#parsed.clear()
  }

  /** Whether the file is one of the project's compiled ones. */
  knows(file: string): boolean {
    return this.#bundles.has(file) || this.#mapOf(file) !== undefined
  }

  /** The position in the source; the same one where nothing better is known. Never throws. */
  original(position: Position): Position {
    try {
      return this.#original(position)
    } catch {
      return position
    }
  }

  #original(position: Position): Position {
    const file = position.file.startsWith('file:') ? fileURLToPath(position.file) : position.file
    const map = this.#map(file)
    if (!map) return { ...position, file }
    const isFunction = !this.#bundles.has(file)
    const offset = isFunction && position.line === 1 ? firstLineOffset : 0
    const entry = map.findEntry(position.line - 1, Math.max(0, position.column - 1 - offset))
    if (!('originalLine' in entry)) return { ...position, file }
    const source = isFunction ? file : fileURLToPath(entry.originalSource)
    return { file: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }

  #map(file: string): SourceMap | null {
    const known = this.#parsed.get(file)
    if (known !== undefined) return known
    const text = this.#bundles.get(file) ?? this.#mapOf(file)
    const map = text === undefined ? null : new SourceMap(parse(text))
    this.#parsed.set(file, map)
    return map
  }
}

/**
 * Makes `error.stack` name the project's own files and lines, wherever it is read. Costs nothing until a stack is
 * read; a project that sets `Error.prepareStackTrace` itself gets what it asked for. Calls below `ownFolder` (this
 * package) are left out where there are others, and where they explain nothing.
 */
export function installStackMapping(positions: SourcePositions, ownFolder: string): void {
  Error.prepareStackTrace = (error, callSites) => {
    const shown = worthShowing(error, callSites, ownFolder)
    return `${heading(error)}${shown.map(site => `\n    at ${describe(site, positions)}`).join('')}`
  }
}

function worthShowing(error: Error, callSites: NodeJS.CallSite[], ownFolder: string): NodeJS.CallSite[] {
  const others = callSites.filter(site => !pathOf(site.getFileName()).startsWith(ownFolder))
  if (others.some(site => !/^(?:node:|$)/.test(pathOf(site.getFileName())))) return others
  return isSaidOnPurpose(error) ? [] : callSites
}

const builtIn = new Set<object>(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(each => each.prototype),
)

/**
 * An error of a class of this package's, such as ImproperlyConfigured: it is about the project, and its sentence says
 * what. One of JavaScript's own or of Node's is a fault of ours, where the calls are all there is to go by.
 */
function isSaidOnPurpose(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException
  return !builtIn.has(Object.getPrototypeOf(error)) && typeof code !== 'string'
}

/** A file as one knows it, and not as the address by which the engine may. */
export function pathOf(file: string | null | undefined): string {
  return file?.startsWith('file:') ? fileURLToPath(file) : (file ?? '')
}

function heading(error: Error): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}

function describe(site: NodeJS.CallSite, positions: SourcePositions): string {
  const text = String(site)
  const file = site.getFileName()
  const line = site.getLineNumber()
  const column = site.getColumnNumber()
  if (!file || line === null || column === null) return text
  const original = positions.original({ file, line, column })
  if (original.file === file && original.line === line && original.column === column) return text
  return text.replace(`${file}:${line}:${column}`, `${original.file}:${original.line}:${original.column}`)
}
