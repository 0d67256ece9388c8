/** A length of time: `Temporal.Duration`, native or of a polyfill, and whatever else can say how many seconds it has. */
export interface DurationLike {
  total(unit: 'seconds'): number
}

/** The seconds of a length of time that is given as a number of them or as a duration. */
export function toSeconds(duration: number | DurationLike): number {
  return typeof duration === 'number' ? duration : duration.total('seconds')
}
