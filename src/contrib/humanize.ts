import { floatformat } from '../template/filters/numbers.js'
import { Library } from '../template/library.js'
import { dayNumber } from '../utils/calendar.js'
import { dateFormat, numberFormat } from '../utils/formats.js'
import { interpolate } from '../utils/interpolate.js'
import { compare } from '../utils/python/compare.js'
import { type Int, int, modInts } from '../utils/python/convert.js'
import { PlainDate } from '../utils/python/datetimes.js'
import { ValueError } from '../utils/python/errors.js'
import { awareFields, type Fields, microsecondsOf, plainFields } from '../utils/python/moments.js'
import { Float, isAware, isDate, isDateTime, isDecimal, isFloat, str } from '../utils/python.js'
import { markSafe } from '../utils/safestring.js'
import { type TimeStrings, timesince, timeuntil } from '../utils/timesince.js'
import { currentMoment, getDefaultTimezone, makeNaive } from '../utils/timezone.js'
import { gettext, ngettext, npgettext, pgettext } from '../utils/translation.js'

/** Filters that make data read as a person would put it: `{% load humanize %}`. Django: "django.contrib.humanize". */
export const register = new Library()

/** Django: filter "apnumber". The numbers from one to nine in words. */
register.filter(
  'apnumber',
  (value: unknown) => {
    const number = wholeOf(value)
    if (number === null) return value
    return number > 0 && number < 10 ? gettext(words[Number(number) - 1]!) : number
  },
  { isSafe: true },
)

const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** What `int()` makes of a value; `null` where that is nothing. */
function wholeOf(value: unknown): Int | null {
  try {
    return int(value)
  } catch (error) {
    if (error instanceof TypeError || error instanceof ValueError) return null
    throw error
  }
}

/** Django: filter "intcomma". Thousands apart, as the active language has it; with `False`, by commas. */
register.filter(
  'intcomma',
  (value: unknown, useL10n: unknown = true) => {
    const number = isFloat(value) || isDecimal(value) ? value : wholeOf(value)
    return useL10n && number !== null ? numberFormat(number, { useL10n: true, forceGrouping: true }) : withCommas(value)
  },
  { isSafe: true },
)

// Of text, only the digits it begins with are a number.
function withCommas(value: unknown): string {
  const text = str(value)
  const [, sign = '', digits = ''] = /^(-?)(\p{Nd}+)/u.exec(text) ?? []
  const all = Array.from(digits)
  const first = all.length % 3 || 3
  const shown = all.map((digit, i) => (i >= first && (i - first) % 3 === 0 ? `,${digit}` : digit))
  return sign + shown.join('') + text.slice(sign.length + digits.length)
}

/** Django: filter "intword". Large numbers in words: `1.2 million`. */
register.filter('intword', (value: unknown) => {
  const number = wholeOf(value)
  if (number === null) return value
  const digits = String(number < 0 ? -number : number).length
  const scale = digits < 7 ? undefined : scales.find(([exponent]) => digits <= exponent + 3)
  if (scale === undefined) return number
  const [exponent, name] = scale
  const amount = Number(`${number}e-${exponent}`)
  const message = ngettext(`%(value)s ${name}`, `%(value)s ${name}`, roundedAwayFromOne(Math.abs(amount)))
  return interpolate(message, { value: floatformat(new Float(amount), 1).toString() })
})

const scales: readonly (readonly [exponent: number, name: string])[] = [
  [6, 'million'],
  [9, 'billion'],
  [12, 'trillion'],
  [15, 'quadrillion'],
  [18, 'quintillion'],
  [21, 'sextillion'],
  [24, 'septillion'],
  [27, 'octillion'],
  [30, 'nonillion'],
  [33, 'decillion'],
  [100, 'googol'],
]

// What is more than one, however little, is many.
function roundedAwayFromOne(amount: number): number {
  const surplus = amount - 1
  return (surplus < 0 ? Math.floor(surplus) : Math.ceil(surplus)) + 1
}

