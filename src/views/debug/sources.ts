/** Where the pages get source text from, and which files they take for the project's. */
export interface ErrorSources {
  /** The text of a file as the person at the keyboard wrote it. */
  readonly readSource?: (file: string) => string | undefined
  /** From a position in code that runs to the position in the file it was made from. */
  readonly mapPosition?: (position: SourcePosition) => SourcePosition
  /** Where a function or class was written, as far as anybody knows. */
  readonly locate?: (written: object) => SourcePosition | undefined
  /** The project's calls that were under way when this was thrown, innermost first. */
  readonly caughtFrames?: (thrown: unknown) => readonly CaughtFrame[] | undefined
  /** Without it: everything but Node's own modules and `node_modules`. */
  readonly isProject?: (file: string) => boolean
}

export interface SourcePosition {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based. */
  readonly column: number
}

/** A call that was under way when something was thrown. */
export interface CaughtFrame extends SourcePosition {
  readonly functionName: string
  /** What its variables held, in words; without secrets. */
  readonly locals: readonly (readonly [name: string, value: string])[]
}

/** Lines of source text around a place in it. */
export interface CodeContext {
  /** The number of the first line, 1-based. */
  readonly start: number
  readonly lines: readonly string[]
}

/** How many lines are shown on either side of the one that is meant. */
export const LINES_AROUND = 5
/** A bundled or minified file has lines nobody wants on a page. */
export const MAX_LINE = 500

let sources: ErrorSources = {}

/** Says where source text comes from; returns what said so before. Without any, reports have no code in them. */
export function setErrorSources(next: ErrorSources): ErrorSources {
  const previous = sources
  sources = next
  return previous
}

/** The lines around `line`, or `undefined` where the source cannot be read. Never throws. */
export function codeContext(file: string, line: number): CodeContext | undefined {
  const text = sourceText(file)
  if (text === undefined) return undefined
  const all = text.split(/\r\n|\r|\n/)
  if (line < 1 || line > all.length) return undefined
  if (all.at(-1) === '' && line < all.length) all.pop() // what follows the last line end is no line
  const start = Math.max(1, line - LINES_AROUND)
  return { start, lines: all.slice(start - 1, line + LINES_AROUND).map(one => one.slice(0, MAX_LINE)) }
}

/** A file as it was written, where it can be read. Never throws. */
export function sourceText(file: string): string | undefined {
  return guarded(() => sources.readSource?.(file), undefined)
}

/** The position in the file that was written. Never throws. */
export function originalPosition(position: SourcePosition): SourcePosition {
  return guarded(() => sources.mapPosition?.(position) ?? position, position)
}

/** Where the function or class was written whose mistake an error is, when its stack cannot tell. Never throws. */
export function culpritOf(error: unknown): (SourcePosition & { readonly functionName: string }) | undefined {
  return guarded(() => {
    const { culprit } = Object(error) as { readonly culprit?: { readonly name?: unknown } }
    const place = culprit && sources.locate?.(culprit)
    return place && { functionName: String(culprit.name ?? ''), ...place }
  }, undefined)
}

/** The project's calls that were under way when this was thrown, as far as anybody watched. Never throws. */
export function caughtFrames(thrown: unknown): readonly CaughtFrame[] {
  return guarded(() => sources.caughtFrames?.(thrown), undefined) ?? []
}

export function isProjectFile(file: string): boolean {
  return guarded(() => (sources.isProject ?? isOutsidePackages)(file), false)
}

function isOutsidePackages(file: string): boolean {
  return file !== '' && !file.startsWith('node:') && !/[\\/]node_modules[\\/]/.test(file)
}

function guarded<T>(call: () => T, otherwise: T): T {
  try {
    return call()
  } catch {
    return otherwise
  }
}
