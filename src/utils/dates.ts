import { gettext, pgettext } from './translation.js'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

// Months of five letters and fewer are written out.
const associatedPress = months.map(name =>
  name.length <= 5 ? name : `${name === 'September' ? 'Sept' : name.slice(0, 3)}.`,
)

/** `Monday`, in the active language; 0 is Monday. Django: `WEEKDAYS`. */
export function weekdayName(weekday: number): string {
  return gettext(weekdays[weekday]!)
}

/** `Mon` */
export function weekdayAbbreviation(weekday: number): string {
  return gettext(weekdays[weekday]!.slice(0, 3))
}

/** `January`, in the active language; 1 is January. Django: `MONTHS`. */
export function monthName(month: number): string {
  return gettext(months[month - 1]!)
}

/** `jan` */
export function monthName3(month: number): string {
  return gettext(months[month - 1]!.slice(0, 3).toLowerCase())
}

/** `Jan.`, as Associated Press has it. */
export function monthNameAP(month: number): string {
  return pgettext('abbrev. month', associatedPress[month - 1]!)
}

/** `January` as it stands beside a day, for languages where that differs. */
export function monthNameAlternative(month: number): string {
  return pgettext('alt. month', months[month - 1]!)
}
