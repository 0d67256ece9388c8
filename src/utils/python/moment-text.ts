import { temporalKind } from '../temporal.js'
import { awareFields, durationMicroseconds, type Fields, formatOffset, plainFields } from './moments.js'

/**
 * A date, time, datetime or length of time as Python's `str()` prints it; `null` for anything else.
 * The time is left out of no datetime, microseconds only where there are none.
 */
export function momentStr(value: object): string | null {
  const kind = momentKind(value)
  return kind === null ? null : printers[kind].str(value)
}

/** The same as Python's `repr()` prints it: `datetime.date(2024, 5, 15)`. */
export function momentRepr(value: object): string | null {
  const kind = momentKind(value)
  return kind === null ? null : printers[kind].repr(value)
}

/** `2024-05-15`, Python's `isoformat()`. */
export function isoDateText({ year, month, day }: Fields): string {
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`
}

/** `10:30:45.123456`, Python's `isoformat()`. */
export function isoTimeText({ hour, minute, second, microsecond }: Fields): string {
  const fraction = microsecond === 0 ? '' : `.${String(microsecond).padStart(6, '0')}`
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}`
}

type Kind = 'date' | 'time' | 'naive' | 'aware' | 'timedelta'

function momentKind(value: object): Kind | null {
  if (value instanceof Date) return 'aware'
  switch (temporalKind(value)) {
    case 'PlainDate':
      return 'date'
    case 'PlainTime':
      return 'time'
    case 'PlainDateTime':
      return 'naive'
    case 'ZonedDateTime':
    case 'Instant':
      return 'aware'
    case 'Duration':
      return 'timedelta'
    default:
      return null
  }
}

interface Printer {
  str(value: object): string
  repr(value: object): string
}

const printers: Readonly<Record<Kind, Printer>> = {
  date: {
    str: value => isoDateText(plainFields(value)),
    repr: value => `datetime.date(${dateArguments(plainFields(value)).join(', ')})`,
  },
  time: {
    str: value => isoTimeText(plainFields(value)),
    repr: value => `datetime.time(${timeArguments(plainFields(value)).join(', ')})`,
  },
  naive: {
    str: value => dateTimeText(plainFields(value)),
    repr: value => `datetime.datetime(${dateTimeArguments(plainFields(value)).join(', ')})`,
  },
  aware: {
    str: value => {
      const fields = awareFields(value)
      return dateTimeText(fields) + formatOffset(fields.offset)
    },
    repr: value => {
      const fields = awareFields(value)
      const zone = `tzinfo=${zoneRepr(fields.zone, fields.offset)}`
      return `datetime.datetime(${[...dateTimeArguments(fields), zone].join(', ')})`
    },
  },
  timedelta: { str: timedeltaStr, repr: timedeltaRepr },
}

function dateTimeText(fields: Fields): string {
  return `${isoDateText(fields)} ${isoTimeText(fields)}`
}

function dateArguments({ year, month, day }: Fields): number[] {
  return [year, month, day]
}

// Hours and minutes always; what is zero after them is left out.
function timeArguments({ hour, minute, second, microsecond }: Fields): number[] {
  if (microsecond !== 0) return [hour, minute, second, microsecond]
  return second === 0 ? [hour, minute] : [hour, minute, second]
}

function dateTimeArguments(fields: Fields): number[] {
  return [...dateArguments(fields), ...timeArguments(fields)]
}

function zoneRepr(zone: string, offset: number): string {
  if (zone === 'UTC' || (/^[+-]/.test(zone) && offset === 0)) return 'datetime.timezone.utc'
  if (!/^[+-]/.test(zone)) return `zoneinfo.ZoneInfo(key='${zone}')`
  return `datetime.timezone(${timedeltaReprOf(BigInt(offset) * 1_000_000n)})`
}

// As Python has it, only the days may be below zero.
function timedeltaStr(value: object): string {
  const { days, seconds, microseconds } = timedeltaParts(durationMicroseconds(value))
  const time = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  const fraction = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`
  return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${time}${fraction}`
}

function timedeltaRepr(value: object): string {
  return timedeltaReprOf(durationMicroseconds(value))
}

function timedeltaReprOf(microsecondsInAll: bigint): string {
  const named = Object.entries(timedeltaParts(microsecondsInAll)).filter(([, part]) => part !== 0)
  const text = named.map(([name, part]) => `${name}=${part}`).join(', ')
  return `datetime.timedelta(${text || '0'})`
}

/** What Python keeps of a length of time: days (below zero too), seconds of a day, microseconds of a second. */
export function timedeltaParts(microsecondsInAll: bigint): { days: number; seconds: number; microseconds: number } {
  const day = 86_400_000_000n
  const rest = ((microsecondsInAll % day) + day) % day
  return {
    days: Number((microsecondsInAll - rest) / day),
    seconds: Number(rest / 1_000_000n),
    microseconds: Number(rest % 1_000_000n),
  }
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
