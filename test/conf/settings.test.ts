import { afterEach, describe, expect, test } from 'vitest'
import { ImproperlyConfigured } from '../../src/conf/exceptions.js'
import { globalSettings } from '../../src/conf/global-settings.js'
import { activateSettings, completeSettings, defineSettings, settings } from '../../src/conf/settings.js'

afterEach(() => void activateSettings(null))

describe('defineSettings', () => {
  test('what is not set is what Django has', () => {
    const defined = defineSettings({ DEBUG: true })
    expect(defined.DEBUG).toBe(true)
    expect(defined.APPEND_SLASH).toBe(true)
    expect(defined.DATA_UPLOAD_MAX_MEMORY_SIZE).toBe(2621440)
    expect(defined.DATA_UPLOAD_MAX_NUMBER_FIELDS).toBe(1000)
    expect(defined.MIDDLEWARE).toEqual([])
  })

  test('own names stand beside the others', () => {
    expect(defineSettings({}, { LOCKOUT_COOLOFF: 42 })).toMatchObject({ LOCKOUT_COOLOFF: 42, DEBUG: false })
  })

  test('an unknown name is refused with the nearest known one', () => {
    expect(() => defineSettings({ ALOWED_HOSTS: ['x'] } as never)).toThrow(
      new ImproperlyConfigured(
        'Unknown setting "ALOWED_HOSTS". Did you mean "ALLOWED_HOSTS"? ' +
          'Names of your own go into the second object of defineSettings().',
      ),
    )
  })

  test('names of Object.prototype are unknown too', () => {
    expect(() => defineSettings({ toString: 1 } as never)).toThrow(ImproperlyConfigured)
    expect(() => defineSettings(JSON.parse('{"__proto__": 1}'))).toThrow(ImproperlyConfigured)
  })

  test('an own name is in capitals, and not one of Django’s', () => {
    expect(() => defineSettings({}, { lockoutCoolOff: 1 } as never)).toThrow(
      'The setting "lockoutCoolOff" must be written in capitals: "LOCKOUT_COOL_OFF".',
    )
    expect(() => defineSettings({}, { DEBUG: true })).toThrow('"DEBUG" is one of Django\'s settings')
  })

  test.each([
    [{ ALLOWED_HOSTS: 'example.com' }, 'The ALLOWED_HOSTS setting must be a list or a tuple.'],
    [{ DEBUG: 'yes' }, 'The DEBUG setting must be true or false.'],
    [{ SECRET_KEY: null }, 'The SECRET_KEY setting must be a string.'],
    [{ DATA_UPLOAD_MAX_MEMORY_SIZE: '1' }, 'The DATA_UPLOAD_MAX_MEMORY_SIZE setting must be a number or null.'],
    [{ SECURE_PROXY_SSL_HEADER: 'x' }, 'The SECURE_PROXY_SSL_HEADER setting must be a list or a tuple or null.'],
  ])('%o is refused', (values, message) => {
    expect(() => defineSettings(values as never)).toThrow(new ImproperlyConfigured(message))
  })

  test('null means no limit, undefined means not set', () => {
    const defined = defineSettings({ DATA_UPLOAD_MAX_NUMBER_FILES: null, DEBUG: undefined })
    expect(defined.DATA_UPLOAD_MAX_NUMBER_FILES).toBeNull()
    expect(defined.DEBUG).toBe(false)
  })
})

describe('settings', () => {
  test('a name of the project is unknown before there is an application, which is said', () => {
    expect(() => Reflect.get(settings, 'LOCKOUT_COOLOFF')).toThrow(
      'Unknown setting "LOCKOUT_COOLOFF". No application has been made yet',
    )
    activateSettings(defineSettings({}, { LOCKOUT_COOLOFF: 42 }))
    expect(Reflect.get(settings, 'LOCKOUT_COOLOFF')).toBe(42)
  })

  test('are Django’s global defaults while no application runs', () => {
    expect(settings.DEBUG).toBe(false)
    expect(settings.DEFAULT_CHARSET).toBe('utf-8')
    expect(Object.keys(settings).sort()).toEqual(Object.keys(globalSettings).sort())
  })

  test('are the active ones, and activating hands back those before', () => {
    const first = defineSettings({ DEBUG: true }, { COLOUR: 'red' })
    activateSettings(first)
    expect(settings.DEBUG).toBe(true)
    expect((settings as unknown as { COLOUR: string }).COLOUR).toBe('red')
    expect('COLOUR' in settings).toBe(true)
    expect(activateSettings(null)).toBe(first)
    expect(settings.DEBUG).toBe(false)
    expect('COLOUR' in settings).toBe(false)
  })

  test('reading an unknown name throws and names the nearest', () => {
    activateSettings(defineSettings({}, { LOCKOUT_COOLOFF: 42 }))
    expect(() => (settings as never as { LOCKOUT_COLOFF: 1 }).LOCKOUT_COLOFF).toThrow(
      new ImproperlyConfigured('Unknown setting "LOCKOUT_COLOFF". Did you mean "LOCKOUT_COOLOFF"?'),
    )
  })

  test('can be printed, awaited and turned into JSON like any object', async () => {
    expect(await (settings as Promise<unknown> | object)).toBe(settings)
    activateSettings(defineSettings({ SECRET_KEY: 'x' }))
    expect(JSON.parse(JSON.stringify(settings))).toMatchObject({ DEBUG: false })
  })

  test('an empty SECRET_KEY is no key', () => {
    expect(() => settings.SECRET_KEY).toThrow(new ImproperlyConfigured('The SECRET_KEY setting must not be empty.'))
    activateSettings(defineSettings({ SECRET_KEY: 'x' }))
    expect(settings.SECRET_KEY).toBe('x')
  })

  test('nobody changes them by assignment', () => {
    expect(() => Object.assign(settings, { DEBUG: true })).toThrow(TypeError)
    expect(() => Object.assign(defineSettings({}), { DEBUG: true })).toThrow(TypeError)
  })
})

test('completeSettings leaves defined settings as they are and checks a plain object', () => {
  const defined = defineSettings({}, { COLOUR: 'red' })
  expect(completeSettings(defined)).toBe(defined)
  expect(completeSettings({ DEBUG: true })).toMatchObject({ DEBUG: true, APPEND_SLASH: true })
  expect(() => completeSettings({ DEBGU: true } as never)).toThrow('Did you mean "DEBUG"?')
})
