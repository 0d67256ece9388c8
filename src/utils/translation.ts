import { Local } from './local.js'
import { localeSettings } from './locale-settings.js'

/** What messages are in a language: a text, or the forms it has for different numbers. */
export type Messages = Readonly<Record<string, string | readonly string[]>>

/** The messages of one language, as a `.po` file has them. */
export interface Catalog {
  /** Messages without a context. Those with a plural are found under their singular. */
  readonly messages?: Messages
  /** Messages that mean different things in different places, by context. */
  readonly contexts?: Readonly<Record<string, Messages>>
  /** Which of the forms counts for a number. Unless told: the first one for 1, the second one for others. */
  readonly plural?: (number: number) => number
}

// The language that was activated: null when none is wanted at all, undefined while the settings decide.
const active = new Local<string | null | undefined>(undefined)
const catalogs = new Map<string, Catalog[]>()

/**
 * Adds messages in a language (`de`, `pt-br`); what was there under the same names before is not seen any more.
 *
 * ```ts
 * registerCatalog('de', { messages: { 'Page not found': 'Seite nicht gefunden', '%(n)s day': ['%(n)s Tag', '%(n)s Tage'] } })
 * ```
 */
export function registerCatalog(language: string, catalog: Catalog): void {
  const code = language.toLowerCase()
  catalogs.set(code, [catalog, ...(catalogs.get(code) ?? [])])
}

/** Forgets the messages of a language, or of all. */
export function clearCatalogs(language?: string): void {
  if (language === undefined) catalogs.clear()
  else catalogs.delete(language.toLowerCase())
}

/** Whether there are messages in a language. */
export function hasCatalog(language: string): boolean {
  return catalogs.has(language.toLowerCase())
}

/** A message in the active language; the message itself where nobody has translated it. */
export function gettext(message: string): string {
  return catalogs.size === 0 ? message : (find(null, message, null) ?? message)
}

/** As `gettext`, for a message that means something else in another context. */
export function pgettext(context: string, message: string): string {
  return catalogs.size === 0 ? message : (find(context, message, null) ?? message)
}

/** A message about a number of things in the active language: `ngettext('%(n)s day', '%(n)s days', 3)`. */
export function ngettext(singular: string, plural: string, number: number): string {
  const found = catalogs.size === 0 ? null : find(null, singular, number)
  return found ?? (number === 1 ? singular : plural)
}

/** As `ngettext`, for a message that means something else in another context. */
export function npgettext(context: string, singular: string, plural: string, number: number): string {
  const found = catalogs.size === 0 ? null : find(context, singular, number)
  return found ?? (number === 1 ? singular : plural)
}

/** The active language, `LANGUAGE_CODE` while none was activated; `null` after `deactivateAll`. */
export function getLanguage(): string | null {
  const language = active.get()
  return language === undefined || !localeSettings().USE_I18N ? localeSettings().LANGUAGE_CODE : language
}

/** Makes a language the active one. */
export function activate(language: string): void {
  active.set(language)
}

/** Leaves the language to the settings again. */
export function deactivate(): void {
  active.set(undefined)
}

/** Makes messages stay as they are, in no language. */
export function deactivateAll(): void {
  active.set(null)
}

/** What `fn` gives while `language` is the active one (`null`: none). */
export function override<R>(language: string | null, fn: () => R): R {
  return active.run(language, fn)
}

/** A language and the broader ones it belongs to: `pt-br`, `pt`. */
export function withBroader(language: string): string[] {
  const code = language.toLowerCase().replaceAll('_', '-')
  const codes = [code]
  for (let at = code.lastIndexOf('-'); at > 0; at = code.lastIndexOf('-', at - 1)) codes.push(code.slice(0, at))
  return codes
}

// What the language does not have is looked for in the project's own one, except for English, which messages are in.
function find(context: string | null, message: string, number: number | null): string | null {
  const settings = localeSettings()
  const language = getLanguage()
  if (!settings.USE_I18N || language === null) return null
  const found = findIn(language, context, message, number)
  if (found !== null || language === settings.LANGUAGE_CODE || language.startsWith('en')) return found
  return findIn(settings.LANGUAGE_CODE, context, message, number)
}

function findIn(language: string, context: string | null, message: string, number: number | null): string | null {
  for (const code of withBroader(language)) {
    for (const catalog of catalogs.get(code) ?? []) {
      const text = formOf(catalog, context, message, number)
      if (text !== undefined) return text
    }
  }
  return null
}

function formOf(catalog: Catalog, context: string | null, message: string, number: number | null): string | undefined {
  const messages = context === null ? catalog.messages : catalog.contexts?.[context]
  if (messages === undefined || !Object.hasOwn(messages, message)) return undefined
  const translated = messages[message]!
  if (typeof translated === 'string') return translated
  const form = number === null ? 0 : (catalog.plural ?? germanic)(number)
  return translated[form] ?? translated[0]
}

function germanic(number: number): number {
  return number === 1 ? 0 : 1
}
