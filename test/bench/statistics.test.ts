import { describe, expect, test } from 'vitest'
import { rotated, summarize } from '../../bench/statistics.js'

describe('summarize', () => {
  test('names the middle, the quartiles and the ends', () => {
    expect(summarize([5, 1, 4, 2, 3])).toEqual({ count: 5, median: 3, low: 2, high: 4, min: 1, max: 5 })
  })

  test('interpolates between the two in the middle', () => {
    expect(summarize([10, 20]).median).toBe(15)
  })

  test('refuses to summarize nothing', () => {
    expect(() => summarize([])).toThrow(RangeError)
  })
})

test('rotated begins with another one each round', () => {
  expect([0, 1, 2, 3].map(round => rotated(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc'])
})
