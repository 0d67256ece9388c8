import { type Fields, formatOffset, utcFields } from './moments.js'

/**
 * A datetime that knows its zone, as `Temporal.ZonedDateTime` has it: what the functions of `utils/timezone` return
 * where there is no Temporal at hand. Recognised by its tag like any other.
 */
export class AwareDateTime implements Fields {
  readonly [Symbol.toStringTag] = 'Temporal.ZonedDateTime'
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  readonly microsecond: number
  readonly nanosecond = 0
  /** Seconds east of UTC. */
  readonly offsetSeconds: number
  /** `Europe/Paris` */
  readonly timeZoneId: string
  readonly epochMilliseconds: number

  /** The moment in a zone that is `offset` seconds east of UTC then. `microseconds` are those below the millisecond. */
  constructor(epochMilliseconds: number, microseconds: number, timeZoneId: string, offset: number) {
    const shown = utcFields(epochMilliseconds + offset * 1000, microseconds)
    this.year = shown.year
    this.month = shown.month
    this.day = shown.day
    this.hour = shown.hour
    this.minute = shown.minute
    this.second = shown.second
    this.millisecond = Math.floor(shown.microsecond / 1000)
    this.microsecond = shown.microsecond % 1000
    this.offsetSeconds = offset
    this.timeZoneId = timeZoneId
    this.epochMilliseconds = epochMilliseconds
  }

  /** `+02:00` */
  get offset(): string {
    return formatOffset(this.offsetSeconds)
  }

  get epochNanoseconds(): bigint {
    return BigInt(this.epochMilliseconds) * 1_000_000n + BigInt(this.microsecond) * 1000n
  }

  /** The same moment as a `Date`, which has no microseconds. */
  toDate(): Date {
    return new Date(this.epochMilliseconds)
  }

  toString(): string {
    return `${isoText(this)}${this.offset}[${this.timeZoneId}]`
  }

  toJSON(): string {
    return this.toString()
  }
}

/** A datetime that does not know its zone, as `Temporal.PlainDateTime` has it. */
export class NaiveDateTime implements Fields {
  readonly [Symbol.toStringTag] = 'Temporal.PlainDateTime'
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  readonly microsecond: number
  readonly nanosecond = 0

  /** `fields.microsecond` counts all microseconds of the second. */
  constructor(fields: Fields) {
    this.year = fields.year
    this.month = fields.month
    this.day = fields.day
    this.hour = fields.hour
    this.minute = fields.minute
    this.second = fields.second
    this.millisecond = Math.floor(fields.microsecond / 1000)
    this.microsecond = fields.microsecond % 1000
  }

  toString(): string {
    return isoText(this)
  }

  toJSON(): string {
    return this.toString()
  }
}

/** A date without a time, as `Temporal.PlainDate` has it. */
export class PlainDate {
  readonly [Symbol.toStringTag] = 'Temporal.PlainDate'
  readonly year: number
  readonly month: number
  readonly day: number

  constructor({ year, month, day }: Pick<Fields, 'year' | 'month' | 'day'>) {
    this.year = year
    this.month = month
    this.day = day
  }

  toString(): string {
    return dateText(this)
  }

  toJSON(): string {
    return this.toString()
  }
}

function dateText({ year, month, day }: Pick<Fields, 'year' | 'month' | 'day'>): string {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

function isoText(moment: AwareDateTime | NaiveDateTime): string {
  const below = moment.millisecond * 1000 + moment.microsecond
  const fraction = below === 0 ? '' : `.${pad(below, 6).replace(/0+$/, '')}`
  return `${dateText(moment)}T${pad(moment.hour)}:${pad(moment.minute)}:${pad(moment.second)}${fraction}`
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0')
}
