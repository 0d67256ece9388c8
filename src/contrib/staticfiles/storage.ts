import { ImproperlyConfigured } from '../../conf/exceptions.js'
import { settings } from '../../conf/settings.js'
import { readFileAtOnce } from '../../http/files.js'
import type { StaticStorage } from '../../template/static-storage.js'
import { joinpath } from '../../utils/paths.js'
import { hashedUrl, partsOf, storageUrl, withPath } from './hashed-names.js'

/** Static files under their own names. Django: `django.contrib.staticfiles.storage.StaticFilesStorage`. */
export class StaticFilesStorage implements StaticStorage {
  url(name: string): string {
    return storageUrl(name)
  }
}

/** What `collectstatic` has written: by which name each file goes now. */
export interface StaticManifest {
  readonly version: string
  readonly paths: Readonly<Record<string, string>>
  readonly hash?: string
}

/**
 * Static files under names with a hash of their content, so that a browser may keep them for ever: `collectstatic` makes
 * them, and a manifest that says which. Django: `django.contrib.staticfiles.storage.ManifestStaticFilesStorage`.
 *
 * ```ts
 * STORAGES: { staticfiles: { BACKEND: ManifestStaticFilesStorage } }
 * ```
 */
export class ManifestStaticFilesStorage extends StaticFilesStorage {
  /** Whether a file that the manifest lacks is an error. Otherwise its address is the plain one. */
  manifestStrict = true
  /** How often files that name each other are gone through, until no name changes any more. */
  maxPostProcessPasses = 5
  /** Whether `import` and `export … from` in JavaScript are rewritten too. */
  supportJsModuleImportAggregation = false
  readonly manifestName: string = 'staticfiles.json'
  #hashedFiles: ReadonlyMap<string, string> | null = null

  /** Names by path, as the manifest has them. Read from STATIC_ROOT when they are first needed. */
  get hashedFiles(): ReadonlyMap<string, string> {
    this.#hashedFiles ??= new Map(Object.entries(this.loadManifest()))
    return this.#hashedFiles
  }

  /** The plain address while DEBUG is on, unless forced. Throws ValueError's counterpart, a RangeError, for an unknown file. */
  override url(name: string, force = false): string {
    return settings.DEBUG && !force ? hashedUrl(name, plain => plain) : hashedUrl(name, plain => this.storedName(plain))
  }

  /** The name that a file goes by. */
  storedName(name: string): string {
    const { path, parts } = partsOf(name)
    const stored = this.hashedFiles.get(path)
    if (stored === undefined && this.manifestStrict) {
      throw new RangeError(`Missing staticfiles manifest entry for '${path}'`)
    }
    return withPath(name, parts, stored ?? path)
  }

  /** The text of the manifest; `null` when there is none. */
  readManifest(): string | null {
    if (settings.STATIC_ROOT === null) {
      throw new ImproperlyConfigured(
        "You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.",
      )
    }
    const bytes = readFileAtOnce(joinpath(settings.STATIC_ROOT, this.manifestName))
    return bytes === null ? null : new TextDecoder().decode(bytes)
  }

  loadManifest(): StaticManifest['paths'] {
    const text = this.readManifest()
    if (text === null) return {}
    const manifest = parse(text)
    if (manifest !== null && ['1.0', '1.1'].includes(manifest.version)) return manifest.paths ?? {}
    throw new RangeError(`Couldn't load manifest '${this.manifestName}' (version 1.1)`)
  }
}

function parse(text: string): StaticManifest | null {
  try {
    return JSON.parse(text) as StaticManifest
  } catch {
    return null
  }
}
