import { type ActiveSettings, currentSettings } from '../conf/settings.js'

/** Where collected static files are, as far as a template asks. Django: a storage of `django.contrib.staticfiles`. */
export interface StaticStorage {
  /** The address of a file, by the path that a template names it with. */
  url(path: string): string
}

/** A class of such storages, and what its constructor is told. */
export interface StaticStorageSetting {
  readonly BACKEND: new (options: Readonly<Record<string, unknown>>) => StaticStorage
  readonly OPTIONS?: Readonly<Record<string, unknown>>
}

declare module '../conf/global-settings.js' {
  interface Settings {
    /** The storages: `staticfiles` is the one of static files, its class by reference. Others are the project's own. */
    STORAGES: { readonly staticfiles?: StaticStorageSetting; readonly [alias: string]: unknown }
  }
}

let made: { readonly of: ActiveSettings; readonly storage: StaticStorage | null } | null = null

/** The storage of the settings that are active; `null` when they name none. Django: `staticfiles_storage`. */
export function staticStorage(): StaticStorage | null {
  const settings = currentSettings()
  if (made?.of !== settings) made = { of: settings, storage: makeStorage(settings.STORAGES.staticfiles) }
  return made.storage
}

function makeStorage(setting: StaticStorageSetting | undefined): StaticStorage | null {
  return setting === undefined ? null : new setting.BACKEND(setting.OPTIONS ?? {})
}
