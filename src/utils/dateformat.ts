import { dayOfYear, daysInMonth, isLeap, isoWeek, weekdayOf } from './calendar.js'
import { monthName, monthName3, monthNameAlternative, monthNameAP, weekdayAbbreviation, weekdayName } from './dates.js'
import { localeSettings } from './locale-settings.js'
import { AttributeError } from './python/errors.js'
import { isAware, isDate, isNaive, isTime } from './python/kinds.js'
import { isoDateText, isoTimeText } from './python/moment-text.js'
import {
  type AwareFields,
  awareFields,
  type Fields,
  formatOffset,
  plainFields,
  utcMilliseconds,
} from './python/moments.js'
import { str } from './python/str.js'
import { typeName } from './python/type-name.js'
import { getCurrentTimezone } from './timezone.js'
import { gettext } from './translation.js'
import { isAmbiguousOrImaginary, offsetOfLocal, type Zone, zoneOf } from './zones.js'

/**
 * A date, datetime or time in a format of letters, as PHP's `date()` has them; a letter behind a backslash is itself.
 * Throws TypeError for letters of a time with a date that has none, AttributeError for letters of a date with a time.
 * Django: the filter "date", `django.utils.dateformat.format`.
 */
export function dateFormat(value: unknown, format: unknown): string {
  return write(momentOf(value), format, 'DateFormat')
}

/** Django's name for it: `dateformat.format`. */
export { dateFormat as format }

/** As `dateFormat`, with the letters of times only. Django: `time_format`. */
export function timeFormat(value: unknown, format: unknown): string {
  return write(momentOf(value), format, 'TimeFormat')
}

/** What is written, taken apart. What few formats ask for is found out when it is asked for. */
interface Moment {
  readonly kind: 'date' | 'time' | 'datetime' | 'other'
  readonly fields: Fields
  /** What Python calls its type. */
  readonly type: string
  /** Seconds east of UTC; `null` for a datetime without a zone, and for what is none. */
  readonly offset: number | null
  readonly epochMilliseconds: number
  /** The zone it is in; `null` where there is none or the clocks show the time twice or never. */
  readonly zone: Zone | null
}

class AwareMoment implements Moment {
  readonly kind = 'datetime'
  readonly type = 'datetime.datetime'
  readonly fields: AwareFields

  constructor(fields: AwareFields) {
    this.fields = fields
  }

  get offset(): number {
    return this.fields.offset
  }

  get epochMilliseconds(): number {
    return this.fields.epochMilliseconds
  }

  get zone(): Zone | null {
    return clearZone(this.fields.zone, this.fields)
  }
}

/** A naive datetime is taken to be in the default time zone. */
class NaiveMoment implements Moment {
  readonly kind = 'datetime'
  readonly type = 'datetime.datetime'
  readonly offset = null
  readonly fields: Fields

  constructor(fields: Fields) {
    this.fields = fields
  }

  get epochMilliseconds(): number {
    const local = utcMilliseconds(this.fields)
    return local - offsetOfLocal(zoneOf(localeSettings().TIME_ZONE), local) * 1000
  }

  get zone(): Zone | null {
    return clearZone(localeSettings().TIME_ZONE, this.fields)
  }
}

/** The zone, unless its clocks show the time twice or never. */
function clearZone(name: string, fields: Fields): Zone | null {
  const zone = zoneOf(name)
  return isAmbiguousOrImaginary(zone, utcMilliseconds(fields)) ? null : zone
}

type Letter = (moment: Moment) => string | number

const NO_FIELDS: Fields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, microsecond: 0 }

function momentOf(value: unknown): Moment {
  if (isAware(value)) return new AwareMoment(awareFields(value))
  if (isNaive(value)) return new NaiveMoment(plainFields(value))
  const kind = isDate(value) ? 'date' : isTime(value) ? 'time' : 'other'
  const fields = kind === 'other' ? NO_FIELDS : plainFields(value as object)
  return { kind, fields, type: typeName(value), offset: null, epochMilliseconds: 0, zone: null }
}

/** A format taken apart: text, and letters (marked by their functions). */
type Piece = string | { readonly letter: string }

const compiled = new Map<string, readonly Piece[]>()

function compile(format: string): readonly Piece[] {
  const cached = compiled.get(format)
  if (cached !== undefined) return cached
  const pieces = format
    .split(/(?<!\\)([aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ])/)
    .map((piece, i): Piece => (i % 2 === 1 ? { letter: piece } : piece.replace(/\\([^\n])/g, '$1')))
    .filter(piece => piece !== '')
  if (compiled.size >= 500) compiled.clear()
  compiled.set(format, pieces)
  return pieces
}

function write(moment: Moment, format: unknown, formatter: 'DateFormat' | 'TimeFormat'): string {
  let result = ''
  for (const piece of compile(str(format))) {
    result += typeof piece === 'string' ? piece : writeLetter(moment, piece.letter, formatter)
  }
  return result
}

function writeLetter(moment: Moment, letter: string, formatter: 'DateFormat' | 'TimeFormat'): string {
  if (moment.kind === 'date' && letter in timeLetters) {
    throw new TypeError(
      `The format for date objects may not contain time-related format specifiers (found '${letter}').`,
    )
  }
  const print = timeLetters[letter] ?? (formatter === 'DateFormat' ? dateLetters[letter] : undefined)
  if (print === undefined) throw new AttributeError(`'${formatter}' object has no attribute '${letter}'`)
  return String(print(moment))
}

/** The fields of a time of day. */
function timeOf({ kind, fields, type }: Moment): Fields {
  if (kind === 'other') throw new AttributeError(`'${type}' object has no attribute 'hour'`)
  return fields
}

