import type { DurationLike } from '../duration.js'
import { type PlainDateLike, type PlainDateTimeLike, type PlainTimeLike, temporalKind } from '../temporal.js'

/** A datetime, date or time taken apart; what a value does not have is zero. */
export interface Fields {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
}

/** Fields on a clock whose distance from UTC is known. */
export interface AwareFields extends Fields {
  /** Seconds east of UTC. */
  readonly offset: number
  /** A name of the IANA database (`Europe/Paris`), `UTC`, or `±HH:MM` where the offset is all that is known. */
  readonly zone: string
  readonly epochMilliseconds: number
}

/** The fields of a date, a time or a naive datetime of Temporal. Nanoseconds are cut off, as Python has none. */
export function plainFields(value: object): Fields {
  const { year = 0, month = 0, day = 0 } = value as Partial<PlainDateLike>
  const { hour = 0, minute = 0, second = 0, millisecond = 0, microsecond = 0 } = value as Partial<PlainTimeLike>
  return { year, month, day, hour, minute, second, microsecond: millisecond * 1000 + microsecond }
}

/** The fields of an aware datetime in the zone it came with; a `Date` or `Temporal.Instant` is in UTC. */
export function awareFields(value: object): AwareFields {
  if (value instanceof Date) return utcFields(value.getTime(), 0)
  if (temporalKind(value) === 'Instant') return instantFields(value as InstantLike)
  const zoned = value as ZonedLike
  // Field by field: this is what most dates on a page go through, and copying all at once takes several times as long.
  return {
    year: zoned.year,
    month: zoned.month,
    day: zoned.day,
    hour: zoned.hour,
    minute: zoned.minute,
    second: zoned.second,
    microsecond: zoned.millisecond * 1000 + zoned.microsecond,
    offset: zoned.offsetSeconds ?? parseOffset(zoned.offset),
    zone: zoned.timeZoneId ?? zoned.offset,
    epochMilliseconds: zoned.epochMilliseconds,
  }
}

/** The fields that the clocks in UTC show. */
export function utcFields(epochMilliseconds: number, microseconds: number): AwareFields {
  const date = new Date(epochMilliseconds)
  if (Number.isNaN(date.getTime())) throw new RangeError('Invalid time value')
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: date.getUTCMilliseconds() * 1000 + microseconds,
    offset: 0,
    zone: 'UTC',
    epochMilliseconds,
  }
}

/** Microseconds since 1970-01-01 that fields, read as UTC, stand for. Exact: a bigint. */
export function microsecondsOf(fields: Fields): bigint {
  return BigInt(utcMilliseconds(fields)) * 1000n + BigInt(fields.microsecond % 1000)
}

/** Milliseconds since 1970-01-01 that fields, read as UTC, stand for; what is below a millisecond is cut off. */
export function utcMilliseconds({ year, month, day, hour, minute, second, microsecond }: Fields): number {
  const date = new Date(0)
  // Unlike Date.UTC, this does not take the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day)
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(microsecond / 1000)
}

/** The microseconds in a length of time, exact. */
export function durationMicroseconds(duration: object): bigint {
  const parts = duration as Partial<DurationParts>
  const { years = 0, months = 0 } = parts
  if (years !== 0 || months !== 0 || parts.seconds === undefined) {
    return BigInt(Math.round((duration as DurationLike).total('seconds') * 1e6))
  }
  const { weeks = 0, days = 0, hours = 0, minutes = 0, seconds, milliseconds = 0, microseconds = 0 } = parts
  const minutesInAll = (BigInt(weeks * 7 + days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)
  const millisecondsInAll = (minutesInAll * 60n + BigInt(seconds)) * 1000n + BigInt(milliseconds)
  return millisecondsInAll * 1000n + BigInt(microseconds)
}

/** Seconds of `+05:30`, `-00:44:30`, `Z`. */
export function parseOffset(offset: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?/.exec(offset) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

/** `+05:30`, and `-00:44:30` where there are seconds. */
export function formatOffset(offset: number): string {
  const size = Math.abs(offset)
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60]
  const shown = parts[2] === 0 ? parts.slice(0, 2) : parts
  return (offset < 0 ? '-' : '+') + shown.map(part => String(part).padStart(2, '0')).join(':')
}

interface InstantLike {
  readonly epochMilliseconds: number
  readonly epochNanoseconds: bigint
}

interface ZonedLike extends PlainDateTimeLike {
  readonly offset: string
  /** Ours have it, so that nobody has to read it out of text. */
  readonly offsetSeconds?: number
  readonly timeZoneId?: string
  readonly epochMilliseconds: number
}

interface DurationParts {
  readonly years: number
  readonly months: number
  readonly weeks: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly milliseconds: number
  readonly microseconds: number
}

function instantFields({ epochMilliseconds, epochNanoseconds }: InstantLike): AwareFields {
  const microseconds = (epochNanoseconds - BigInt(epochMilliseconds) * 1_000_000n) / 1000n
  return utcFields(epochMilliseconds, Number(microseconds))
}
