/** A day. */
export interface Day {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

/** Whether a year has a 29th of February. */
export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : lengths[month - 1]!
}

/** The days of the months of a year that is no leap year. */
export const lengths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days since 1970-01-01. */
export function dayNumber({ year, month, day }: Day): number {
  // The year is taken to begin in March, so that the leap day is the last.
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfShiftedYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfShiftedYear
  return era * 146_097 + dayOfEra - 719_468
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: Day): number {
  return (((dayNumber(day) + 3) % 7) + 7) % 7
}

/** 1 to 366. */
export function dayOfYear(day: Day): number {
  return dayNumber(day) - dayNumber({ year: day.year, month: 1, day: 1 }) + 1
}

/** The week of ISO 8601 that a day is in, and the year that week belongs to. */
export function isoWeek(day: Day): { year: number; week: number } {
  // The Thursday of a week says which year it belongs to.
  const thursday = dayOfYear(day) + 3 - weekdayOf(day)
  if (thursday < 1) return { year: day.year - 1, week: weekOf(thursday + daysInYear(day.year - 1)) }
  const surplus = thursday - daysInYear(day.year)
  return surplus > 0 ? { year: day.year + 1, week: weekOf(surplus) } : { year: day.year, week: weekOf(thursday) }
}

function weekOf(thursday: number): number {
  return Math.ceil(thursday / 7)
}

function daysInYear(year: number): number {
  return isLeap(year) ? 366 : 365
}
