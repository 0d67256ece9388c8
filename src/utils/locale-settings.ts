/**
 * The settings that say how dates, numbers and messages are written, with Django's global defaults. They are declared
 * here because `utils` reads them and knows nothing of `conf`, which takes them over into its own and says which count.
 */
export interface LocaleSettings {
  /** The language of messages and formats while no other is active: `en-us`, `de`, `pt-br`. */
  LANGUAGE_CODE: string
  /** Whether messages are translated and formats follow the language. */
  USE_I18N: boolean
  /** Whether datetimes are aware, and templates show them in the current time zone. */
  USE_TZ: boolean
  /** The default time zone, by its name in the IANA database. */
  TIME_ZONE: string
  /** Whether numbers are grouped (`1,000`) where nothing else is said. */
  USE_THOUSAND_SEPARATOR: boolean
  /** How a date is written where the language does not say (`N j, Y`). Django: "date" filter. */
  DATE_FORMAT: string
  /** How a datetime is written where the language does not say. */
  DATETIME_FORMAT: string
  /** How a time is written where the language does not say. */
  TIME_FORMAT: string
  /** How a day of a month is written where the language does not say. */
  MONTH_DAY_FORMAT: string
  /** How a month of a year is written where the language does not say. */
  YEAR_MONTH_FORMAT: string
  /** How a date is written short where the language does not say. */
  SHORT_DATE_FORMAT: string
  /** How a datetime is written short where the language does not say. */
  SHORT_DATETIME_FORMAT: string
  /** What stands in front of the digits of a fraction where the language does not say. */
  DECIMAL_SEPARATOR: string
  /** What stands between groups of digits where the language does not say. */
  THOUSAND_SEPARATOR: string
  /** How many digits make a group where the language does not say; a list of sizes from the right, `[3, 2, 0]`; 0: none. */
  NUMBER_GROUPING: number | readonly number[]
  /** The first day of a week, 0 for Sunday. */
  FIRST_DAY_OF_WEEK: number
}

/** Django's global defaults. */
export const localeDefaults: Readonly<LocaleSettings> = {
  LANGUAGE_CODE: 'en-us',
  USE_I18N: true,
  USE_TZ: true,
  TIME_ZONE: 'America/Chicago',
  USE_THOUSAND_SEPARATOR: false,
  DATE_FORMAT: 'N j, Y',
  DATETIME_FORMAT: 'N j, Y, P',
  TIME_FORMAT: 'P',
  MONTH_DAY_FORMAT: 'F j',
  YEAR_MONTH_FORMAT: 'F Y',
  SHORT_DATE_FORMAT: 'm/d/Y',
  SHORT_DATETIME_FORMAT: 'm/d/Y P',
  DECIMAL_SEPARATOR: '.',
  THOUSAND_SEPARATOR: ',',
  NUMBER_GROUPING: 0,
  FIRST_DAY_OF_WEEK: 0,
}

let source: () => Readonly<LocaleSettings> = () => localeDefaults

/** The settings that count at the moment. */
export function localeSettings(): Readonly<LocaleSettings> {
  return source()
}

/** Says where the settings are: `conf` does, when it is loaded. */
export function setLocaleSettings(read: () => Readonly<LocaleSettings>): void {
  source = read
}
