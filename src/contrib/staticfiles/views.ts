import { settings } from '../../conf/settings.js'
import { Http404 } from '../../http/exceptions.js'
import type { HttpRequest } from '../../http/request.js'
import type { HttpResponseBase } from '../../http/response-base.js'
import type { URLPattern } from '../../urls/types.js'
import { normpath } from '../../utils/paths.js'
import { serve as serveFrom, staticUrls } from '../../views/static.js'
import { find } from './finders.js'

/** What `serve` is told by its route. */
export interface StaticFileKwargs {
  readonly path: string
  /** Whether to do it without DEBUG too. */
  readonly insecure?: boolean
}

/**
 * Sends a static file from wherever the finders find it, while DEBUG is on. Django:
 * `django.contrib.staticfiles.views.serve`. Throws Http404, and SuspiciousFileOperation for a path that leads out.
 */
export function serve(request: HttpRequest, { path, insecure = false }: StaticFileKwargs): HttpResponseBase {
  if (!settings.DEBUG && !insecure) throw new Http404()
  const found = find(normpath(path).replace(/^\/+/, ''))
  if (found === null) {
    if (path === '' || path.endsWith('/')) throw new Http404('Directory indexes are not allowed here.')
    throw new Http404(`'${path}' could not be found`)
  }
  const { prefix, folder } = found.location
  const below = normpath(path).replace(/^\/+/, '')
  // Below the folder it was found in, so that no link leads out of that.
  return serveFrom(request, { path: prefix === '' ? below : below.slice(prefix.length + 1), documentRoot: folder })
}

/**
 * URL patterns for the static files, while DEBUG is on: for servers other than `runserver`, which serves them by itself.
 * Django: `django.contrib.staticfiles.urls.staticfiles_urlpatterns`.
 */
export function staticfilesUrlpatterns(prefix: string = settings.STATIC_URL): URLPattern[] {
  return staticUrls<StaticFileKwargs>(prefix, { view: serve })
}
