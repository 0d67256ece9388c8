import { dayOfYear, weekdayOf } from './calendar.js'
import { monthName, monthName3, weekdayAbbreviation, weekdayName } from './dates.js'
import type { Fields } from './python/moments.js'

/** A date or time in a format of Python's `strftime`. A directive that is not known stays as it is. */
export function strftime(fields: Fields, format: string): string {
  return format.replace(/%([A-Za-z%])/g, (text, letter: string) => directives[letter]?.(fields) ?? text)
}

const directives: Readonly<Record<string, (fields: Fields) => string>> = {
  Y: ({ year }) => pad(year, 4),
  y: ({ year }) => pad(year % 100),
  m: ({ month }) => pad(month),
  d: ({ day }) => pad(day),
  H: ({ hour }) => pad(hour),
  I: ({ hour }) => pad(hour % 12 || 12),
  M: ({ minute }) => pad(minute),
  S: ({ second }) => pad(second),
  f: ({ microsecond }) => pad(microsecond, 6),
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  j: fields => pad(dayOfYear(fields), 3),
  b: ({ month }) => capitalized(monthName3(month)),
  B: ({ month }) => monthName(month),
  a: fields => weekdayAbbreviation(weekdayOf(fields)),
  A: fields => weekdayName(weekdayOf(fields)),
  '%': () => '%',
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0')
}
