/** A length of time: `Temporal.Duration`, native or of a polyfill, and whatever else can say how many seconds it has. */
export interface DurationLike {
  total(unit: 'seconds'): number
}

/** The seconds of a length of time that is given as a number of them or as a duration. */
export function toSeconds(duration: number | DurationLike): number {
  return typeof duration === 'number' ? duration : duration.total('seconds')
}

/** `3 04:05:06.789000`: days where there are any, and microseconds. Django's `duration_string`. */
export function durationString(duration: number | DurationLike): string {
  const { days, time, fraction } = parts(microseconds(duration))
  return `${days === 0 ? '' : `${days} `}${time.join(':')}${fraction}`
}

/** `P3DT04H05M06.789000S`, the form of ISO 8601 that Django writes: `duration_iso_string`. */
export function durationIsoString(duration: number | DurationLike): string {
  const total = microseconds(duration)
  const { days, time, fraction } = parts(Math.abs(total))
  return `${total < 0 ? '-' : ''}P${days}DT${time[0]}H${time[1]}M${time[2]}${fraction}S`
}

function microseconds(duration: number | DurationLike): number {
  return Math.round(toSeconds(duration) * 1e6)
}

// As Python has it, only the days may be below zero.
function parts(total: number): { days: number; time: string[]; fraction: string } {
  const days = Math.floor(total / dayInMicroseconds)
  const rest = total - days * dayInMicroseconds
  const seconds = Math.floor(rest / 1e6)
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const fraction = rest - seconds * 1e6
  return {
    days,
    time: time.map(value => String(value).padStart(2, '0')),
    fraction: fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`,
  }
}

const dayInMicroseconds = 86_400_000_000
