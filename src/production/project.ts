import { type ActiveSettings, activateSettings, changeSettings, completeSettings } from '../conf/settings.js'
import { ManifestStaticFilesStorage } from '../contrib/staticfiles/storage.js'
import { type Application, compileApplication } from '../core/application.js'
import type { DebugPages } from '../core/debug-pages.js'
import {
  type Exports,
  refuseNoHosts,
  settingsFrom,
  urlsFrom,
  urlsFromViews,
  withFileName,
} from '../project/assemble.js'
import { librariesAmong, setTemplateLibraries } from '../template/folders.js'
import type { StaticStorageSetting } from '../template/static-storage.js'
import { nameModule, registerModule } from '../urls/names.js'
import { reverse } from '../urls/reverse.js'
import { type Reverser, setReverser } from '../urls/reverser.js'
import { type BundledFolder, bundledEngines } from './templates.js'

/** What the build has read, so that nobody reads it when the program runs. */
export interface Contents {
  /** For each engine of TEMPLATES. */
  readonly templates: readonly (readonly BundledFolder[] | null)[]
  /** Names of the static files by their paths; null: they keep their own. */
  readonly staticNames: Readonly<Record<string, string>> | null
}

/** A module of the project: its name or path, and what it exports. */
export type NamedModule = readonly [name: string, exports: Exports]

/** A project as the entry of a build hands it over. */
export interface ProjectParts {
  readonly settings: ActiveSettings
  /** One of these two. */
  readonly urls?: NamedModule
  readonly views?: NamedModule
  /** Those in `templatetags/`, by path. */
  readonly tagModules: readonly NamedModule[]
  /** All modules, by the names that messages call them by. */
  readonly modules: readonly NamedModule[]
  readonly debugPages: DebugPages
}

/** Makes the settings of a module the active ones: a `urls.ts` may read them while it is evaluated. */
export function useSettings(exports: Exports, file: string, contents: Contents): ActiveSettings {
  const settings = withFileName(file, () => {
    const own = refuseNoHosts(completeSettings(settingsFrom(exports, file)))
    const { TEMPLATES, STORAGES } = own
    return changeSettings(own, {
      TEMPLATES: bundledEngines(TEMPLATES, contents.templates),
      STORAGES: { ...STORAGES, ...withNames(STORAGES.staticfiles, contents.staticNames) },
    })
  })
  activateSettings(settings)
  return settings
}

/** The application of a built project. */
export function makeApplication({ settings, urls, views, tagModules, modules, debugPages }: ProjectParts): Application {
  setReverser(reverse as Reverser)
  setTemplateLibraries(librariesAmong(tagModules))
  const urlconf = urls ? urlsFrom(urls[1], urls[0]) : urlsFromViews(views![1], views![0]).urlconf
  const app = compileApplication({ ...urlconf, settings }, debugPages)
  if (urls) nameModule(app.resolver.urlconf, 'urls')
  for (const [name, exports] of modules) registerModule(name, exports)
  return app
}

/** The project's storage, or Django's with a manifest where it names none, with the names that the build has given. */
function withNames(
  own: StaticStorageSetting | undefined,
  names: Contents['staticNames'],
): { staticfiles?: StaticStorageSetting } {
  if (names === null) return {}
  const backend: StaticStorageSetting['BACKEND'] = own?.BACKEND ?? ManifestStaticFilesStorage
  return isManifestStorage(backend) ? { staticfiles: { ...own, BACKEND: knowing(names, backend) } } : {}
}

function knowing(names: Readonly<Record<string, string>>, Backend: ManifestStorageClass): ManifestStorageClass {
  return class extends Backend {
    override loadManifest() {
      return names
    }
  }
}

type ManifestStorageClass = new (options?: Readonly<Record<string, unknown>>) => ManifestStaticFilesStorage

function isManifestStorage(backend: StaticStorageSetting['BACKEND']): backend is ManifestStorageClass {
  return backend === ManifestStaticFilesStorage || backend.prototype instanceof ManifestStaticFilesStorage
}