/** The fields of a date. */
function dateOf({ kind, fields, type }: Moment): Fields {
  if (kind === 'other' || kind === 'time') throw new AttributeError(`'${type}' object has no attribute 'month'`)
  return fields
}

/** Seconds east of UTC, where they are known. */
function offsetOf({ offset, zone, epochMilliseconds }: Moment): number | null {
  if (zone === null) return null
  return offset ?? zone.offsetAt(epochMilliseconds)
}

function halfOfDay(moment: Moment): 0 | 1 {
  return timeOf(moment).hour > 11 ? 1 : 0
}

const shortTime: Letter = moment => {
  const { hour, minute } = timeOf(moment)
  const shown = hour % 12 || 12
  return minute === 0 ? shown : `${shown}:${pad(minute)}`
}

const timeLetters: Readonly<Record<string, Letter>> = {
  a: moment => gettext(['a.m.', 'p.m.'][halfOfDay(moment)]!),
  A: moment => gettext(['AM', 'PM'][halfOfDay(moment)]!),
  e: ({ zone, offset, epochMilliseconds }) =>
    zone === null || offset === null ? '' : zone.abbreviationAt(epochMilliseconds),
  f: shortTime,
  g: moment => timeOf(moment).hour % 12 || 12,
  G: moment => timeOf(moment).hour,
  h: moment => pad(timeOf(moment).hour % 12 || 12),
  H: moment => pad(timeOf(moment).hour),
  i: moment => pad(timeOf(moment).minute),
  O: moment => {
    const offset = offsetOf(moment)
    return offset === null ? '' : hoursAndMinutes(offset)
  },
  P: moment => {
    const { hour, minute } = timeOf(moment)
    if (minute === 0 && hour === 0) return gettext('midnight')
    if (minute === 0 && hour === 12) return gettext('noon')
    return `${shortTime(moment)} ${timeLetters.a!(moment)}`
  },
  s: moment => pad(timeOf(moment).second),
  T: ({ zone, epochMilliseconds }) => zone?.abbreviationAt(epochMilliseconds) ?? '',
  u: moment => pad(timeOf(moment).microsecond, 6),
  Z: moment => offsetOf(moment) ?? '',
}

const dateLetters: Readonly<Record<string, Letter>> = {
  b: moment => monthName3(dateOf(moment).month),
  c: isoFormat,
  d: moment => pad(dateOf(moment).day),
  D: moment => weekdayAbbreviation(weekdayOf(dateOf(moment))),
  E: moment => monthNameAlternative(dateOf(moment).month),
  F: moment => monthName(dateOf(moment).month),
  I: ({ zone, epochMilliseconds }) => (zone === null ? '' : zone.isDstAt(epochMilliseconds) ? '1' : '0'),
  j: moment => dateOf(moment).day,
  l: moment => weekdayName(weekdayOf(dateOf(moment))),
  L: moment => (isLeap(dateOf(moment).year) ? 'True' : 'False'),
  m: moment => pad(dateOf(moment).month),
  M: moment => capitalized(monthName3(dateOf(moment).month)),
  n: moment => dateOf(moment).month,
  N: moment => monthNameAP(dateOf(moment).month),
  o: moment => isoWeek(dateOf(moment)).year,
  r: mailDate,
  S: moment => ordinalSuffix(dateOf(moment).day),
  t: moment => daysInMonth(dateOf(moment).year, dateOf(moment).month),
  // Towards 1970, on either side of it.
  U: moment => Math.trunc(epochOf(moment) / 1000 + (moment.fields.microsecond % 1000) / 1e6),
  w: moment => (weekdayOf(dateOf(moment)) + 1) % 7,
  W: moment => isoWeek(dateOf(moment)).week,
  y: moment => pad(dateOf(moment).year % 100),
  Y: moment => pad(dateOf(moment).year, 4),
  z: moment => dayOfYear(dateOf(moment)),
}

function isoFormat({ kind, fields, offset, type }: Moment): string {
  if (kind === 'other') throw new AttributeError(`'${type}' object has no attribute 'isoformat'`)
  if (kind === 'date') return isoDateText(fields)
  if (kind === 'time') return isoTimeText(fields)
  return `${isoDateText(fields)}T${isoTimeText(fields)}${offset === null ? '' : formatOffset(offset)}`
}

// RFC 5322, in English whatever the language.
function mailDate(moment: Moment): string {
  const { fields } = moment
  const offset = moment.offset ?? offsetInZone(moment, moment.zone?.name ?? getCurrentTimezone())
  const time = `${pad(fields.hour)}:${pad(fields.minute)}:${pad(fields.second)}`
  const weekday = 'Mon Tue Wed Thu Fri Sat Sun'.split(' ')[weekdayOf(fields)]
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[fields.month - 1]
  return `${weekday}, ${pad(fields.day)} ${month} ${pad(fields.year, 4)} ${time} ${formatOffset(offset).replaceAll(':', '')}`
}

// A date is taken to be its midnight in the default time zone.
function offsetInZone(moment: Moment, timezone: string): number {
  refuseTime(moment)
  const zone = zoneOf(moment.kind === 'date' ? localeSettings().TIME_ZONE : timezone)
  return offsetOfLocal(zone, utcMilliseconds(moment.fields))
}

function epochOf(moment: Moment): number {
  if (moment.kind === 'datetime') return moment.epochMilliseconds
  return utcMilliseconds(moment.fields) - offsetInZone(moment, localeSettings().TIME_ZONE) * 1000
}

function refuseTime({ kind, type }: Moment): void {
  if (kind === 'time' || kind === 'other') {
    throw new TypeError(`combine() argument 1 must be datetime.date, not ${type}`)
  }
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'
}

/** `+0200` */
function hoursAndMinutes(offset: number): string {
  const size = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 3600))}${pad(Math.floor(size / 60) % 60)}`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0')
}
