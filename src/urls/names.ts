import type { AnyView } from './types.js'

/**
 * The dotted name of a view, as messages and `ResolverMatch` show it: `blog.views.article` when its module is known,
 * else the function's own name.
 */
export function viewName(view: unknown): string {
  if (typeof view !== 'function') return '<anonymous>'
  const named = view as NamedFunction
  return names.get(view) ?? (named.viewClass ? viewName(named.viewClass) : namedThroughWrapper(named))
}

// A decorated view is another function than the one its module exports; `wrapped` leads back to that.
function namedThroughWrapper(view: NamedFunction): string {
  const wrapped = view.wrapped && names.get(view.wrapped)
  return wrapped ?? (view.name || '<anonymous>')
}

interface NamedFunction {
  readonly name: string
  /** Set by decorators. */
  readonly wrapped?: object
  /** Set by a class-based view's `asView()`. */
  readonly viewClass?: object
}

/** The methods that a view answers to, where a decorator or its class says so. */
export function allowedMethodsOf(view: unknown): readonly string[] | undefined {
  const { allowedMethods, wrapped } = Object(view) as { allowedMethods?: unknown; wrapped?: unknown }
  if (Array.isArray(allowedMethods)) return allowedMethods.map(String)
  return wrapped === undefined || wrapped === view ? undefined : allowedMethodsOf(wrapped)
}

/** Gives one view its dotted name. */
export function nameView(view: AnyView, name: string): void {
  names.set(view, name)
}

/**
 * Tells by which name a module is known, so that messages can say `blog.views.article` and `blog.urls`.
 * Whoever loads modules calls it once for each; a function keeps the first name it was given.
 */
export function registerModule(moduleName: string, exports: Readonly<Record<string, unknown>>): void {
  names.set(exports, moduleName)
  for (const [exportName, value] of Object.entries(exports)) {
    if (typeof value === 'function' && !names.has(value)) names.set(value, `${moduleName}.${exportName}`)
  }
}

/** The same for what was made of a module, and stands for it. */
export function nameModule(module: object, name: string): void {
  names.set(module, name)
}

/** The name a module was registered under, if it was. */
export function moduleName(module: object): string | undefined {
  return names.get(module)
}

const names = new WeakMap<object, string>()
