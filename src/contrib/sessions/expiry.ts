import { settings } from '../../conf/settings.js'
import type { DurationLike } from '../../utils/duration.js'
import type { ZonedDateTimeLike } from '../../utils/temporal.js'
import { offsetOfLocal, zoneOf } from '../../utils/zones.js'

/**
 * When a session is to end: after that many seconds without use (0: with the browser), after a length of time, or at a
 * moment.
 */
export type Expiry = number | DurationLike | Date | ZonedDateTimeLike

/** An expiry as sessions hold it: seconds, or a moment in the form of Python's `isoformat()`. */
export function storedExpiry(expiry: Expiry): number | string {
  if (typeof expiry === 'number') return expiry
  if (expiry instanceof Date) return isoformat(expiry)
  if ('epochMilliseconds' in expiry) return isoformat(new Date(expiry.epochMilliseconds))
  return isoformat(new Date(Date.now() + expiry.total('seconds') * 1000))
}

/** Undoes `storedExpiry`, as far as it was a moment. What names no time zone is in `settings.TIME_ZONE`. */
export function momentOf(text: string): Date {
  if (/(?:Z|[+-]\d\d:?\d\d(?::\d\d)?)$/.test(text)) return new Date(text)
  const local = Date.parse(`${text}Z`)
  return new Date(local - offsetOfLocal(zoneOf(settings.TIME_ZONE), local) * 1000)
}

// Python before 3.11 reads nothing shorter, and leaves out a fraction of zero.
function isoformat(date: Date): string {
  return date
    .toISOString()
    .replace('.000Z', 'Z')
    .replace(/(\.\d{3})Z$/, '$1000Z')
    .replace(/Z$/, '+00:00')
}