/** Django: filter "ordinal". `1st`, `2nd`, `3rd`. */
register.filter(
  'ordinal',
  (value: unknown) => {
    const number = wholeOf(value)
    if (number === null) return value
    if (number < 0) return str(number)
    return markSafe(ordinalFormat(number).replace('{}', str(number)))
  },
  { isSafe: true },
)

const endings = ['th', 'st', 'nd', 'rd', 'th', 'th', 'th', 'th', 'th', 'th']

function ordinalFormat(number: Int): string {
  const hundredth = Number(modInts(number, 100))
  if (hundredth >= 11 && hundredth <= 13) return pgettext('ordinal 11, 12, 13', '{}th')
  const last = hundredth % 10
  return pgettext(`ordinal ${last}`, `{}${endings[last]}`)
}

/** Django: filter "naturalday". `today`, `tomorrow`, `yesterday`; other days in a format, as the filter "date" has it. */
register.filter(
  'naturalday',
  (value: unknown, format: unknown = null) => {
    if (!isDate(value) && !isDateTime(value)) return value
    const fields = isAware(value) ? awareFields(value) : plainFields(value)
    const distance = dayNumber(fields) - dayNumber(todayOf(value))
    return near[distance] === undefined ? dateFormat(new PlainDate(fields), format) : gettext(near[distance])
  },
  { expectsLocaltime: true },
)

const near: Readonly<Record<number, string>> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' }

// In the zone of the value, where it has one.
function todayOf(value: object): Fields {
  const zone = isAware(value) ? awareFields(value).zone : getDefaultTimezone()
  return plainFields(currentMoment(zone))
}

/** Django: filter "naturaltime". How long ago it was, or how long it still is: `3 minutes ago`, `2 hours from now`. */
register.filter('naturaltime', (value: unknown) => {
  if (!isDate(value) && !isDateTime(value)) return value
  const moment = currentMoment('UTC')
  const now = isAware(value) ? moment : makeNaive(moment, getDefaultTimezone())
  // A date has no time to be compared with.
  const isPast = compare(value, now) < 0
  const seconds = secondsBetween(isPast ? value : now, isPast ? now : value)
  const tense = isPast ? past : future
  if (seconds >= 86_400) return interpolate(gettext(tense.days), { delta: tense.tell(value, now) })
  const unit = units.find(({ size }) => seconds >= size)
  if (unit === undefined) return gettext('now')
  const count = Math.floor(seconds / unit.size)
  return interpolate(ngettext(`${unit.one} ${tense.word}`, `%(count)s\xa0${unit.name}s ${tense.word}`, count), {
    count,
  })
})

interface Unit {
  readonly size: number
  readonly one: string
  readonly name: string
}

const units: readonly Unit[] = [
  { size: 3600, one: 'an hour', name: 'hour' },
  { size: 60, one: 'a minute', name: 'minute' },
  { size: 1, one: 'a second', name: 'second' },
]

const past = {
  word: 'ago',
  days: '%(delta)s ago',
  tell: (value: object, now: object) => timesince(value, now, { timeStrings: inContext('naturaltime-past') }),
}

const future = {
  word: 'from now',
  days: '%(delta)s from now',
  tell: (value: object, now: object) => timeuntil(value, now, { timeStrings: inContext('naturaltime-future') }),
}

function inContext(context: string): TimeStrings {
  return (unit, count) => npgettext(context, `%(num)d ${unit}`, `%(num)d ${unit}s`, count)
}

function secondsBetween(from: object, to: object): number {
  return Math.floor(Number(instantOf(to) - instantOf(from)) / 1e6)
}

/** Microseconds since 1970, of what the clocks show where there is no zone. */
function instantOf(value: object): bigint {
  if (!isAware(value)) return microsecondsOf(plainFields(value))
  const fields = awareFields(value)
  return microsecondsOf(fields) - BigInt(fields.offset) * 1_000_000n
}
