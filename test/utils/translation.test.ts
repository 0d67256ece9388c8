import { afterEach, expect, test } from 'vitest'
import { activateSettings, defineSettings } from '../../src/conf/settings.js'
import {
  activate,
  clearCatalogs,
  deactivate,
  deactivateAll,
  getLanguage,
  gettext,
  ngettext,
  npgettext,
  override,
  pgettext,
  registerCatalog,
} from '../../src/utils/translation.js'

afterEach(() => {
  deactivate()
  clearCatalogs()
  activateSettings(null)
})

test('messages stay as they are where nobody has translated them', () => {
  expect([gettext('Hello'), pgettext('menu', 'File'), ngettext('%(n)s day', '%(n)s days', 2)]).toEqual([
    'Hello',
    'File',
    '%(n)s days',
  ])
})

test('a catalogue has texts, plural forms and contexts', () => {
  registerCatalog('de', {
    messages: { Hello: 'Hallo', '%(n)s day': ['%(n)s Tag', '%(n)s Tage'] },
    contexts: { month: { May: 'Mai' } },
  })
  override('de', () => {
    expect([gettext('Hello'), gettext('May'), pgettext('month', 'May')]).toEqual(['Hallo', 'May', 'Mai'])
    expect([1, 2].map(n => ngettext('%(n)s day', '%(n)s days', n))).toEqual(['%(n)s Tag', '%(n)s Tage'])
  })
  expect(gettext('Hello')).toBe('Hello')
})

test('a language may have more than two forms', () => {
  const plural = (n: number) => (n === 1 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 10 || n % 100 >= 20) ? 1 : 2)
  registerCatalog('pl', { plural, contexts: { x: { file: ['plik', 'pliki', 'plików'] } } })
  override('pl', () => {
    expect([1, 3, 5, 22].map(n => npgettext('x', 'file', 'files', n))).toEqual(['plik', 'pliki', 'plików', 'pliki'])
  })
})

test('a language falls back to the broader one, then to that of the project', () => {
  registerCatalog('de', { messages: { Hello: 'Hallo', Bye: 'Tschüss' } })
  registerCatalog('de-at', { messages: { Bye: 'Servus' } })
  override('de-at', () => expect([gettext('Hello'), gettext('Bye')]).toEqual(['Hallo', 'Servus']))
  activateSettings(defineSettings({ LANGUAGE_CODE: 'de' }))
  expect(override('fr', () => gettext('Hello'))).toBe('Hallo')
  expect(override('en', () => gettext('Hello'))).toBe('Hello')
})

test('a language is active until another one is', () => {
  expect(getLanguage()).toBe('en-us')
  activate('fr')
  expect(getLanguage()).toBe('fr')
  expect(override('it', getLanguage)).toBe('it')
  deactivateAll()
  expect(getLanguage()).toBe(null)
  deactivate()
  expect(getLanguage()).toBe('en-us')
})

test('nothing is translated without USE_I18N', () => {
  registerCatalog('de', { messages: { Hello: 'Hallo' } })
  activateSettings(defineSettings({ USE_I18N: false }))
  expect(override('de', () => gettext('Hello'))).toBe('Hello')
})
