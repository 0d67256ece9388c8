import { expect, test } from 'vitest'
import { formatTable, milliseconds, ratio } from '../../bench/table.js'

test('a table has its text at the left and its figures at the right', () => {
  expect(
    formatTable(
      ['', 'ms'],
      [
        ['bare', '9.1'],
        ['Vite + Hono', '453'],
      ],
    ),
  ).toBe(['                ms', '  ----------------', '  bare         9.1', '  Vite + Hono  453', ''].join('\n'))
})

test('milliseconds have a decimal while it means something', () => {
  expect([9.44, 99.94, 100.4].map(milliseconds)).toEqual(['9.4', '99.9', '100'])
})

test('a ratio without its base is left out', () => {
  expect(ratio(30, 20)).toBe('1.50x')
  expect(ratio(30, undefined)).toBe('')
})
