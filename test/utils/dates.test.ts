import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import { dateFormat, timeFormat } from '../../src/utils/dateformat.js'
import {
  getFormat,
  dateFormat as localDateFormat,
  localize,
  localizeInput,
  numberFormat,
  registerFormats,
} from '../../src/utils/formats.js'
import { AttributeError } from '../../src/utils/python/errors.js'
import { str } from '../../src/utils/python.js'
import { timesince, timeuntil } from '../../src/utils/timesince.js'
import * as timezone from '../../src/utils/timezone.js'
import { override as overrideLanguage } from '../../src/utils/translation.js'

let clock: () => number

beforeEach(() => {
  clock = timezone.setClock(new Date('2024-05-15T10:30:45.123Z'))
})

afterEach(() => {
  timezone.setClock(clock)
  timezone.deactivate()
  activateSettings(null)
})

describe('dateFormat', () => {
  const moment = Temporal.ZonedDateTime.from('2024-03-09T14:05:06.000007[Europe/Paris]')

  it.each([
    ['Y-m-d H:i:s.u', '2024-03-09 14:05:06.000007'],
    ['D, j M y', 'Sat, 9 Mar 24'],
    ['l jS F, N E b', 'Saturday 9th March, March March mar'],
    ['g:i a A P f', '2:05 p.m. PM 2:05 p.m. 2:05'],
    ['e T O Z I', 'CET CET +0100 3600 0'],
    ['c', '2024-03-09T14:05:06.000007+01:00'],
    ['r', 'Sat, 09 Mar 2024 14:05:06 +0100'],
    ['U', '1709989506'],
    ['z W o L t w', '69 10 2024 True 31 6'],
    ['\\Y\\m\\d k \\d\\a\\y', 'Ymd k day'],
  ])('%s', (format, text) => {
    expect(dateFormat(moment, format)).toBe(text)
  })

  it('takes a Date to be in UTC, a naive datetime to be in the default time zone', () => {
    expect(dateFormat(new Date(0), 'c T')).toBe('1970-01-01T00:00:00+00:00 UTC')
    expect(dateFormat(Temporal.PlainDateTime.from('2024-07-01T12:00'), 'c T e O')).toBe(
      '2024-07-01T12:00:00 CDT  -0500',
    )
  })

  it('knows no zone where the clocks show a time twice or never', () => {
    activateSettings(defineSettings({ TIME_ZONE: 'Europe/Copenhagen' }))
    for (const time of ['2024-03-31T02:30', '2024-10-27T02:30']) {
      expect(dateFormat(Temporal.PlainDateTime.from(time), 'T|O|Z|I')).toBe('|||')
    }
  })

  it('refuses letters that a value has nothing for', () => {
    const date = Temporal.PlainDate.from('2024-01-02')
    expect(() => dateFormat(date, 'Y H')).toThrow(
      new TypeError("The format for date objects may not contain time-related format specifiers (found 'H')."),
    )
    expect(() => timeFormat(Temporal.PlainTime.from('10:00'), 'Y')).toThrow(AttributeError)
    expect(() => dateFormat('text', 'Y')).toThrow("'str' object has no attribute 'month'")
  })

  it('calls zones what they are called there', () => {
    const at = (zone: string) => dateFormat(Temporal.Instant.from('2024-07-01T00:00Z').toZonedDateTimeISO(zone), 'T')
    expect(
      ['America/New_York', 'Europe/London', 'Asia/Tokyo', 'Asia/Kathmandu', 'Pacific/Auckland', 'UTC', '-03:30'].map(
        at,
      ),
    ).toEqual(['EDT', 'BST', 'JST', '+0545', 'NZST', 'UTC', 'UTC-03:30'])
  })
})

describe('formats', () => {
  it('are those of the language', () => {
    expect(localDateFormat(Temporal.PlainDate.from('2024-01-02'))).toBe('Jan. 2, 2024')
    expect(localDateFormat(Temporal.PlainDate.from('2024-01-02'), 'SHORT_DATE_FORMAT')).toBe('01/02/2024')
    expect(getFormat('no name')).toBe('no name')
  })

  it('can be registered for a language', () => {
    registerFormats('x-test', {
      DATE_FORMAT: 'j. F Y',
      DECIMAL_SEPARATOR: ',',
      THOUSAND_SEPARATOR: '.',
      NUMBER_GROUPING: 3,
    })
    overrideLanguage('x-test-at', () => {
      expect(localDateFormat(Temporal.PlainDate.from('2024-01-02'))).toBe('2. January 2024')
      expect(numberFormat(1234567.5, { forceGrouping: true })).toBe('1.234.567,5')
      expect(str(localize(1.5))).toBe('1,5')
      expect(str(localize(1.5, false))).toBe('1.5')
    })
  })

  it('write numbers as the settings say', () => {
    activateSettings(defineSettings({ USE_THOUSAND_SEPARATOR: true }))
    expect([1234567, 1234.5, '1234567.891', -1000, 10n ** 20n].map(n => str(localize(n)))).toEqual([
      '1,234,567',
      '1,234.5',
      '1234567.891',
      '-1,000',
      '100,000,000,000,000,000,000',
    ])
    expect(numberFormat(1.239, { decimalPos: 2 })).toBe('1.23')
  })

  it('are read back from a form', () => {
    expect(localizeInput(Temporal.PlainDateTime.from('2024-01-02T03:04'))).toBe('2024-01-02 03:04:00')
    expect(localizeInput(Temporal.PlainDate.from('2024-01-02'), '%d.%m.%y %%')).toBe('02.01.24 %')
  })
})

