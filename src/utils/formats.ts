import { dateFormat as formatDate, timeFormat as formatTime } from './dateformat.js'
import { type LocaleSettings, localeSettings } from './locale-settings.js'
import { format as formatNumber } from './numberformat.js'
import { isDate, isDateTime, isNaive, isTime } from './python/kinds.js'
import { awareFields, type Fields, plainFields } from './python/moments.js'
import { isNumber } from './python/numbers.js'
import type { SafeString } from './python/safe-string.js'
import { isText } from './python/safe-string.js'
import { str } from './python/str.js'
import { strftime } from './strftime.js'
import { getLanguage, withBroader } from './translation.js'

/** How a language writes dates and numbers; the settings of the same names say it where a language does not. */
export interface Formats
  extends Omit<LocaleSettings, 'LANGUAGE_CODE' | 'USE_I18N' | 'USE_TZ' | 'TIME_ZONE' | 'USE_THOUSAND_SEPARATOR'> {
  /** How dates are read, the first being how they are written into a form: `%Y-%m-%d`. */
  DATE_INPUT_FORMATS: readonly string[]
  TIME_INPUT_FORMATS: readonly string[]
  DATETIME_INPUT_FORMATS: readonly string[]
}

/** The names of formats. */
export type FormatName = keyof Formats

const inputFormats = {
  DATE_INPUT_FORMATS: ['%Y-%m-%d', '%m/%d/%Y', '%m/%d/%y', '%b %d %Y', '%b %d, %Y', '%d %b %Y', '%d %b, %Y'],
  TIME_INPUT_FORMATS: ['%H:%M:%S', '%H:%M:%S.%f', '%H:%M'],
  DATETIME_INPUT_FORMATS: ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%d %H:%M', '%m/%d/%Y %H:%M:%S'],
} as const

/** English; in it, numbers that are grouped are grouped by three, whatever the settings say. */
const english: Partial<Formats> = {
  DATE_FORMAT: 'N j, Y',
  TIME_FORMAT: 'P',
  DATETIME_FORMAT: 'N j, Y, P',
  YEAR_MONTH_FORMAT: 'F Y',
  MONTH_DAY_FORMAT: 'F j',
  SHORT_DATE_FORMAT: 'm/d/Y',
  SHORT_DATETIME_FORMAT: 'm/d/Y P',
  FIRST_DAY_OF_WEEK: 0,
  DECIMAL_SEPARATOR: '.',
  THOUSAND_SEPARATOR: ',',
  NUMBER_GROUPING: 3,
  ...inputFormats,
}

const byLanguage = new Map<string, Partial<Formats>>([['en', english]])

/**
 * Says how a language writes dates and numbers: `registerFormats('de', { DATE_FORMAT: 'j. F Y', DECIMAL_SEPARATOR: ',' })`.
 * What it has said before and is not named stays. Django: "Format localization", `FORMAT_MODULE_PATH`.
 */
export function registerFormats(language: string, formats: Partial<Formats>): void {
  const code = language.toLowerCase()
  byLanguage.set(code, { ...byLanguage.get(code), ...formats })
}

/**
 * A format by its name, in a language (the active one unless told) or, with `useL10n` false, as the settings have it.
 * What is no name is a format itself. Django: `get_format`.
 */
export function getFormat<N extends FormatName>(name: N, language?: string | null, useL10n?: boolean | null): Formats[N]
export function getFormat(name: string, language?: string | null, useL10n?: boolean | null): unknown
export function getFormat(name: string, language?: string | null, useL10n?: boolean | null): unknown {
  if (!names.has(name)) return name
  const code = (useL10n ?? true) ? (language ?? getLanguage()) : null
  return (code === null ? undefined : formatOf(code, name as FormatName)) ?? ofSettings(name as FormatName)
}

const names: ReadonlySet<string> = new Set(Object.keys(english))

function formatOf(language: string, name: FormatName): unknown {
  // The language of the settings and its formats are asked for with every number of a page.
  if (language === 'en-us' && byLanguage.size === 1) return english[name]
  for (const code of withBroader(language)) {
    const format = byLanguage.get(code)?.[name]
    if (format !== undefined) return format
  }
  return undefined
}

