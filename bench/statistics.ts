/** What a set of measurements comes to. All in the unit of the measurements. */
export interface Summary {
  readonly count: number
  readonly median: number
  /** The quartiles: half of all measurements lie between them. */
  readonly low: number
  readonly high: number
  readonly min: number
  readonly max: number
}

export function summarize(measurements: readonly number[]): Summary {
  if (measurements.length === 0) throw new RangeError('Nothing was measured.')
  const sorted = measurements.toSorted((a, b) => a - b)
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    min: sorted[0]!,
    max: sorted.at(-1)!,
  }
}

/** Interpolates between the two nearest of `sorted`. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]!
  const above = sorted[Math.ceil(position)]!
  return below + (above - below) * (position % 1)
}

/** `items` beginning with another one each round, so that none always follows the same neighbour. */
export function rotated<Item>(items: readonly Item[], round: number): Item[] {
  const start = items.length === 0 ? 0 : round % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}
