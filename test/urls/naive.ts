import { ValueError } from '../../src/urls/converters.js'
import { RegexPattern } from '../../src/urls/pattern.js'
import type { AnyPattern, IncludePattern } from '../../src/urls/urlpattern.js'

/** What the list of patterns gives when it is simply tried from its beginning: the measure for the compiled one. */
export interface NaiveOutcome {
  /** The pattern that matched and the includes before it, outermost first; `undefined` for a miss. */
  readonly way: readonly AnyPattern[] | undefined
  readonly args: readonly (string | null)[]
  readonly kwargs: object
  readonly tried: readonly (readonly AnyPattern[])[]
}

interface Captured {
  readonly rest: string
  readonly args: readonly (string | null)[]
  readonly kwargs: object
}

/** Django's walk in its simplest form. `path` is without its leading slash. */
export function resolveNaively(patterns: readonly AnyPattern[], path: string): NaiveOutcome {
  const tried: AnyPattern[][] = []
  const found = walk(patterns, path, [], tried)
  return { ...(found ?? { way: undefined, args: [], kwargs: {} }), tried }
}

function walk(
  patterns: readonly AnyPattern[],
  path: string,
  includes: readonly IncludePattern[],
  tried: AnyPattern[][],
): Omit<NaiveOutcome, 'tried'> | undefined {
  for (const pattern of patterns) {
    const way = [...includes, pattern]
    const captured = compare(pattern, path)
    if (!captured || pattern.kind === 'view') tried.push(way)
    if (!captured) continue
    const kwargs = { ...captured.kwargs, ...pattern.kwargs }
    if (pattern.kind === 'view') return { way, args: captured.args, kwargs }
    const inner = walk(pattern.patterns, captured.rest, [...includes, pattern], tried)
    if (inner) return join({ args: captured.args, kwargs }, inner)
  }
  return undefined
}

// Where anything is named, what the include captured without a name does not count.
function join(outer: Pick<Captured, 'args' | 'kwargs'>, inner: Omit<NaiveOutcome, 'tried'>) {
  const kwargs = { ...outer.kwargs, ...inner.kwargs }
  return {
    way: inner.way,
    kwargs,
    args: Object.keys(kwargs).length === 0 ? [...outer.args, ...inner.args] : inner.args,
  }
}

function compare(pattern: AnyPattern, path: string): Captured | undefined {
  const isRegex = pattern.pattern instanceof RegexPattern
  return isRegex ? compareRegex(pattern, path) : compareRoute(pattern, path)
}

function compareRoute(pattern: AnyPattern, path: string): Captured | undefined {
  const names: string[] = []
  const source = pattern.route.replace(/<(?:(\w+):)?(\w+)>|[^<]/gu, (text, _converter, name?: string) => {
    if (name === undefined) return `\\u{${text.codePointAt(0)!.toString(16)}}`
    names.push(name)
    return `(${pattern.pattern.converters.get(name)!.regex})`
  })
  const match = new RegExp(`^${source}${pattern.kind === 'view' ? '$' : ''}`, 'u').exec(path)
  if (!match) return undefined
  const kwargs: Record<string, unknown> = {}
  for (const [index, name] of names.entries()) {
    try {
      kwargs[name] = pattern.pattern.converters.get(name)!.toValue(match[index + 1]!)
    } catch (error) {
      if (error instanceof ValueError) return undefined
      throw error
    }
  }
  return { rest: path.slice(match[0].length), args: [], kwargs }
}

function compareRegex(pattern: AnyPattern, path: string): Captured | undefined {
  const { route } = pattern
  // In Python's words `$` stands before a last line break, too.
  const source = route.replaceAll('(?P<', '(?<').replace(/\$$/, '(?=\\n?$)')
  const isWhole = pattern.kind === 'view' && route.endsWith('$')
  const match = new RegExp(isWhole ? `^(?:${source})$` : source, 'u').exec(path)
  if (!match) return undefined
  const rest = path.slice(match.index + match[0].length)
  const kwargs = Object.fromEntries(Object.entries(match.groups ?? {}).filter(([, value]) => value !== undefined))
  if (match.groups) return { rest, args: [], kwargs }
  return { rest, args: match.slice(1).map(group => group ?? null), kwargs: {} }
}