function ofSettings(name: FormatName): unknown {
  return name in inputFormats
    ? inputFormats[name as keyof typeof inputFormats]
    : localeSettings()[name as keyof LocaleSettings]
}

/** A date or datetime in a format, or by the name of one (`DATE_FORMAT` unless told). Django: `date_format`. */
export function dateFormat(value: unknown, format?: unknown, useL10n: boolean | null = null): string {
  return formatDate(value, getFormat(nameOr(format, 'DATE_FORMAT'), null, useL10n))
}

/** A time in a format, or by the name of one (`TIME_FORMAT` unless told). Django: `time_format`. */
export function timeFormat(value: unknown, format?: unknown, useL10n: boolean | null = null): string {
  return formatTime(value, getFormat(nameOr(format, 'TIME_FORMAT'), null, useL10n))
}

function nameOr(format: unknown, name: FormatName): string {
  return str(format ?? '') || name
}

/** How `numberFormat` writes a number. */
export interface NumberOptions {
  /** Digits behind the point; `null`: as many as there are. */
  readonly decimalPos?: number | null
  /** `false`: as the settings have it, whatever the language. */
  readonly useL10n?: boolean | null
  /** Groups digits whatever `USE_THOUSAND_SEPARATOR` says. */
  readonly forceGrouping?: boolean
}

/** A number as the active language writes it. Django: `number_format`. */
export function numberFormat(value: unknown, options: NumberOptions = {}): string | SafeString {
  const { decimalPos = null, forceGrouping = false } = options
  const useL10n = options.useL10n ?? true
  const { decimalSep, grouping, thousandSep } = signsOf(useL10n ? getLanguage() : null, useL10n)
  return formatNumber(value, decimalSep, { decimalPos, grouping, thousandSep, forceGrouping, useL10n })
}

/** What numbers are written with. */
interface Signs {
  readonly decimalSep: string
  readonly grouping: number | readonly number[]
  readonly thousandSep: string
}

const englishSigns: Signs = { decimalSep: '.', grouping: 3, thousandSep: ',' }

function signsOf(language: string | null, useL10n: boolean): Signs {
  if (language === 'en-us' && byLanguage.size === 1) return englishSigns
  return {
    decimalSep: getFormat('DECIMAL_SEPARATOR', language, useL10n),
    grouping: getFormat('NUMBER_GROUPING', language, useL10n),
    thousandSep: getFormat('THOUSAND_SEPARATOR', language, useL10n),
  }
}

/** A number, date, datetime or time as the active language writes it; anything else unchanged. Django: `localize`. */
export function localize(value: unknown, useL10n: boolean | null = null): unknown {
  if (isText(value)) return value
  if (typeof value === 'boolean') return str(value)
  if (isNumber(value)) return useL10n === false ? str(value) : numberFormat(value, { useL10n })
  if (typeof value !== 'object' || value === null) return value
  if (isDateTime(value)) return dateFormat(value, 'DATETIME_FORMAT', useL10n)
  if (isDate(value)) return dateFormat(value, null, useL10n)
  return isTime(value) ? timeFormat(value, null, useL10n) : value
}

/**
 * A value as it is written into a form, dates by a format of `strftime` (the first that is read in the active language
 * unless told). Django: `localize_input`.
 */
export function localizeInput(value: unknown, format?: string | null): unknown {
  if (typeof value === 'boolean') return str(value)
  if (isNumber(value)) return numberFormat(value)
  if (isDateTime(value)) return strftime(fieldsOf(value), format ?? getFormat('DATETIME_INPUT_FORMATS')[0]!)
  if (isDate(value)) return strftime(fieldsOf(value), format ?? getFormat('DATE_INPUT_FORMATS')[0]!)
  return isTime(value) ? strftime(fieldsOf(value), format ?? getFormat('TIME_INPUT_FORMATS')[0]!) : value
}

function fieldsOf(value: object): Fields {
  return isDateTime(value) && !isNaive(value) ? awareFields(value) : plainFields(value)
}
