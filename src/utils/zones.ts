import { ValueError } from './python/errors.js'
import { formatOffset, parseOffset, utcMilliseconds } from './python/moments.js'
import { zoneAbbreviations } from './zone-abbreviations.js'

/** A time zone that nobody knows. Python: `zoneinfo.ZoneInfoNotFoundError`. */
export class ZoneInfoNotFoundError extends ValueError {
  override readonly name = 'ZoneInfoNotFoundError'
}

/** A time zone. */
export interface Zone {
  /** `Europe/Paris`, `UTC`, `+05:30`. */
  readonly name: string
  /** Seconds east of UTC at a moment. */
  offsetAt(epochMilliseconds: number): number
  /** What the zone is called at a moment: `CEST`, `UTC`, `+03`, `UTC+05:30`. Python's `tzname()`. */
  abbreviationAt(epochMilliseconds: number): string
  /** Whether it is summer time at a moment. */
  isDstAt(epochMilliseconds: number): boolean
}

/** The zone of a name of the IANA database or an offset. Throws ZoneInfoNotFoundError. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name)
  if (zone === undefined) {
    zone = createZone(name)
    zones.set(name, zone)
  }
  return zone
}

/**
 * Seconds east of UTC at what the clocks in a zone show, given as milliseconds as if it were UTC. Where they show it
 * twice, `fold` is which of the two; where they show it never, the offset before (or, folded, after) the gap counts,
 * as in PEP 495.
 */
export function offsetOfLocal(zone: Zone, localMilliseconds: number, fold: 0 | 1 = 0): number {
  const before = zone.offsetAt(localMilliseconds - DAY)
  const after = zone.offsetAt(localMilliseconds + DAY)
  if (before === after) return before
  const isBefore = zone.offsetAt(localMilliseconds - before * 1000) === before
  const isAfter = zone.offsetAt(localMilliseconds - after * 1000) === after
  if (isBefore === isAfter) return fold === 0 ? before : after
  return isBefore ? before : after
}

/** Whether the clocks in a zone show something twice, or never. */
export function isAmbiguousOrImaginary(zone: Zone, localMilliseconds: number): boolean {
  return offsetOfLocal(zone, localMilliseconds, 0) !== offsetOfLocal(zone, localMilliseconds, 1)
}

const DAY = 86_400_000
const zones = new Map<string, Zone>()

function createZone(name: string): Zone {
  if (/^(utc|etc\/utc)$/i.test(name)) return fixedZone(name, 0, 'UTC')
  if (/^[+-]\d\d:?\d\d/.test(name)) {
    const offset = parseOffset(name)
    return fixedZone(name, offset, offset === 0 ? 'UTC' : `UTC${formatOffset(offset)}`)
  }
  return new NamedZone(name)
}

function fixedZone(name: string, offset: number, abbreviation: string): Zone {
  return { name, offsetAt: () => offset, abbreviationAt: () => abbreviation, isDstAt: () => false }
}

/** A zone that Intl knows the offsets of. */
class NamedZone implements Zone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat
  /** Offsets by quarter of an hour: nowhere does the clock change within one. */
  readonly #offsets = new Map<number, number>()

  constructor(name: string) {
    this.name = name
    this.#format = createFormat(name)
  }

  offsetAt(epochMilliseconds: number): number {
    // Before 1970 clocks changed at any second; before there were zones they did not change at all, and Intl has the
    // Julian calendar in the end.
    if (epochMilliseconds < 0) return this.#readOffset(Math.max(epochMilliseconds, BEFORE_ZONES))
    const quarter = Math.floor(epochMilliseconds / 900_000)
    let offset = this.#offsets.get(quarter)
    if (offset === undefined) {
      offset = this.#readOffset(epochMilliseconds)
      if (this.#offsets.size >= MOST_OFFSETS) this.#offsets.clear()
      this.#offsets.set(quarter, offset)
    }
    return offset
  }

  abbreviationAt(epochMilliseconds: number): string {
    const offset = this.offsetAt(epochMilliseconds)
    // Only local mean time, from before there were zones, has seconds.
    if (offset % 60 !== 0) return 'LMT'
    const names = zoneAbbreviations(this.name)
    const name = this.isDstAt(epochMilliseconds) ? names?.[1] : names?.[0]
    return name ?? shortOffset(offset)
  }

  // Summer time is when the clocks are ahead of what they show in one of the two halves of a year.
  isDstAt(epochMilliseconds: number): boolean {
    const year = new Date(epochMilliseconds).getUTCFullYear()
    const january = this.offsetAt(Date.UTC(year, 0, 1))
    const july = this.offsetAt(Date.UTC(year, 6, 1))
    return january !== july && this.offsetAt(epochMilliseconds) === Math.max(january, july)
  }

  #readOffset(epochMilliseconds: number): number {
    const shown: Record<string, number> = {}
    for (const { type, value } of this.#format.formatToParts(epochMilliseconds)) shown[type] = Number(value)
    const { month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
    const year = shown.year ?? 1970
    const local = utcMilliseconds({ year, month, day, hour, minute, second, microsecond: 0 })
    return Math.round((local - Math.floor(epochMilliseconds / 1000) * 1000) / 1000)
  }
}

const MOST_OFFSETS = 4096
const BEFORE_ZONES = Date.UTC(1700, 0, 1)

function createFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw new ZoneInfoNotFoundError(`No time zone found with key ${timeZone}`)
  }
}

/** `+03`, `-0330`: what the database has for zones without a name of letters. */
function shortOffset(offset: number): string {
  const size = Math.abs(offset)
  const minutes = Math.floor(size / 60) % 60
  const hours = String(Math.floor(size / 3600)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : String(minutes).padStart(2, '0')}`
}
