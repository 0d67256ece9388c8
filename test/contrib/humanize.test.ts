import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { register as humanize } from '../../src/contrib/humanize.js'
import { Context, Engine } from '../../src/template/index.js'
import { setClock } from '../../src/utils/timezone.js'

const engine = new Engine({ libraries: { humanize } })

function render(filter: string, value: unknown): string {
  return engine.fromString(`{% load humanize %}{{ v|${filter} }}`).render(new Context({ v: value }))
}

let clock: () => number

beforeEach(() => {
  clock = setClock(new Date('2024-05-15T12:00:00Z'))
})

afterEach(() => {
  setClock(clock)
})

test.each<[string, unknown, string]>([
  ['apnumber', 1, 'one'],
  ['apnumber', '9', 'nine'],
  ['apnumber', 10, '10'],
  ['apnumber', 'x', 'x'],
  ['intcomma', 4500000, '4,500,000'],
  ['intcomma', -1234.5, '-1,234.5'],
  ['intcomma', '1000.5', '1,000.5'],
  ['intcomma:False', '123456', '123,456'],
  ['intcomma', 10n ** 18n, '1,000,000,000,000,000,000'],
  ['intcomma', null, 'None'],
  ['intword', 999_999, '999999'],
  ['intword', 1_000_000, '1.0 million'],
  ['intword', 1_200_000_000, '1.2 billion'],
  ['intword', -1_250_000, '-1.3 million'],
  ['intword', 10n ** 102n, '100.0 googol'],
  ['ordinal', 1, '1st'],
  ['ordinal', '22', '22nd'],
  ['ordinal', 113, '113th'],
  ['ordinal', -1, '-1'],
])('%s of %o', (filter, value, text) => {
  expect(render(filter, value)).toBe(text)
})

test.each<[unknown, string]>([
  [Temporal.PlainDate.from('2024-05-15'), 'today'],
  [Temporal.PlainDate.from('2024-05-16'), 'tomorrow'],
  [new Date('2024-05-15T03:00:00Z'), 'yesterday'],
  [Temporal.PlainDate.from('2024-05-17'), 'May 17, 2024'],
  ['x', 'x'],
])('naturalday of %s', (value, text) => {
  expect(render('naturalday', value)).toBe(text)
})

test.each<[string, string]>([
  ['2024-05-15T12:00:00Z', 'now'],
  ['2024-05-15T11:59:59Z', 'a second ago'],
  ['2024-05-15T11:57:00Z', '3\xa0minutes ago'],
  ['2024-05-15T13:30:00Z', 'an hour from now'],
  ['2024-05-14T09:00:00Z', '1\xa0day, 3\xa0hours ago'],
  ['2025-07-15T12:00:00Z', '1\xa0year, 2\xa0months from now'],
])('naturaltime of %s', (value, text) => {
  expect(render('naturaltime', new Date(value))).toBe(text)
})
