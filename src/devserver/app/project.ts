import { basename, relative, resolve, sep } from 'node:path'
import { ImproperlyConfigured } from '../../conf/exceptions.js'
import {
  type ActiveSettings,
  activateSettings,
  changeSettings,
  completeSettings,
  type SettingsInput,
} from '../../conf/settings.js'
import { type Application, compileApplication } from '../../core/application.js'
import type { Observer } from '../../core/observer.js'
import { CommonMiddleware } from '../../middleware/common.js'
import type { TemplatesSetting } from '../../template/engines.js'
import { librariesAmong, setTemplateLibraries } from '../../template/folders.js'
import { urlpatternsFromViews } from '../../urls/default-mapping.js'
import { nameModule } from '../../urls/names.js'
import type { URLConf } from '../../urls/types.js'
import type { LoadPlan, ProjectEntry } from '../protocol.js'
import { debugPages } from './debug.js'
import { logToTerminal } from './log.js'
import { inSourceOrder } from './source-order.js'

type Exports = Readonly<Record<string, unknown>>
type Run = (path: string) => Exports
type CodeOf = (path: string) => string | undefined

export interface Project {
  readonly app: Application
  readonly settingsModule: string | null
  readonly notes: readonly string[]
}

/** Evaluates the project's modules, settings first, and makes its application. `codeOf` gives the code that is run. */
export function loadProject(
  plan: LoadPlan,
  run: Run,
  codeOf: CodeOf = () => undefined,
  observer: Observer = {},
): Project {
  const { entry } = plan
  logToTerminal()
  const own = projectSettings(plan, run)
  const settings = withFileName(entry.settings, () =>
    refuseNoHosts(withExtraHosts(completeSettings(own), plan.extraHosts), plan.isServed),
  )
  activateSettings(settings) // a `urls.ts` may read them while it is evaluated
  setTemplateLibraries(librariesAmong(entry.extras.map(path => [path, run(path)] as const)))
  const { urlconf, notes } = entry.urls ? urlsOf(entry.urls, run) : urlsOfViews(entry, run, codeOf)
  const app = compileApplication({ ...urlconf, settings, observer }, debugPages)
  if (entry.urls) nameModule(app.resolver.urlconf, moduleName(plan.root, entry.urls))
  return { app, settingsModule: entry.settings ? basename(entry.settings) : null, notes }
}

/** Folders with templates that the settings name. */
export function templateFoldersOf({ TEMPLATES = [] }: { readonly TEMPLATES?: readonly TemplatesSetting[] }): string[] {
  return TEMPLATES.flatMap(({ DIRS = [] }) => DIRS.map(folder => resolve(folder)))
}

/** `blog.views` for `<root>/blog/views.ts`: the name that messages use for a module. */
export function moduleName(root: string, path: string): string {
  const withoutExtension = relative(root, path).replace(/\.[^.]+$/, '')
  return withoutExtension.split(sep).join('.')
}

function projectSettings(plan: LoadPlan, run: Run): SettingsInput {
  const file = plan.entry.settings
  if (!file) return { DEBUG: true, MIDDLEWARE: [CommonMiddleware], SECRET_KEY: plan.secretKey }
  const settings = run(file).default
  if (typeof settings === 'object' && settings !== null) return settings as SettingsInput
  throw new ImproperlyConfigured(
    `${basename(file)} has no settings to export. Write: export default defineSettings({ DEBUG: true })`,
  )
}

/** A setting that cannot be used is told with the file that it stands in: no line of it is on the stack any more. */
function withFileName<Result>(file: string | undefined, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (file === undefined || !(error instanceof ImproperlyConfigured)) throw error
    throw new ImproperlyConfigured(`${basename(file)}: ${error.message}`)
  }
}

// Django's `runserver` says the same, and no other command: every request would be answered with 400.
function refuseNoHosts(settings: ActiveSettings, isServed: boolean): ActiveSettings {
  if (!isServed || settings.DEBUG || settings.ALLOWED_HOSTS.length > 0) return settings
  throw new ImproperlyConfigured('You must set settings.ALLOWED_HOSTS if DEBUG is False.')
}

/** While DEBUG is on, an empty ALLOWED_HOSTS means these (Django: `ALLOWED_HOSTS`). */
const debugHosts = ['.localhost', '127.0.0.1', '[::1]']

function withExtraHosts(settings: ActiveSettings, extra: readonly string[]): ActiveSettings {
  if (extra.length === 0) return settings
  const own = settings.ALLOWED_HOSTS
  return changeSettings(settings, {
    ALLOWED_HOSTS: [...(settings.DEBUG && own.length === 0 ? debugHosts : own), ...extra],
  })
}

function urlsOf(file: string, run: Run): { urlconf: URLConf; notes: readonly string[] } {
  const urls = run(file)
  if (Array.isArray(urls.urlpatterns)) return { urlconf: urls as unknown as URLConf, notes: [] }
  throw new ImproperlyConfigured(
    `The URLconf ${basename(file)} does not appear to have any patterns in it. ` +
      'Export them from it: export const urlpatterns = [path(…), …]',
  )
}

function urlsOfViews(entry: ProjectEntry, run: Run, codeOf: CodeOf): { urlconf: URLConf; notes: readonly string[] } {
  const views = run(entry.views ?? '')
  const code = codeOf(entry.views ?? '')
  const file = basename(entry.views ?? 'views.ts')
  const { notes, ...urlconf } = urlpatternsFromViews(code === undefined ? views : inSourceOrder(views, code))
  if (urlconf.urlpatterns.length > 0) return { urlconf, notes: notes.map(note => `${file}: ${note}`) }
  throw new ImproperlyConfigured(
    `${file} exports no view. Without a urls.ts, every exported function becomes a ` +
      'URL: export function index(request: HttpRequest) { return new HttpResponse("Hello") }',
  )
}
