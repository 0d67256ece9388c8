import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { Float } from '../../../src/utils/python.js'
import { render } from './render.js'

test.each<[unknown, unknown, string]>([
  [4, '2', '6'],
  [1.5, 2, '3'],
  ['a', 'b', 'ab'],
  [[1], [2], '[1, 2]'],
  [2 ** 53, 2, '9007199254740994'],
  ['a', 1, ''],
  [Temporal.PlainDate.from('2024-02-28'), Temporal.Duration.from({ hours: 30 }), 'Feb. 29, 2024'],
])('%o|add:%o', (value, other, text) => {
  expect(render('{{ v|add:a }}', { v: value, a: other })).toBe(text)
})

test.each<[unknown, unknown, string]>([
  [34.23234, undefined, '34.2'],
  [34, undefined, '34'],
  [34.26, 3, '34.260'],
  [new Float(34), -3, '34'],
  [34.5, 0, '35'],
  [2.675, 2, '2.68'],
  [-0.04, 1, '0.0'],
  ['1.25', 1, '1.3'],
  [1234567.891, '2g', '1,234,567.89'],
  [10000, 'g', '10,000'],
  ['nothing', 2, ''],
  [Number.NaN, 2, 'nan'],
  [new Float(1e300), 2, '1e+300'],
])('%o|floatformat:%o', (value, places, text) => {
  expect(render(places === undefined ? '{{ v|floatformat }}' : '{{ v|floatformat:p }}', { v: value, p: places })).toBe(
    text,
  )
})

test('floatformat rounds as a person would, halves away from zero', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999, max: 99_999 }), n => {
      const expected = (Math.sign(n) * Math.floor((Math.abs(n) + 5) / 10)) / 10
      expect(Number(render('{{ v|floatformat:1 }}', { v: n / 100 }))).toBeCloseTo(expected, 9)
    }),
  )
})

test.each<[number | bigint, string]>([
  [0, '0\xa0bytes'],
  [1, '1\xa0byte'],
  [1023, '1023\xa0bytes'],
  [1024, '1.0\xa0KB'],
  [-5 * 1024 ** 2, '-5.0\xa0MB'],
  [123_456_789_012, '115.0\xa0GB'],
  [2n ** 70n, '1048576.0\xa0PB'],
])('%o|filesizeformat', (value, text) => {
  expect(render('{{ v|filesizeformat }}', { v: value })).toBe(text)
})

test.each([
  ['{{ 21|divisibleby:"7" }}{{ 22|divisibleby:7 }}', 'TrueFalse'],
  ['{{ 123|get_digit:1 }}{{ 123|get_digit:3 }}{{ 123|get_digit:9 }}{{ 123|get_digit:0 }}', '310123'],
  ['{{ "x"|get_digit:1 }}', 'x'],
])('%s', (source, text) => {
  expect(render(source)).toBe(text)
})

test('a division by zero is an error, as in Python', () => {
  expect(() => render('{{ 1|divisibleby:0 }}')).toThrow('integer modulo by zero')
})
