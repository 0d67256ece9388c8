import { expect } from 'vitest'

/** What always passes, in milliseconds: below it there is more noise than growth. */
const forgivenMs = 50

/**
 * Fails when `run` takes more than linear time: eight times the size may take up to 24 times as long, where a square
 * would take 64 times. Processor time counts, not the clock, and the best of a few tries: others use this machine too.
 */
export async function expectLinear(run: (size: number) => unknown, size = 10_000): Promise<void> {
  await run(size)
  let [small, large] = [0, Number.POSITIVE_INFINITY]
  for (let tries = 0; tries < 5 && large > limit(small); tries++) {
    small = await processorMs(() => run(size))
    large = await processorMs(() => run(8 * size))
  }
  expect(large).toBeLessThanOrEqual(limit(small))
}

const limit = (small: number) => Math.max(forgivenMs, 24 * small)

async function processorMs(run: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
