import { ImproperlyConfigured } from '../conf/exceptions.js'
import { URLResolver } from './resolver.js'
import type { URLConf } from './types.js'

/** Makes `resolver` what `reverse()` and `resolve()` use when no urlconf is named; returns the one before. */
export function activateResolver(resolver: URLResolver | null): URLResolver | null {
  const previous = active
  active = resolver
  return previous
}

/** The resolver of a urlconf, made once for each; without one, the resolver of the running application. */
export function getResolver(urlconf?: URLConf | URLResolver | null): URLResolver {
  if (urlconf instanceof URLResolver) return urlconf
  if (urlconf) return resolverOf(urlconf)
  if (active !== null) return active
  throw new ImproperlyConfigured(
    'reverse() and resolve() need an application that is running, or a urlconf: reverse(name, kwargs, { urlconf }).',
  )
}

function resolverOf(urlconf: URLConf): URLResolver {
  const resolver = resolvers.get(urlconf) ?? new URLResolver(urlconf)
  resolvers.set(urlconf, resolver)
  return resolver
}

let active: URLResolver | null = null
const resolvers = new WeakMap<URLConf, URLResolver>()
