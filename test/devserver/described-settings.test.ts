import { expect, test } from 'vitest'
import { defineSettings } from '../../src/conf/settings.js'
import { register as humanize } from '../../src/contrib/humanize.js'
import { describeSettings } from '../../src/devserver/app/settings.js'
import { CommonMiddleware } from '../../src/middleware/common.js'

const described = (...args: Parameters<typeof defineSettings>) =>
  new Map(describeSettings(defineSettings(...args)).map(setting => [setting.name, setting]))

test('settings are written as in a settings file, on one line', () => {
  const settings = described(
    { MIDDLEWARE: [CommonMiddleware], ALLOWED_HOSTS: ["it's.example"] },
    { LIMITS: { views: 3, 'per-day': [1, null] }, PATTERN: /a+/, AT: (x: number) => x, NOTHING: {} },
  )
  const value = (name: string) => settings.get(name)?.value
  expect(value('MIDDLEWARE')).toBe('[CommonMiddleware]')
  expect(value('ALLOWED_HOSTS')).toBe(`["it's.example"]`)
  expect(value('LIMITS')).toBe("{ views: 3, 'per-day': [1, null] }")
  expect(value('PATTERN')).toBe('/a+/')
  expect(value('AT')).toBe('AT')
  expect(value('NOTHING')).toBe('{}')
})

test('a tag library is what it has', () => {
  const [{ value = '' } = {}] = [described({ TEMPLATES: [{ OPTIONS: { libraries: { humanize } } }] }).get('TEMPLATES')]
  expect(value).toContain('{ humanize: Library (apnumber, intcomma,')
  expect(value).not.toContain('Function')
})

test('they come sorted, with the default where there is one', () => {
  const names = [...described({ DEBUG: true }, { A_NAME: 1 }).keys()]
  expect(names).toEqual([...names].sort())
  const settings = described({ DEBUG: true }, { A_NAME: 1 })
  expect(settings.get('DEBUG')?.default?.value).toBe('false')
  expect(settings.get('A_NAME')).not.toHaveProperty('default')
})

test('secrets are stars, however deep, and still told apart', () => {
  const one = described({ SECRET_KEY: 'first' }, { MAIL: { user: 'me', password: 'x' } })
  const other = described({ SECRET_KEY: 'second' }, { MAIL: { user: 'me', password: 'y' } })
  expect(one.get('SECRET_KEY')?.value).toBe("'********************'")
  expect(one.get('MAIL')?.value).toBe("{ user: 'me', password: '********************' }")
  for (const name of ['SECRET_KEY', 'MAIL']) {
    expect(one.get(name)?.fingerprint).not.toBe(other.get(name)?.fingerprint)
    expect(one.get(name)?.value).toBe(other.get(name)?.value)
  }
})
