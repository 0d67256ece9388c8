import indexPage from '../../templates/pages/directory_index.html'
import { ImproperlyConfigured } from '../conf/exceptions.js'
import { settings } from '../conf/settings.js'
import { Http404 } from '../http/exceptions.js'
import { FileResponse } from '../http/file-response.js'
import { type FileFacts, fileFacts, listFolder } from '../http/files.js'
import type { HttpRequest } from '../http/request.js'
import { HttpResponse, HttpResponseNotModified } from '../http/response.js'
import type { HttpResponseBase } from '../http/response-base.js'
import { safeJoin } from '../http/safe-join.js'
import { defaultEngine } from '../template/default-engine.js'
import type { Engine } from '../template/engine.js'
import { TemplateDoesNotExist } from '../template/exceptions.js'
import { rePath } from '../urls/path.js'
import type { URLPattern } from '../urls/types.js'
import { escapeText } from '../utils/escape.js'
import { httpDate, parseHttpDate } from '../utils/http.js'
import { guessType } from '../utils/mime-types.js'
import { isWithin, normpath } from '../utils/paths.js'
import { quote } from '../utils/quoting.js'
import { urlsplit } from '../utils/urlsplit.js'

/** What `serve` is told by its route. */
export interface ServeKwargs {
  /** Of the file, below `documentRoot`. */
  readonly path: string
  /** The folder; a relative one is below the working directory. */
  readonly documentRoot: string
  /** Whether a folder is answered with a list of what is in it. */
  readonly showIndexes?: boolean
}

/**
 * Sends files of a folder: the whole of them, a part (`Range`), or 304 to who has them already. Nothing that lies outside
 * the folder, also where a link leads out of it, and no TypeScript. For development; in production a web server does this.
 * The list of a folder is `static/directory_index.html`, where the project has that template. Django:
 * `django.views.static.serve`. Throws Http404, and SuspiciousFileOperation for a path that leads out.
 *
 * ```ts
 * path('media/<path:path>', serve, { kwargs: { documentRoot: '/srv/media' } })
 * ```
 */
export function serve(
  request: HttpRequest,
  { path, documentRoot, showIndexes = false }: ServeKwargs,
): HttpResponseBase {
  const relative = normpath(path).replace(/^\/+/, '')
  const fullPath = safeJoin(documentRoot, relative)
  const facts = factsWithin(documentRoot, fullPath)
  if (facts?.kind === 'folder') {
    if (showIndexes) return directoryIndex(relative, fullPath)
    throw new Http404('Directory indexes are not allowed here.')
  }
  if (facts?.kind !== 'file' || isSource(relative) || isSource(facts.realPath)) {
    throw new Http404(`“${fullPath}” does not exist`)
  }
  if (!wasModifiedSince(request.META.HTTP_IF_MODIFIED_SINCE, facts.modified)) return new HttpResponseNotModified()
  return sendFile(fullPath, facts)
}

/** Whether something was modified since the date in a header (`If-Modified-Since`). `mtime` in seconds. */
export function wasModifiedSince(header: string | null | undefined, mtime = 0): boolean {
  if (header === null || header === undefined) return true
  try {
    return Math.trunc(mtime) > parseHttpDate(header)
  } catch {
    return true
  }
}

/**
 * URL patterns for the files of a folder, while DEBUG is on; none otherwise, and none for a prefix on another host.
 * Throws ImproperlyConfigured for an empty prefix. Django: `django.conf.urls.static.static()`, which is no name that
 * JavaScript could import.
 *
 * ```ts
 * export const urlpatterns = [
 *   path('', views.index),
 *   ...staticUrls(settings.MEDIA_URL, { documentRoot: settings.MEDIA_ROOT }),
 * ]
 * ```
 */
export function staticUrls<Kwargs extends { path: string } = ServeKwargs>(
  prefix: string,
  { view = serve as never, ...kwargs }: StaticOptions<Kwargs>,
): URLPattern[] {
  if (!prefix) throw new ImproperlyConfigured('Empty static prefix not permitted')
  if (!settings.DEBUG || urlsplit(prefix).netloc !== '') return []
  const route = `^${escapeRegex(prefix.replace(/^\/+/, ''))}(?P<path>.*)$`
  return [rePath(route, view as never, { kwargs }) as URLPattern]
}

/** The view, and what it is told beside the path. */
export type StaticOptions<Kwargs extends { path: string }> = Omit<Kwargs, 'path'> & {
  /** `serve` unless told. */
  readonly view?: (request: HttpRequest, kwargs: Kwargs) => HttpResponseBase | Promise<HttpResponseBase>
}

// What stands there, unless links lead out of the folder.
function factsWithin(folder: string, fullPath: string): FileFacts | null {
  const facts = fileFacts(fullPath)
  if (facts === null) return null
  const root = fileFacts(folder)
  return root !== null && isWithin(facts.realPath, root.realPath) ? facts : null
}

/** Whether a file is part of a program, or says what nobody should know, wherever it lies. */
function isSource(path: string): boolean {
  return /(^|\/)(\.env[^/]*|[^/]*\.[cm]?tsx?)$|(^|\/)\.(git|tiny-django)\//i.test(path)
}

function sendFile(path: string, { modified }: FileFacts): FileResponse {
  const { type, encoding } = guessType(path)
  const response = new FileResponse(path, { contentType: type ?? 'application/octet-stream' })
  response.headers.set('Last-Modified', httpDate(modified))
  if (encoding !== null) response.headers.set('Content-Encoding', encoding)
  return response
}

/** The page of the project's own template; `null` when it has none, or no templates at all. */
function ownIndex(values: { directory: string; file_list: readonly string[] }): string | null {
  try {
    const engine = defaultEngine() as Partial<Pick<Engine, 'renderToString'>>
    return engine.renderToString?.(['static/directory_index.html', 'static/directory_index'], values) ?? null
  } catch (error) {
    if (error instanceof TemplateDoesNotExist || error instanceof ImproperlyConfigured) return null
    throw error
  }
}

function directoryIndex(path: string, fullPath: string): HttpResponse {
  const names = listFolder(fullPath).filter(name => !name.startsWith('.'))
  const files = names.map(name => (fileFacts(`${fullPath}/${name}`)?.kind === 'folder' ? `${name}/` : name)).sort()
  const directory = `${path}/`
  const own = ownIndex({ directory, file_list: files })
  if (own !== null) return new HttpResponse(own)
  const links = [...(directory === '/' ? [] : ['../']), ...files].map(name => linkTo(name))
  // With these few values it is made without the template engine, which nobody may have loaded.
  const page = indexPage.replaceAll('{{ directory }}', () => escapeText(directory))
  return new HttpResponse(page.replace('{{ list }}', () => links.join('\n    ')))
}

function linkTo(name: string): string {
  return `<li><a href="${escapeText(quote(name))}">${escapeText(name)}</a></li>`
}

// As Python's `re.escape`, for a pattern that this package reads.
function escapeRegex(text: string): string {
  return text.replace(/[\s()[\]{}?*+\-|^$\\.&~#]/g, '\\$&')
}
