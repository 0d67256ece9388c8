import { setLocaleSettings } from '../utils/locale-settings.js'
import { setLoggingSettings } from '../utils/logging/active.js'
import { ImproperlyConfigured } from './exceptions.js'
import { globalSettings, type Settings } from './global-settings.js'
import type { ProjectSettings } from './project-settings.js'
import { checkOwnSettings, checkSettings, unknownSetting } from './validate.js'

/** Complete settings: Django's names and the project's own, side by side. Made by `defineSettings`. */
export type ActiveSettings = Readonly<Settings & ProjectSettings>

/** What `createApplication` takes: settings made by `defineSettings`, or a plain object that goes through it. */
export type SettingsInput = Partial<Settings>

/** A project's own names: those it declared in `ProjectSettings` with their types, others as they come. */
export type OwnSettings = ProjectSettings & { readonly [name: Uppercase<string>]: unknown }

const complete = new WeakSet<object>()
const defaults = markComplete({ ...globalSettings })
/** What the running application says. */
let base: ActiveSettings = defaults
/** What lies over it for the moment, the innermost last. */
let overrides: readonly Override[] = []
/** Both together. */
let active: ActiveSettings = defaults
setLocaleSettings(() => active)
setLoggingSettings(() => active)

/**
 * The settings of the running application; Django's global defaults while there is none.
 * Read names where they are used, not once at import, as in Django: which settings are active may change.
 * An unknown name throws and names the nearest known one.
 */
export const settings: ActiveSettings = createLazySettings()

/**
 * A project's settings: what it sets over Django's global defaults, and its own names in the second object.
 * Django: "Django settings". Throws `ImproperlyConfigured` for a name nobody knows and for a value of the wrong type.
 *
 * ```ts
 * export default defineSettings({ DEBUG: true, MIDDLEWARE: [CommonMiddleware] }, { LOCKOUT_COOLOFF: 42 })
 * ```
 */
export function defineSettings(values: Partial<Settings>, own?: OwnSettings): ActiveSettings {
  checkSettings(values)
  if (own !== undefined) checkOwnSettings(own)
  return markComplete({ ...globalSettings, ...withoutUndefined(values), ...own })
}

/** What `defineSettings` returned stays as it is; a plain object goes through it. */
export function completeSettings(values: SettingsInput): ActiveSettings {
  return complete.has(values) ? (values as ActiveSettings) : defineSettings(values)
}

/** Complete settings with some of them changed; names of the project stay what they are. */
export function changeSettings(from: ActiveSettings, changes: Partial<Settings>): ActiveSettings {
  checkSettings(changes)
  return markComplete({ ...from, ...changes })
}

/**
 * Makes `next` what `settings` reads (`null`: Django's defaults again), below what overrides it, and returns what it was
 * before.
 */
export function activateSettings(next: ActiveSettings | null): ActiveSettings {
  const previous = base
  base = next ?? defaults
  combine()
  return previous
}

/** Some settings for the moment, made of those that count without it. */
export type Override = (below: ActiveSettings) => Partial<Settings>

/** Lays an override over everything, or `below` the other overrides, until `removeOverride`. */
export function addOverride(override: Override, place: 'above' | 'below' = 'above'): void {
  overrides = place === 'above' ? [...overrides, override] : [override, ...overrides]
  combine()
}

export function removeOverride(override: Override): void {
  overrides = overrides.filter(each => each !== override)
  combine()
}

/** The settings that count right now, as one object, which never changes. */
export function currentSettings(): ActiveSettings {
  return active
}

/** The settings of the running application, without what overrides them. */
export function settingsWithoutOverrides(): ActiveSettings {
  return base
}

/** What `settings` would read while an application with these settings runs. */
export function settingsUnderOverrides(own: ActiveSettings): ActiveSettings {
  return own === base ? active : overridden(own)
}

function combine(): void {
  active = overridden(base)
}

function overridden(own: ActiveSettings): ActiveSettings {
  let result = own
  for (const override of overrides) result = markComplete({ ...result, ...override(result) })
  return result
}

function markComplete(values: object): ActiveSettings {
  const frozen = Object.freeze(values) as ActiveSettings
  complete.add(frozen)
  return frozen
}

/** `{ DEBUG: undefined }` means "not set", as it would in a spread of optional values. */
function withoutUndefined(values: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

// Known names are plain getters, so that reading one per request costs next to nothing. Only what is not among them
// (a project's own names, typing errors) falls through to the prototype, which is a proxy.
function createLazySettings(): ActiveSettings {
  const lazy = Object.create(new Proxy({}, { get: readOwnName, has: (_, name) => name in active }))
  for (const name of Object.keys(globalSettings) as (keyof Settings)[]) {
    const get = name === 'SECRET_KEY' ? readSecretKey : () => active[name]
    Object.defineProperty(lazy, name, { get, enumerable: true })
  }
  return lazy
}

function readSecretKey(): string | Uint8Array {
  if (active.SECRET_KEY.length === 0) throw new ImproperlyConfigured('The SECRET_KEY setting must not be empty.')
  return active.SECRET_KEY
}

function readOwnName(_: object, name: string | symbol): unknown {
  if (name in active) return active[name as keyof ActiveSettings]
  // Anything but capitals is JavaScript asking (then, toJSON, inspection), not somebody reading a setting.
  if (typeof name === 'symbol' || !/^[A-Z][A-Z0-9_]*$/.test(name)) return undefined
  throw unknownSetting(name, Object.keys(active), base === defaults ? NOT_RUNNING_HINT : '')
}

const NOT_RUNNING_HINT =
  ' No application has been made yet whose settings could have it: createApplication({ urlpatterns, settings }) makes one.'
