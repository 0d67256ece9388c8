import { ImproperlyConfigured } from '../conf/exceptions.js'
import type { ActiveSettings, SettingsInput } from '../conf/settings.js'
import { urlpatternsFromViews } from '../urls/default-mapping.js'
import type { URLConf } from '../urls/types.js'

// What the modules of a project are to an application: the same under runserver and in a build.

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>

/** The settings that `settings.ts` exports. `file`: its name, for messages. Throws ImproperlyConfigured. */
export function settingsFrom(exports: Exports, file: string): SettingsInput {
  const { default: settings } = exports
  if (typeof settings === 'object' && settings !== null) return settings as SettingsInput
  throw new ImproperlyConfigured(
    `${file} has no settings to export. Write: export default defineSettings({ DEBUG: true })`,
  )
}

/** Without DEBUG there must be hosts, or every request would be answered with 400. Django's `runserver` says the same. */
export function refuseNoHosts(settings: ActiveSettings): ActiveSettings {
  if (settings.DEBUG || settings.ALLOWED_HOSTS.length > 0) return settings
  throw new ImproperlyConfigured('You must set settings.ALLOWED_HOSTS if DEBUG is False.')
}

/** A setting that cannot be used is told with the file that it stands in: no line of it is on the stack any more. */
export function withFileName<Result>(file: string | undefined, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (file === undefined || !(error instanceof ImproperlyConfigured)) throw error
    throw new ImproperlyConfigured(`${file}: ${error.message}`)
  }
}

/** The URLs that `urls.ts` exports. Throws ImproperlyConfigured. */
export function urlsFrom(exports: Exports, file: string): URLConf {
  if (Array.isArray(exports.urlpatterns)) return exports as unknown as URLConf
  throw new ImproperlyConfigured(
    `The URLconf ${file} does not appear to have any patterns in it. ` +
      'Export them from it: export const urlpatterns = [path(…), …]',
  )
}

/** The URLs of a project without `urls.ts`, and what there is to say of functions that got none. */
export function urlsFromViews(views: Exports, file: string): { urlconf: URLConf; notes: readonly string[] } {
  const { notes, ...urlconf } = urlpatternsFromViews(views)
  if (urlconf.urlpatterns.length > 0) return { urlconf, notes: notes.map(note => `${file}: ${note}`) }
  throw new ImproperlyConfigured(
    `${file} exports no view. Without a urls.ts, every exported function becomes a ` +
      'URL: export function index(request: HttpRequest) { return new HttpResponse("Hello") }',
  )
}
