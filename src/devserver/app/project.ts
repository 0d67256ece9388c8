import { basename, relative, resolve, sep } from 'node:path'
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
import {
  type Exports,
  refuseNoHosts,
  settingsFrom,
  urlsFrom,
  urlsFromViews,
  withFileName,
} from '../../project/assemble.js'
import type { TemplatesSetting } from '../../template/engines.js'
import { librariesAmong, setTemplateLibraries } from '../../template/folders.js'
import { nameModule } from '../../urls/names.js'
import type { URLConf } from '../../urls/types.js'
import type { LoadPlan, ProjectEntry } from '../protocol.js'
import { debugPages } from './debug.js'
import { logToTerminal } from './log.js'
import { inSourceOrder } from './source-order.js'

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
  const settings = withFileName(entry.settings && basename(entry.settings), () =>
    whenServed(withExtraHosts(completeSettings(own), plan.extraHosts), plan.isServed),
  )
  activateSettings(settings) // a `urls.ts` may read them while it is evaluated
  setTemplateLibraries(librariesAmong(entry.extras.map(path => [path, run(path)] as const)))
  const { urlconf, notes } = entry.urls
    ? { urlconf: urlsFrom(run(entry.urls), basename(entry.urls)), notes: [] }
    : urlsOfViews(entry, run, codeOf)
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
  return settingsFrom(run(file), basename(file))
}

// Django's `runserver` refuses them, and no other command.
function whenServed(settings: ActiveSettings, isServed: boolean): ActiveSettings {
  return isServed ? refuseNoHosts(settings) : settings
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

function urlsOfViews(entry: ProjectEntry, run: Run, codeOf: CodeOf): { urlconf: URLConf; notes: readonly string[] } {
  const path = entry.views ?? ''
  const views = run(path)
  const code = codeOf(path)
  return urlsFromViews(code === undefined ? views : inSourceOrder(views, code), basename(path))
}
