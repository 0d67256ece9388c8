import { appendFileSync } from 'node:fs'

/** Set by `npm run soak`: everything in full, where CI does a part. */
export const isSoak = process.env.TINY_DJANGO_SOAK !== undefined

/** How often something is repeated: `count` times in full, a tenth of that in CI. */
export function repetitions(count: number): number {
  return isSoak ? count : Math.ceil(count / 10)
}

/** A figure for the table that `npm run soak` prints: it names a file for them. */
export function figure(name: string, value: string | number): void {
  const file = process.env.TINY_DJANGO_SOAK
  if (file?.includes('/')) appendFileSync(file, `${JSON.stringify([name, value])}\n`)
}
