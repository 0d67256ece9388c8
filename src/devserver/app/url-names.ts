import { normalize } from '../../urls/normalize.js'
import { RoutePattern } from '../../urls/pattern.js'
import { everyView, fullNameOf, wayTo } from '../../urls/placed.js'
import type { URLResolver } from '../../urls/resolver.js'
import type { RouteParameter } from '../../urls/route.js'
import type { AnyPattern } from '../../urls/urlpattern.js'

/**
 * The declaration file from which `reverse()` and `redirect()` know the project's URL names and their parameters. The
 * types are spelled out rather than worked out by the compiler, which has to read them at every key press.
 */
export function urlNamesFile(resolver: URLResolver): string {
  const names = new Map<string, Shape[]>()
  for (const placed of everyView(resolver.patterns)) {
    const name = fullNameOf(placed)
    if (name !== '') names.set(name, [...(names.get(name) ?? []), ...shapesOf(wayTo(placed))])
  }
  const entries = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(entry)
  return `${heading}\ndeclare module 'tiny-django/urls' {\n  interface UrlNames {\n${entries.join('')}  }\n}\n`
}

const heading = `// The names of this project's URLs, for reverse() and redirect(). Written by tiny-django whenever the project is loaded.
import type { ConverterValue } from 'tiny-django/urls'

export type { ConverterValue }
`

/** One set of parameters: their types by name, or their number when they have none. */
type Shape = ReadonlyMap<string, string> | number

function entry([name, shapes]: [string, readonly Shape[]]): string {
  const types = new Set(shapes.map(shape => (typeof shape === 'number' ? tupleType(shape) : objectType(shape, shapes))))
  return `    ${JSON.stringify(name)}: ${[...types].join(' | ') || 'never'}\n`
}

/** Each set of parameters that the route can be reversed with. */
function shapesOf(way: readonly AnyPattern[]): Shape[] {
  const parameters = new Map(way.flatMap(parametersOf).map(each => [each.name, each]))
  return parameterSets(way.map(({ pattern }) => pattern.regex.python).join('')).map(names => {
    if (names.some(name => /^_\d+$/.test(name))) return names.length
    return new Map(names.map(name => [name, typeOf(parameters.get(name))]))
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

function tupleType(length: number): string {
  return `readonly [${Array.from({ length }, () => 'unknown').join(', ')}]`
}

// What another pattern of the name takes and this one does not is ruled out, or it could be given in any type.
function objectType(shape: ReadonlyMap<string, string>, all: readonly Shape[]): string {
  const others = new Set(all.flatMap(each => (typeof each === 'number' ? [] : [...each.keys()])))
  const members = [...others].map(name => (shape.has(name) ? `${name}: ${shape.get(name)}` : `${name}?: never`))
  return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`
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
