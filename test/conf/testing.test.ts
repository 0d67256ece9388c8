import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { activateSettings, defineSettings, settings } from '../../src/conf/settings.js'
import { modifySettings, overrideSettings } from '../../src/conf/testing.js'
import { settingChanged } from '../../src/dispatch/signals.js'

afterEach(() => {
  activateSettings(null)
})

describe('overrideSettings', () => {
  test('holds while a function runs, also when it throws', () => {
    expect(overrideSettings({ DEBUG: true }, () => settings.DEBUG)).toBe(true)
    expect(settings.DEBUG).toBe(false)
    const broken = () => {
      throw new Error('x')
    }
    expect(() => overrideSettings({ DEBUG: true }, broken)).toThrow('x')
    expect(settings.DEBUG).toBe(false)
  })

  test('holds until an async function is done', async () => {
    const debug = await overrideSettings({ DEBUG: true }, async () => {
      await Promise.resolve()
      return settings.DEBUG
    })
    expect([debug, settings.DEBUG]).toEqual([true, false])
  })

  test('holds until the end of a block', () => {
    {
      using _ = overrideSettings({ APPEND_SLASH: false })
      expect(settings.APPEND_SLASH).toBe(false)
    }
    expect(settings.APPEND_SLASH).toBe(true)
  })

  describe('in a hook', () => {
    beforeEach(() => overrideSettings({ LANGUAGE_CODE: 'de' }))

    test('holds for each test', () => {
      expect(settings.LANGUAGE_CODE).toBe('de')
    })
  })

  test('lies over whatever application begins to run', () => {
    using _ = overrideSettings({ DEBUG: true })
    activateSettings(defineSettings({ DEBUG: false, APPEND_SLASH: false }))
    expect([settings.DEBUG, settings.APPEND_SLASH]).toEqual([true, false])
  })

  test('inner ones win, whichever is undone first', () => {
    const outer = overrideSettings({ DEBUG: true, PREPEND_WWW: true })
    const inner = overrideSettings({ DEBUG: false })
    expect(settings.DEBUG).toBe(false)
    outer()
    expect([settings.DEBUG, settings.PREPEND_WWW]).toEqual([false, false])
    inner()
    inner()
    expect(settings.DEBUG).toBe(false)
  })

  test('takes names of the project, and refuses what is nearly one that is known', () => {
    expect(overrideSettings({ SHOE_SIZE: 42 } as never, () => Reflect.get(settings, 'SHOE_SIZE'))).toBe(42)
    expect(() => overrideSettings({ DEBGU: true } as never)).toThrow('Unknown setting "DEBGU". Did you mean "DEBUG"?')
    expect(() => overrideSettings({ DEBUG: 'yes' } as never)).toThrow('The DEBUG setting must be true or false.')
  })

  test('settingChanged tells of both ends', () => {
    const seen: unknown[] = []
    const receive = ({ setting, value, enter }: { setting: string; value: unknown; enter: boolean }) =>
      seen.push([setting, value, enter])
    settingChanged.connect(receive)
    overrideSettings({ DEBUG: true }, () => seen.push('work'))
    settingChanged.disconnect(receive)
    expect(seen).toEqual([['DEBUG', true, true], 'work', ['DEBUG', false, false]])
  })

  test('a receiver that will not have it undoes it, one that throws at the end is heard', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const refuse = ({ enter, value }: { enter: boolean; value: unknown }) => {
      if (enter === (value === true)) throw new Error(`not ${value}`)
    }
    settingChanged.connect(refuse)
    expect(() => overrideSettings({ DEBUG: true })).toThrow('not true')
    expect(settings.DEBUG).toBe(false)
    const restore = overrideSettings({ DEBUG: false })
    expect(restore).toThrow('not false')
    settingChanged.disconnect(refuse)
    vi.restoreAllMocks()
  })
})

describe('modifySettings', () => {
  beforeEach(() => overrideSettings({ ALLOWED_HOSTS: ['b', 'c'] }))

  test.each([
    [{ append: 'd' }, ['b', 'c', 'd']],
    [{ append: ['b', 'd'] }, ['b', 'c', 'd']],
    [{ prepend: ['a', 'c'] }, ['a', 'b', 'c']],
    [{ remove: ['c', 'x'] }, ['b']],
    [{ prepend: 'a', append: 'd', remove: 'b' }, ['a', 'c', 'd']],
  ])('%j', (operations, hosts) => {
    expect(modifySettings({ ALLOWED_HOSTS: operations }, () => settings.ALLOWED_HOSTS)).toEqual(hosts)
    expect(settings.ALLOWED_HOSTS).toEqual(['b', 'c'])
  })

  test('knows three operations', () => {
    expect(() => modifySettings({ ALLOWED_HOSTS: { insert: 'x' } } as never)).toThrow('Unsupported action: insert')
  })
})
