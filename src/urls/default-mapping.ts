import { isClass } from './is-class.js'
import { path } from './path.js'
import type { AnyView, URLConf, URLPattern, View } from './types.js'

/** A root URLconf made from views, and what was left out of it against all appearances. */
export interface DefaultURLConf extends URLConf {
  /** One sentence for each function that looks like a view and is none. */
  readonly notes: readonly string[]
}

/**
 * The URLconf of a project that has views and no `urls.ts`. Every exported function is a view, in the order given:
 * `index` at `/`, others at their name in kebab-case, `plainText` at `/plain-text/`; so is a class with `asView`.
 * Not views are `default`, names that begin with `_`, and `handler404` and its like, which keep their meaning.
 */
export function urlpatternsFromViews(views: Readonly<Record<string, unknown>>): DefaultURLConf {
  const urlpatterns: URLPattern[] = []
  const notes: string[] = []
  const handlers: Record<string, AnyView> = {}
  for (const [name, value] of Object.entries(views)) {
    if (/^handler\d{3}$/.test(name)) {
      if (typeof value === 'function') handlers[name] = value as AnyView
      continue
    }
    const view = name === 'default' || name.startsWith('_') ? undefined : asView(value)
    if (view === undefined) continue
    if (view.length > 2) notes.push(tooManyParameters(name, view))
    else urlpatterns.push(path(routeFor(name), view, { name }))
  }
  return { urlpatterns, notes, ...handlers }
}

function asView(value: unknown): View | undefined {
  if (typeof value !== 'function') return undefined
  const { asView } = value as { asView?: unknown }
  if (typeof asView === 'function') return asView.call(value) as View
  return isClass(value) ? undefined : (value as View)
}

function routeFor(name: string): string {
  return name === 'index' ? '' : `${kebabCase(name)}/`
}

function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
}

function tooManyParameters(name: string, { length }: AnyView): string {
  return `${name} takes ${length} parameters, so it is no view and has no URL: a view takes the request and the kwargs.`
}
