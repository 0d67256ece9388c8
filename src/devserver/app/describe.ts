import { viewName } from '../../urls/names.js'
import type { AnyPattern, IncludePattern, ViewPattern } from '../../urls/urlpattern.js'
import type { DescribedURL, ProjectDescription } from '../protocol.js'
import type { Project } from './project.js'

/** The URLs of a loaded project in the order they are tried, for `showurls`, and what `check` has to say. */
export function describeProject({ app }: Project): ProjectDescription {
  return { urls: [...walk(app.resolver.patterns, [])], problems: [] }
}

function* walk(patterns: readonly AnyPattern[], way: readonly IncludePattern[]): Iterable<DescribedURL> {
  for (const pattern of patterns) {
    if (pattern.kind === 'view') yield describe(pattern, way)
    else if (!way.includes(pattern)) yield* walk(pattern.patterns, [...way, pattern]) // an include may lead in a circle
  }
}

function describe(pattern: ViewPattern, way: readonly IncludePattern[]): DescribedURL {
  const route = [...way, pattern].map(each => each.route).join('')
  const namespaces = way.map(each => each.namespace).filter(namespace => namespace)
  const name = pattern.name ? [...namespaces, pattern.name].join(':') : ''
  return { route, name, view: viewName(pattern.view) }
}
