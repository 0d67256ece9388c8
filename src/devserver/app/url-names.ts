import { normalize } from '../../urls/normalize.js'
import { RoutePattern } from '../../urls/pattern.js'
import type { URLResolver } from '../../urls/resolver.js'
import type { RouteParameter } from '../../urls/route.js'
import type { AnyPattern, IncludePattern, ViewPattern } from '../../urls/urlpattern.js'

/**
 * The declaration file from which `reverse()` and `redirect()` know the project's URL names and their parameters. The
 * types are spelled out rather than worked out by the compiler, which has to read them at every key press.
 */
export function urlNamesFile(resolver: URLResolver): string {
  const names = new Map<string, Set<string>>()
  for (const { pattern, includes } of placed(resolver.patterns, [])) {
    if (!pattern.name) continue
    const name = [...includes.map(each => each.namespace).filter(Boolean), pattern.name].join(':')
    const shapes = names.get(name) ?? new Set()
    for (const shape of shapesOf([...includes, pattern])) shapes.add(shape)
    names.set(name, shapes)
  }
  const entries = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(entry)
  return `${heading}\ndeclare module 'tiny-django/urls' {\n  interface UrlNames {\n${entries.join('')}  }\n}\n`
}

const heading = `// The names of this project's URLs, for reverse() and redirect(). Written by tiny-django whenever the project is loaded.
import type { ConverterValue } from 'tiny-django/urls'

export type { ConverterValue }
`

function* placed(
  patterns: readonly AnyPattern[],
  includes: readonly IncludePattern[],
): Iterable<{ pattern: ViewPattern; includes: readonly IncludePattern[] }> {
  for (const pattern of patterns) {
    if (pattern.kind === 'view') yield { pattern, includes }
    // An include may lead in a circle; once round is enough.
    else if (!includes.includes(pattern)) yield* placed(pattern.patterns, [...includes, pattern])
  }
}

function entry([name, shapes]: [string, Set<string>]): string {
  return `    ${JSON.stringify(name)}: ${[...shapes].join(' | ') || 'never'}\n`
}

/** Each set of parameters that the route can be reversed with, as a type. */
function shapesOf(way: readonly AnyPattern[]): string[] {
  const parameters = new Map(way.flatMap(parametersOf).map(each => [each.name, each]))
  return parameterSets(way.map(({ pattern }) => pattern.regex.python).join('')).map(names => {
    if (names.some(name => /^_\d+$/.test(name))) return `readonly [${names.map(() => 'unknown').join(', ')}]`
    return objectType(names.map(name => [name, typeOf(parameters.get(name))]))
  })
}

function parametersOf({ pattern }: AnyPattern): RouteParameter[] {
  return pattern instanceof RoutePattern ? pattern.parts.filter(part => typeof part !== 'string') : []
}

function parameterSets(python: string): (readonly string[])[] {
  try {
    return normalize(python).map(({ parameters }) => parameters)
  } catch {
    return [] // cannot be reversed
  }
}

function objectType(members: readonly (readonly [name: string, type: string])[]): string {
  if (members.length === 0) return 'Record<string, never>'
  return `{ ${members.map(([name, type]) => `${name}: ${type}`).join('; ')} }`
}

const builtIn: Readonly<Record<string, string>> = {
  int: 'number',
  path: 'string',
  slug: 'string',
  str: 'string',
  uuid: 'string',
}

// The group of a regular expression is filled with anything that prints.
function typeOf(parameter: RouteParameter | undefined): string {
  if (parameter === undefined) return 'string | number'
  return builtIn[parameter.converterName] ?? `ConverterValue<${JSON.stringify(parameter.converterName)}>`
}
