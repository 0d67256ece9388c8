import { ImproperlyConfigured } from '../conf/exceptions.js'
import { Local } from '../utils/local.js'
import { URLResolver } from './resolver.js'
import type { URLConf } from './types.js'

/** Makes `resolver` what `reverse()` and `resolve()` use when no urlconf is named; returns the one before. */
export function activateResolver(resolver: URLResolver | null): URLResolver | null {
  const previous = active
  active = resolver
  return previous
}

/**
 * Makes `urlconf` what `reverse()` and `resolve()` use for the rest of the request at hand; `null` takes it back. The cycle
 * does so for a request whose `urlconf` a middleware has set. Django: `django.urls.set_urlconf`.
 */
export function setUrlconf(urlconf: URLConf | null): void {
  if (urlconf !== overriding.get()) overriding.set(urlconf)
}

/** What `setUrlconf()` has set for this request, else `null`. */
export function getUrlconf(): URLConf | null {
  return overriding.get()
}

/** What `fn` gives while `urlconf` counts: until it returns, or its promise is settled. */
export function withUrlconf<R>(urlconf: URLConf, fn: () => R): R {
  return overriding.run(urlconf, fn)
}

const overriding = new Local<URLConf | null>(null)

/** The resolver of a urlconf, made once for each; without one, that of the request or else of the running application. */
export function getResolver(urlconf?: URLConf | URLResolver | null): URLResolver {
  if (urlconf instanceof URLResolver) return urlconf
  const wanted = urlconf || overriding.get()
  if (wanted) return resolverOf(wanted)
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