describe('timesince', () => {
  it.each([
    ['2024-05-15T10:30:44Z', '0\xa0minutes'],
    ['2024-05-15T10:20:00Z', '10\xa0minutes'],
    ['2024-05-14T09:00:00Z', '1\xa0day, 1\xa0hour'],
    ['2024-02-29T00:00:00Z', '2\xa0months, 2\xa0weeks'],
    ['2022-05-01T00:00:00Z', '2\xa0years'],
    ['2025-01-01T00:00:00Z', '0\xa0minutes'],
  ])('since %s', (then, text) => {
    expect(timesince(new Date(then))).toBe(text)
  })

  it('tells as much as is wanted, and the time until something', () => {
    const then = new Date('2023-03-01T00:00:00Z')
    expect(timesince(then, undefined, { depth: 4 })).toBe('1\xa0year, 2\xa0months, 2\xa0weeks')
    expect(timeuntil(new Date('2024-05-17T10:30:45.123Z'))).toBe('2\xa0days')
    expect(() => timesince(then, undefined, { depth: 0 })).toThrow('depth must be greater than 0.')
    expect(() => timesince(then, Temporal.PlainDate.from('2024-01-01'))).toThrow(TypeError)
  })
})

describe('time zones', () => {
  it('tell what time it is', () => {
    expect(timezone.now()).toEqual(new Date('2024-05-15T10:30:45.123Z'))
    expect(str(timezone.localtime())).toBe('2024-05-15 05:30:45.123000-05:00')
    expect(str(timezone.localdate(new Date('2024-05-15T03:00Z')))).toBe('2024-05-14')
    activateSettings(defineSettings({ USE_TZ: false, TIME_ZONE: 'Asia/Tokyo' }))
    expect(str(timezone.now())).toBe('2024-05-15 19:30:45.123000')
  })

  it('are activated for a while, or until another one is', async () => {
    expect(timezone.getCurrentTimezone()).toBe('America/Chicago')
    timezone.activate('Europe/Paris')
    expect(timezone.getCurrentTimezoneName()).toBe('Europe/Paris')
    expect(timezone.override('Asia/Tokyo', () => str(timezone.localtime(new Date(0))))).toBe(
      '1970-01-01 09:00:00+09:00',
    )
    await timezone.override('UTC', async () => {
      await Promise.resolve()
      expect(timezone.getCurrentTimezone()).toBe('UTC')
    })
    expect(timezone.getCurrentTimezone()).toBe('Europe/Paris')
    timezone.deactivate()
    expect(timezone.getCurrentTimezone()).toBe(timezone.getDefaultTimezone())
    expect(() => timezone.activate('Nowhere/Atall')).toThrow('No time zone found with key Nowhere/Atall')
  })

  it('make naive datetimes aware and aware ones naive', () => {
    const naive = Temporal.PlainDateTime.from('2024-07-01T12:00')
    const aware = timezone.makeAware(naive, 'Europe/Paris')
    expect([timezone.isAware(aware), timezone.isNaive(naive), timezone.isNaive(aware)]).toEqual([true, true, false])
    expect(str(aware)).toBe('2024-07-01 12:00:00+02:00')
    expect(aware.toDate()).toEqual(new Date('2024-07-01T10:00Z'))
    expect(str(timezone.makeNaive(aware, 'UTC'))).toBe('2024-07-01 10:00:00')
    expect(() => timezone.makeAware(aware)).toThrow('make_aware expects a naive datetime')
    expect(() => timezone.localtime(naive)).toThrow('localtime() cannot be applied to a naive datetime')
    expect(timezone.getFixedTimezone(-210)).toBe('-03:30')
  })

  it('leave a Temporal what it is', () => {
    const moment = Temporal.ZonedDateTime.from('2024-07-01T12:00[UTC]')
    expect(timezone.localtime(moment, 'Asia/Tokyo')).toEqual(moment.withTimeZone('Asia/Tokyo'))
  })
})
