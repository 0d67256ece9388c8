import { getResolver } from './active.js'
import { Resolver404 } from './exceptions.js'
import { Miss, type ResolverMatch } from './match.js'
import type { URLResolver } from './resolver.js'
import type { URLConf } from './types.js'

/**
 * The view that a path leads to. The path begins with a slash and carries no query string.
 *
 * Django: `django.urls.resolve`. Throws `Resolver404` when no pattern matches.
 */
export function resolve(path: string, urlconf?: URLConf | URLResolver | null): ResolverMatch {
  const match = getResolver(urlconf).match(path)
  if (match instanceof Miss) throw new Resolver404(match.path, () => match.tried)
  return match
}

/** Whether a path leads to a view. */
export function isValidPath(path: string, urlconf?: URLConf | URLResolver | null): boolean {
  return !(getResolver(urlconf).match(path) instanceof Miss)
}
