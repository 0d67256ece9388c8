import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { setClock } from '../../../src/utils/clock.js'
import { markSafe } from '../../../src/utils/safestring.js'
import { render } from './render.js'

let clock: () => number

beforeEach(() => {
  clock = setClock(new Date('2024-05-15T12:00:00Z'))
})

afterEach(() => {
  setClock(clock)
})

const values = {
  moment: new Date('2024-05-14T20:30:00Z'),
  date: Temporal.PlainDate.from('2024-05-14'),
  time: Temporal.PlainTime.from('20:30'),
  naive: Temporal.PlainDateTime.from('2024-05-14T20:30'),
  none: null,
  empty: '',
  markup: markSafe('<b>'),
  past: Temporal.PlainDateTime.from('1900-01-01T00:00:00.5'),
  escaped: '\\\r',
  one: ['x'],
  three: [1, 2, 3],
}

test.each([
  ['{{ moment }}|{{ date }}|{{ time }}', 'May 14, 2024, 3:30 p.m.|May 14, 2024|8:30 p.m.'],
  ['{{ moment|date:"H:i T" }}|{{ naive|date:"SHORT_DATETIME_FORMAT" }}', '15:30 CDT|05/14/2024 8:30 p.m.'],
  ['{{ moment|time }}|{{ time|time:"H:i" }}|{{ date|time:"H" }}|{{ "x"|date }}|{{ none|date }}', '3:30 p.m.|20:30|||'],
  [
    '{{ moment|timesince }}|{{ date|timeuntil:naive }}|{{ none|timesince }}',
    '15\xa0hours, 30\xa0minutes|0\xa0minutes|',
  ],
  ['{{ moment|timesince:naive }}', ''],
  [
    '{{ date|date:empty }}|{{ date|date:0 }}|{{ time|time:none }}|{{ "x"|date:0 }}',
    'May 14, 2024|May 14, 2024|8:30 p.m.|0',
  ],
  ['{{ date.weekday }} {{ date.isoformat }} {{ time.isoformat }} {{ naive.isoweekday }}', '1 2024-05-14 20:30:00 2'],
  ['{{ date|date:escaped }}', '\r'],
  ['{{ past|date:"U" }}', '-2208967199'],
])('dates: %s', (source, text) => {
  expect(render(source, values)).toBe(text)
})

test('a date has no time to format', () => {
  expect(() => render('{{ date|date:"H:i" }}', values)).toThrow('may not contain time-related format specifiers')
})

test.each([
  ['{{ empty|default:"d" }}{{ none|default:"d" }}{{ one|default:"d"|first }}', 'ddx'],
  ['{{ none|default_if_none:"d" }}{{ empty|default_if_none:"d" }}', 'd'],
  [
    '{{ 1|pluralize }}{{ 2|pluralize }}{{ "1"|pluralize:"es" }}{{ three|pluralize:"y,ies" }}{{ one|pluralize:"y,ies" }}',
    'siesy',
  ],
  ['{{ 2|pluralize:"a,b,c" }}{{ "x"|pluralize }}', ''],
  [
    '{{ 1|yesno }} {{ empty|yesno:"a,b" }} {{ none|yesno:"a,b" }} {{ none|yesno:"a,b,c" }} {{ 1|yesno:"a" }}',
    'yes b b c 1',
  ],
  ['{{ three|pprint }}', '[1, 2, 3]'],
  // A literal is safe, and so is what it is added to something safe.
  ['{{ markup|add:"x" }}{{ markup|add:one.0 }}{{ none|default:"a"|add:markup }}', '<b>x&lt;b&gt;xa<b>'],
])('%s', (source, text) => {
  expect(render(source, values)).toBe(text)
})
