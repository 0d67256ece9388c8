import { avoidWrapping } from './avoid-wrapping.js'
import { lengths } from './calendar.js'
import { interpolate } from './interpolate.js'
import { AwareDateTime } from './python/datetimes.js'
import { AttributeError, ValueError } from './python/errors.js'
import { isAware, isDate, isNaive } from './python/kinds.js'
import { type AwareFields, awareFields, type Fields, microsecondsOf, plainFields } from './python/moments.js'
import { typeName } from './python/type-name.js'
import { currentMoment, getDefaultTimezone, makeNaive } from './timezone.js'
import { gettext, ngettext } from './translation.js'
import { zoneOf } from './zones.js'

/** The parts of a length of time, the longest first. */
export type TimeUnit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute'

/** How many of a unit there are, in words with `%(num)d` in them. */
export type TimeStrings = (unit: TimeUnit, count: number) => string

/** How a length of time is told. */
export interface TimesinceOptions {
  /** How many units at most, `2` unless told: "1 year, 2 months". */
  readonly depth?: number
  /** The words. */
  readonly timeStrings?: TimeStrings
  /** Tells the other direction, as `timeuntil` does. */
  readonly reversed?: boolean
}

const units: readonly TimeUnit[] = ['year', 'month', 'week', 'day', 'hour', 'minute']

/** How many seconds the units below a month have. */
const chunks: readonly number[] = [604_800, 86_400, 3600, 60]

const inWords: TimeStrings = (unit, count) => ngettext(`%(num)d ${unit}`, `%(num)d ${unit}s`, count)

/**
 * How long ago a date or datetime was, in words: `1 week, 3 days`, with spaces that do not break; `0 minutes` when it
 * is still to come. Throws TypeError for a naive datetime and an aware one. Django: `timesince`.
 */
export function timesince(value: unknown, now?: unknown, options: TimesinceOptions = {}): string {
  return between(value, now, options, false)
}

/** How long it is until a date or datetime, in words. Django: `timeuntil`. */
export function timeuntil(value: unknown, now?: unknown, options: TimesinceOptions = {}): string {
  return between(value, now, options, true)
}

function between(value: unknown, now: unknown, options: TimesinceOptions, isUntil: boolean): string {
  const { depth = 2, timeStrings = inWords } = options
  if (depth <= 0) throw new ValueError('depth must be greater than 0.')
  const given = pointOf(value)
  const present = inZoneOf(given, now === null || now === undefined || now === '' ? presentOf(given) : pointOf(now))
  const [from, to] = isUntil === (options.reversed ?? false) ? [given, present] : [present, given]
  return tell(partsBetween(from, to), depth, timeStrings)
}

/** A datetime: what the clocks show, and in which zone. */
interface Point {
  readonly fields: Fields
  /** `null`: naive. */
  readonly aware: AwareFields | null
}

function pointOf(value: unknown): Point {
  if (isAware(value)) {
    const aware = awareFields(value)
    return { fields: aware, aware }
  }
  if (!isNaive(value) && !isDate(value)) throw new AttributeError(`'${typeName(value)}' object has no attribute 'year'`)
  return { fields: plainFields(value), aware: null }
}

function presentOf({ aware }: Point): Point {
  const moment = currentMoment('UTC')
  return pointOf(aware === null ? makeNaive(moment, getDefaultTimezone()) : moment)
}

// Two datetimes are compared by what the clocks of one zone show.
function inZoneOf({ aware: given }: Point, present: Point): Point {
  const { aware } = present
  if ((given === null) !== (aware === null)) {
    throw new TypeError("can't subtract offset-naive and offset-aware datetimes")
  }
  if (given === null || aware === null || given.zone === aware.zone) return present
  const offset = zoneOf(given.zone).offsetAt(aware.epochMilliseconds)
  return pointOf(new AwareDateTime(aware.epochMilliseconds, aware.microsecond % 1000, given.zone, offset))
}

/** Years, months, weeks, days, hours and minutes from one point to a later one; all zero when it is not later. */
function partsBetween({ fields: from }: Point, { fields: to }: Point): readonly number[] {
  if (secondsBetween(from, to) < 1) return units.map(() => 0)
  const monthsInAll = wholeMonths(from, to)
  const years = Math.floor(monthsInAll / 12)
  const months = monthsInAll - years * 12
  let rest = secondsBetween(monthsInAll === 0 ? from : shifted(from, years, months), to)
  const smaller = chunks.map(chunk => {
    const count = Math.floor(rest / chunk)
    rest -= count * chunk
    return count
  })
  return [years, months, ...smaller]
}

function secondsBetween(from: Fields, to: Fields): number {
  return Number(microsecondsOf(to) - microsecondsOf(from)) / 1e6
}

function wholeMonths(from: Fields, to: Fields): number {
  const months = (to.year - from.year) * 12 + to.month - from.month
  const isShort = from.day > to.day || (from.day === to.day && timeOfDay(from) > timeOfDay(to))
  return isShort ? months - 1 : months
}

function timeOfDay({ hour, minute, second, microsecond }: Fields): number {
  return ((hour * 60 + minute) * 60 + second) * 1e6 + microsecond
}

/** So many years and months later, on the last day of a month that is too short. February has 28 days here. */
function shifted(fields: Fields, years: number, months: number): Fields {
  const month = fields.month + months
  const [year, monthOfYear] = month > 12 ? [fields.year + years + 1, month - 12] : [fields.year + years, month]
  return { ...fields, year, month: monthOfYear, day: Math.min(lengths[monthOfYear - 1]!, fields.day), microsecond: 0 }
}

// From the first unit that counts on, until one does not.
function tell(parts: readonly number[], depth: number, timeStrings: TimeStrings): string {
  const first = parts.findIndex(count => count !== 0)
  if (first === -1) return wordsFor('minute', 0, timeStrings)
  const told: string[] = []
  for (let i = first; i < parts.length && told.length < depth && parts[i] !== 0; i++) {
    told.push(wordsFor(units[i]!, parts[i]!, timeStrings))
  }
  return told.join(gettext(', '))
}

function wordsFor(unit: TimeUnit, count: number, timeStrings: TimeStrings): string {
  return avoidWrapping(interpolate(timeStrings(unit, count), { num: count }))
}
