import { expect, test } from 'vitest'
import { overrideSettings } from '../../src/conf/testing.js'
import { Context } from '../../src/template/context.js'
import { Engine } from '../../src/template/engine.js'
import { renderToString } from '../../src/template/engines.js'
import { LocmemLoader } from '../../src/template/loaders/locmem.js'
import { type MissingVariable, MissingVariableError } from '../../src/template/missing.js'

function missingIn(templates: Readonly<Record<string, string>>, values: object = {}): MissingVariable[] {
  const told: MissingVariable[] = []
  const loaders = [[LocmemLoader, templates]] as const
  const engine = new Engine({ loaders, missingVariables: missing => told.push(missing) })
  engine.renderToString('page.html', new Context(values))
  return told
}

const namesIn = (template: string, values?: object) =>
  missingIn({ 'page.html': template }, values).map(({ variable }) => variable)

test('a variable that is not there is told with its place and the name that was meant', () => {
  const article = { title: 'News' }
  expect(missingIn({ 'page.html': '\n<h1>{{ article.titel|upper }}</h1>' }, { article })).toEqual([
    {
      variable: 'article.titel',
      file: 'page.html',
      line: 2,
      tag: '{{ article.titel|upper }}',
      meant: 'article.title',
    },
  ])
  expect(missingIn({ 'page.html': '{{ artcle.title }}' }, { article })).toMatchObject([{ meant: 'article.title' }])
  expect(missingIn({ 'page.html': '{{ x }}' }, { article })[0]).not.toHaveProperty('meant')
})

test.each([
  '{% if x %}a{% endif %}',
  '{% if x and not x.y %}a{% elif x > 3 %}b{% endif %}',
  '{% if x|length > 3 %}a{% endif %}',
  '{% firstof x y "neither" %}',
  '{{ x|default:"-" }}',
  '{{ x.y|upper|default:"-" }}',
  '{{ x|default_if_none:"-" }}',
  '{% for y in x %}{{ y }}{% empty %}none{% endfor %}',
  '{% ifchanged x %}a{% endifchanged %}',
  '{% with y=x|default:1 %}{{ y }}{% endwith %}',
  '{% comment %}{{ x }}{% endcomment %}{% verbatim %}{{ x }}{% endverbatim %}',
])('a template that expects that there may be none is no news: %s', template => {
  expect(namesIn(template)).toEqual([])
})

test('other tags that use one are', () => {
  expect(namesIn('{% for y in x %}{{ y }}{% endfor %}')).toEqual(['x'])
  expect(namesIn('{% with y=x.z %}{{ y }}{% endwith %}')).toEqual(['x.z'])
  expect(namesIn('{% if yes %}{{ x }}{% endif %}', { yes: true })).toEqual(['x'])
  expect(namesIn('{% if yes %}{% else %}{{ x }}{% endif %}')).toEqual(['x'])
})

test('of what is there and empty nothing is said', () => {
  const values = { none: null, empty: '', zero: 0, list: [], object: { none: null } }
  expect(
    namesIn('{{ none }}{{ empty }}{{ zero }}{{ list }}{{ object.none }}{% for x in list %}{% endfor %}', values),
  ).toEqual([])
})

test('the place is that of the tag, in the template it is written in', () => {
  const templates = {
    'base.html': '<title>{% block title %}{% endblock %}</title>',
    'page.html': '{% extends "base.html" %}\n{% block title %}\n{% include "part.html" with a=b %}{% endblock %}',
    'part.html': '\n\n\n{{ c }}',
  }
  expect(missingIn(templates).map(({ variable, file, line }) => `${file}:${line} ${variable}`)).toEqual([
    'page.html:3 b',
    'part.html:4 c',
  ])
})

test('what might have been meant is looked for without calling anything', () => {
  let calls = 0
  const user = { profile: () => ({ name: String(calls++) }) }
  expect(namesIn('{{ user.profile.nam }}', { user })).toEqual(['user.profile.nam'])
  expect(calls).toBe(1) // by the template itself
})

test('it can be an error, in tests', () => {
  const engine = new Engine({ missingVariables: 'error' })
  const template = engine.fromString('Hello {{ nam }}')
  expect(() => template.render(new Context({ name: 'Ann' }))).toThrow(MissingVariableError)
  expect(() => template.render(new Context({ name: 'Ann' }))).toThrow(
    `<unknown source>:1: The template variable 'nam' is not there, in {{ nam }}. Did you mean "name"?`,
  )
  expect(template.render(new Context({ nam: '' }))).toBe('Hello ')
})

test('an engine of the settings tells it in the log, once for each place, while DEBUG is on', () => {
  const lines: string[] = []
  const print = (_record: unknown, text: string) => void lines.push(text)
  const LOGGING = {
    handlers: { list: { class: print } },
    loggers: { 'django.template': { handlers: ['list'], propagate: false } },
  }
  const OPTIONS = { loaders: [[LocmemLoader, { 'a.html': '{{ x }}{{ x }}\n{{ y }}' }]] as const }
  for (const DEBUG of [true, false]) {
    using _ = overrideSettings({ DEBUG, LOGGING, TEMPLATES: [{ OPTIONS }] })
    expect(renderToString('a.html')).toBe('\n')
    renderToString('a.html')
  }
  expect(lines).toEqual([
    "a.html:1: The template variable 'x' is not there, in {{ x }}.",
    "a.html:2: The template variable 'y' is not there, in {{ y }}.",
  ])
})
