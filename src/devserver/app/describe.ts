import { relative } from 'node:path'
import { runChecks } from '../../checks/registry.js'
import { allowedMethodsOf, viewName } from '../../urls/names.js'
import type { AnyView } from '../../urls/types.js'
import type { AnyPattern, IncludePattern, ViewPattern } from '../../urls/urlpattern.js'
import { whichURL } from '../../urls/which.js'
import type { DescribedURL, ProjectDescription, ProjectQuestion } from '../protocol.js'
import { locate } from './locations.js'
import type { Project } from './project.js'
import type { Position } from './stacks.js'
import { urlNamesFile } from './url-names.js'

/** The URLs of a loaded project in the order they are tried, for `showurls`, what `check` has to say, and what was asked. */
export function describeProject(
  { app }: Project,
  question: ProjectQuestion,
  original: (position: Position) => Position,
): ProjectDescription {
  const { resolver, settings } = app
  const wantsUrls = question.urls || question.places
  const placed = wantsUrls ? [...walk(resolver.patterns, [])] : []
  const places = question.places ? placesOf(placed, original) : new Map<AnyView, Position>()
  const { path, method } = question.which ?? {}
  return {
    urls: placed.map(each => describe(each, places)),
    problems: question.problems ? runChecks({ resolver, settings }) : [],
    ...(path !== undefined && { which: whichURL(resolver, path, method) }),
    ...(question.names && { names: { text: urlNamesFile(resolver), file: settings.DEV_URL_NAMES_FILE } }),
  }
}

interface Placed {
  readonly pattern: ViewPattern
  readonly includes: readonly IncludePattern[]
}

function* walk(patterns: readonly AnyPattern[], includes: readonly IncludePattern[]): Iterable<Placed> {
  for (const pattern of patterns) {
    if (pattern.kind === 'view') yield { pattern, includes }
    else if (!includes.includes(pattern)) yield* walk(pattern.patterns, [...includes, pattern]) // may lead in a circle
  }
}

function describe({ pattern, includes }: Placed, places: ReadonlyMap<AnyView, Position>): DescribedURL {
  const route = [...includes, pattern].map(each => each.route).join('')
  const namespaces = includes.map(each => each.namespace).filter(namespace => namespace)
  const name = pattern.name ? [...namespaces, pattern.name].join(':') : ''
  const methods = allowedMethodsOf(pattern.view)
  const place = places.get(pattern.view)
  return {
    route,
    name,
    view: viewName(pattern.view),
    ...(methods && { methods }),
    ...(place && { file: relative(process.cwd(), place.file), line: place.line }),
  }
}

/** Where the views were written. */
function placesOf(placed: readonly Placed[], original: (position: Position) => Position): Map<AnyView, Position> {
  const views = [...new Set(placed.map(({ pattern }) => pattern.view))]
  const found = locate(views)
  return new Map(
    views.flatMap(view => {
      const place = found.get(view)
      return place ? [[view, original(place)]] : []
    }),
  )
}
