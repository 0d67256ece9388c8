/**
 * Dates and times of any Temporal, native or of a polyfill, recognised by their tags. In Python's words:
 * a `Temporal.PlainDateTime` is a naive datetime, a `ZonedDateTime` (or a `Date`) an aware one.
 */
export type TemporalKind = 'PlainDate' | 'PlainTime' | 'PlainDateTime' | 'ZonedDateTime' | 'Instant' | 'Duration'

/** The fields of `Temporal.PlainDate`. */
export interface PlainDateLike {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The fields of `Temporal.PlainTime`. */
export interface PlainTimeLike {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  readonly microsecond: number
}

/** The fields of `Temporal.PlainDateTime`. */
export interface PlainDateTimeLike extends PlainDateLike, PlainTimeLike {}

/** The fields of `Temporal.ZonedDateTime` that matter here. */
export interface ZonedDateTimeLike extends PlainDateTimeLike {
  /** `+02:00` */
  readonly offset: string
  readonly epochMilliseconds: number
}

/** Which of Temporal's classes a value is of; `null` when of none. */
export function temporalKind(value: object): TemporalKind | null {
  const tag: unknown = Reflect.get(value, Symbol.toStringTag)
  return typeof tag === 'string' && tag.startsWith('Temporal.') ? (tag.slice(9) as TemporalKind) : null
}

/** `2024-01-02`, as Python's `isoformat()`. */
export function isoDate({ year, month, day }: PlainDateLike): string {
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`
}

/** `03:04:05`, with milliseconds where there are any: what Django writes into JSON. */
export function isoTime(time: PlainTimeLike): string {
  const fraction = time.millisecond > 0 || time.microsecond > 0 ? `.${pad(time.millisecond, 3)}` : ''
  return `${pad(time.hour)}:${pad(time.minute)}:${pad(time.second)}${fraction}`
}

/** A moment with its offset, `Z` for UTC. */
export function isoMoment(moment: ZonedDateTimeLike | Date): string {
  if (moment instanceof Date) return moment.toISOString().replace('.000Z', 'Z')
  const offset = moment.offset === '+00:00' ? 'Z' : moment.offset
  return `${isoDate(moment)}T${isoTime(moment)}${offset}`
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0')
}
