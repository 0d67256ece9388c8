import { expect, test } from 'vitest'
import { Context, type ContextValues, defaultLibraries, Engine } from '../../src/template/index.js'
import { markSafe } from '../../src/utils/safestring.js'

const engine = new Engine({ libraries: defaultLibraries })

function render(source: string, values: ContextValues = {}): string {
  return engine.fromString(source).render(new Context(values))
}

test('l10n: what was marked safe stays so', () => {
  const source = '{% load l10n %}{{ a|localize }}{{ a|unlocalize }}{{ b|localize }}'
  expect(render(source, { a: markSafe('<b>'), b: '<i>' })).toBe('<b><b>&lt;i&gt;')
})

test.each([
  ['site.css', '/static/site.css'],
  ['a b/ü.css', '/static/a%20b/%C3%BC.css'],
  ['/elsewhere//x', '/elsewhere//x'],
  ['//host/x', '//host/x'],
  ['../up', '/up'],
])('static: %s', (path, address) => {
  expect(render('{% load static %}{% static path %}', { path })).toBe(address)
})

test('int() of text in ASCII knows the white space of C only', () => {
  expect(render('{{ a|add:1 }}{{ b|add:1 }}{{ c|add:1 }}', { a: ' 1\n', b: '1\x1c', c: '١\x1c' })).toBe('22')
})
