import { currentMilliseconds } from './clock.js'
import { Local } from './local.js'
import { localeSettings } from './locale-settings.js'
import { AwareDateTime, NaiveDateTime, PlainDate } from './python/datetimes.js'
import { ValueError } from './python/errors.js'
import { isAware as isAwareDateTime, isNaive as isNaiveDateTime } from './python/kinds.js'
import { type AwareFields, awareFields, plainFields, utcMilliseconds } from './python/moments.js'
import { temporalKind } from './temporal.js'
import { offsetOfLocal, type Zone, zoneOf } from './zones.js'

export { setClock } from './clock.js'
export { AwareDateTime, NaiveDateTime, PlainDate } from './python/datetimes.js'
export { ZoneInfoNotFoundError } from './zones.js'

/**
 * What is at hand as an aware datetime: a `Date`, or a `ZonedDateTime` or `Instant` of any Temporal. Time zones are
 * names of the IANA database (`'Europe/Paris'`, `'UTC'`) or offsets (`'+02:00'`). Django: "Time zones".
 */
export type AwareValue = Date | object

// The zone that was activated; null: the default one.
const active = new Local<Zone | null>(null)

/**
 * The moment it is: a `Date` while `USE_TZ` is set, otherwise what the clocks in the default time zone show.
 * Tests stop it with `setClock`, or by faking `Date`.
 */
export function now(): Date | NaiveDateTime {
  return localeSettings().USE_TZ
    ? new Date(currentMilliseconds())
    : makeNaive(currentMoment('UTC'), getDefaultTimezone())
}

/** The moment it is, in a zone and to the microsecond. */
export function currentMoment(timezone: string): AwareDateTime {
  const [milliseconds, microseconds] = clockParts()
  return new AwareDateTime(milliseconds, microseconds, timezone, zoneOf(timezone).offsetAt(milliseconds))
}

/** What the clocks show at the moment: in the current time zone while `USE_TZ` is set. Django's `{% now %}`. */
export function currentDateTime(): AwareDateTime | NaiveDateTime {
  if (localeSettings().USE_TZ) return currentMoment(getCurrentTimezone())
  return makeNaive(currentMoment('UTC'), getDefaultTimezone())
}

/**
 * An aware datetime as the clocks in a time zone (the current one unless told) show it. Django: `localtime()`.
 * Throws ValueError for a naive one.
 */
export function localtime(value: AwareValue = currentMoment('UTC'), timezone = getCurrentTimezone()): object {
  if (isNaive(value)) throw new ValueError('localtime() cannot be applied to a naive datetime')
  return inZone(value, zoneOf(timezone))
}

/** The date of `localtime()`. */
export function localdate(value: AwareValue = currentMoment('UTC'), timezone = getCurrentTimezone()): PlainDate {
  return new PlainDate(plainFields(localtime(value, timezone)))
}

/** Whether a datetime knows its time zone. */
export function isAware(value: unknown): value is object {
  return isAwareDateTime(value)
}

/** Whether a datetime does not know its time zone. */
export function isNaive(value: unknown): value is object {
  return isNaiveDateTime(value)
}

/**
 * A naive datetime as one of a time zone (the current one unless told). What the clocks show twice is the first of the
 * two. Throws ValueError for an aware one. Django: `make_aware()`.
 */
export function makeAware(value: object, timezone = getCurrentTimezone()): AwareDateTime {
  if (isAware(value)) throw new ValueError(`make_aware expects a naive datetime, got ${String(value)}`)
  const zone = zoneOf(timezone)
  const fields = plainFields(value)
  const local = utcMilliseconds(fields)
  const offset = offsetOfLocal(zone, local)
  return new AwareDateTime(local - offset * 1000, fields.microsecond % 1000, timezone, offset)
}

/**
 * What the clocks in a time zone (the current one unless told) show at a moment. Throws ValueError for a naive
 * datetime. Django: `make_naive()`.
 */
export function makeNaive(value: object, timezone = getCurrentTimezone()): NaiveDateTime {
  if (isNaive(value)) throw new ValueError('make_naive() cannot be applied to a naive datetime')
  return new NaiveDateTime(plainFields(inZone(value, zoneOf(timezone))))
}

/** The default time zone, which `TIME_ZONE` names. */
export function getDefaultTimezone(): string {
  return localeSettings().TIME_ZONE
}

/** What Django calls the default time zone. */
export function getDefaultTimezoneName(): string {
  return nameOf(getDefaultTimezone())
}

/** The time zone that was activated; the default one while none is. */
export function getCurrentTimezone(): string {
  return active.get()?.name ?? getDefaultTimezone()
}

/** What Django calls the current time zone. */
export function getCurrentTimezoneName(): string {
  return nameOf(getCurrentTimezone())
}

/** A time zone that is so many minutes east of UTC. Django: `get_fixed_timezone()`. */
export function getFixedTimezone(minutes: number): string {
  const size = Math.abs(minutes)
  const parts = [Math.floor(size / 60), size % 60].map(part => String(part).padStart(2, '0'))
  return `${minutes < 0 ? '-' : '+'}${parts.join(':')}`
}

/** Makes a time zone the current one. Throws ZoneInfoNotFoundError for one that nobody knows. */
export function activate(timezone: string): void {
  active.set(zoneOf(timezone))
}

/** Makes the default time zone the current one again. */
export function deactivate(): void {
  active.set(null)
}

/** What `fn` gives while `timezone` (`null`: the default one) is the current one. */
export function override<R>(timezone: string | null, fn: () => R): R {
  return active.run(timezone === null ? null : zoneOf(timezone), fn)
}

/**
 * A value as a template shows it: an aware datetime in the current time zone, where `USE_TZ` (or the argument) says so;
 * anything else unchanged. Django: `template_localtime()`.
 */
export function templateLocaltime(value: unknown, useTz: boolean | null = null): unknown {
  if (!isAware(value) || !(useTz ?? localeSettings().USE_TZ)) return value
  // What a zone was chosen for in the template stays in it.
  return (value as { convertToLocalTime?: boolean }).convertToLocalTime === false ? value : localtime(value)
}

function clockParts(): [milliseconds: number, microseconds: number] {
  const microseconds = Math.round(currentMilliseconds() * 1000)
  const milliseconds = Math.floor(microseconds / 1000)
  return [milliseconds, microseconds - milliseconds * 1000]
}

// A Temporal keeps its own classes; where there is none, ours have the same fields.
function inZone(value: object, zone: Zone): object {
  if (temporalKind(value) === 'ZonedDateTime') {
    const { timeZoneId, withTimeZone } = value as { timeZoneId?: string; withTimeZone?: (zone: string) => object }
    if (timeZoneId === zone.name) return value
    if (withTimeZone !== undefined) return withTimeZone.call(value, zone.name)
  }
  const fields: AwareFields = awareFields(value)
  const offset = zone.offsetAt(fields.epochMilliseconds)
  return new AwareDateTime(fields.epochMilliseconds, fields.microsecond % 1000, zone.name, offset)
}

// Offsets are called as Django's own fixed zones are.
function nameOf(timezone: string): string {
  return timezone.replace(/^([+-]\d\d):(\d\d)$/, '$1$2')
}
