/// <reference lib="esnext.disposable" preserve="true" />
import { settingChanged } from '../dispatch/signals.js'
import { isPromiseLike } from '../utils/after.js'
import { didYouMean } from '../utils/suggest.js'
import { globalSettings, type Settings } from './global-settings.js'
import type { ProjectSettings } from './project-settings.js'
import { type ActiveSettings, addOverride, currentSettings, type Override, removeOverride } from './settings.js'
import { checkSettings, unknownSetting } from './validate.js'

/** Settings with other values for a while: Django's own and the project's. */
export type SettingsOverrides = Partial<Settings & ProjectSettings>

/**
 * Undoes an override: called, or by the end of a block with `using`. A test runner that calls what a hook returned
 * does it too: `beforeEach(() => overrideSettings({ … }))`.
 */
export interface Restore extends Disposable {
  (): void
}

/**
 * Other settings while `work` runs (until its promise is settled, if it gives one), or until what is returned is
 * called. They lie over those of whatever application runs. Throws ImproperlyConfigured for a value of the wrong type,
 * and for a name that nobody knows and that is nearly one of those that are known.
 * Django: `django.test.override_settings`.
 *
 * ```ts
 * await overrideSettings({ DEBUG: true }, async () => …)
 * using _ = overrideSettings({ DEBUG: true })
 * beforeEach(() => overrideSettings({ DEBUG: true }))
 * ```
 */
export function overrideSettings(values: SettingsOverrides): Restore
export function overrideSettings<T>(values: SettingsOverrides, work: () => T): T
export function overrideSettings<T>(values: SettingsOverrides, work?: () => T): Restore | T {
  checkOverrides(values)
  const restore = enable(Object.keys(values), () => values as Partial<Settings>)
  return work === undefined ? restore : during(restore, work)
}

/** What is done to a setting that is a list. A single item need not be in a list. */
export interface ListOperations<Item> {
  readonly append?: Item | readonly Item[]
  readonly prepend?: Item | readonly Item[]
  readonly remove?: Item | readonly Item[]
}

/** For each setting that is a list, what is done to it. */
export type SettingsModifications = {
  readonly [Name in keyof (Settings & ProjectSettings)]?: (Settings & ProjectSettings)[Name] extends
    | readonly (infer Item)[]
    | null
    ? ListOperations<Item>
    : never
}

/**
 * As `overrideSettings`, for lists: items put before or behind what is there, or taken out. An item that is there
 * already is not put there again. Throws RangeError (Python's ValueError) for another operation.
 * Django: `django.test.modify_settings`.
 *
 * ```ts
 * using _ = modifySettings({ MIDDLEWARE: { append: timing, remove: [CommonMiddleware] } })
 * ```
 */
export function modifySettings(modifications: SettingsModifications): Restore
export function modifySettings<T>(modifications: SettingsModifications, work: () => T): T
export function modifySettings<T>(modifications: SettingsModifications, work?: () => T): Restore | T {
  const now: Readonly<Record<string, unknown>> = { ...currentSettings() }
  const values = Object.fromEntries(
    Object.entries(modifications).map(([name, operations]) => [name, modified(now[name], operations as Operations)]),
  )
  return work === undefined ? overrideSettings(values) : overrideSettings(values, work)
}

type Operations = Readonly<Record<string, unknown>>

function modified(list: unknown, operations: Operations): unknown[] {
  let items: unknown[] = Array.isArray(list) ? list : []
  for (const [action, given] of Object.entries(operations)) {
    const chosen: unknown[] = Array.isArray(given) ? given : [given]
    const fresh = chosen.filter(item => !items.includes(item))
    if (action === 'append') items = [...items, ...fresh]
    else if (action === 'prepend') items = [...fresh, ...items]
    else if (action === 'remove') items = items.filter(item => !chosen.includes(item))
    else throw new RangeError(`Unsupported action: ${action}`)
  }
  return items
}

function checkOverrides(values: SettingsOverrides): void {
  const known = Object.keys(currentSettings())
  for (const name of Object.keys(values)) {
    if (!known.includes(name) && didYouMean(name, known) !== '') throw unknownSetting(name, known)
  }
  checkSettings(Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(globalSettings, name))))
}

function enable(names: readonly string[], override: Override): Restore {
  addOverride(override)
  let isEnabled = true
  const disable = () => {
    if (!isEnabled) return
    isEnabled = false
    removeOverride(override)
    announceAll(names)
  }
  try {
    for (const name of names) settingChanged.send(null, { setting: name, value: currentValue(name), enter: true })
  } catch (error) {
    quietly(disable) // what went wrong first is what is told
    throw error
  }
  return Object.assign(disable, { [Symbol.dispose]: disable })
}

function quietly(work: () => void): void {
  try {
    work()
  } catch {}
}

/** Everybody hears that it is over, whatever some of them throw; then the first of that is thrown. */
function announceAll(names: readonly string[]): void {
  const responses = names.flatMap(name =>
    settingChanged.sendRobust(null, { setting: name, value: currentValue(name), enter: false }),
  )
  const failed = responses.find(([, response]) => response instanceof Error)
  if (failed !== undefined) throw failed[1]
}

function currentValue(name: string): unknown {
  return currentSettings()[name as keyof ActiveSettings]
}

function during<T>(restore: Restore, work: () => T): T {
  let result: T
  try {
    result = work()
  } catch (error) {
    restore()
    throw error
  }
  if (isPromiseLike(result)) return Promise.resolve(result).finally(restore) as T
  restore()
  return result
}
