import { expect, it } from 'vitest'
import { after } from '../../src/utils/after.js'

it('runs in the same tick on a value, and later on a promise', async () => {
  const seen: string[] = []
  expect(after(1, value => value + 1)).toBe(2)
  const later = after(Promise.resolve('later'), value => seen.push(value))
  seen.push('now')
  await later
  expect(seen).toEqual(['now', 'later'])
})
