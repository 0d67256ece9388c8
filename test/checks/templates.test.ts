import { describe, expect, test } from 'vitest'
import { checkTemplates } from '../../src/checks/templates/check.js'
import { renderCalls } from '../../src/checks/templates/render-calls.js'
import { HttpResponse } from '../../src/http/response.js'
import type { Context } from '../../src/template/context.js'
import { Engine, type EngineOptions } from '../../src/template/engine.js'
import { defaultLibraries } from '../../src/template/libraries/all.js'
import { Library } from '../../src/template/library.js'
import { LocmemLoader } from '../../src/template/loaders/locmem.js'
import { Node } from '../../src/template/node.js'
import { include } from '../../src/urls/include.js'
import { path } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'

const view = () => new HttpResponse('')
const resolver = new URLResolver({
  urlpatterns: [
    path('', view, { name: 'index' }),
    path('articles/<int:year>/<slug:slug>/', view, { name: 'article' }),
    path('articles/', view, { name: 'article' }),
    path('blog/', include([[path('<int:id>/', view, { name: 'post' })], 'blog'])),
  ],
})

type Templates = Readonly<Record<string, string>>

function problemsIn(templates: Templates, source = '', options: EngineOptions = {}): string[] {
  const loaders = [[LocmemLoader, templates]] as const
  const engine = new Engine({ loaders, libraries: defaultLibraries, ...options })
  const files = [{ file: 'views.ts', source }]
  return Array.from(
    checkTemplates({ engines: [engine], resolver, files }),
    ({ obj, id, msg, hint }) => `${String(obj)} ${id} ${msg}${hint === null ? '' : ` ${hint}`}`,
  )
}

describe('a template that a call renders and nobody has', () => {
  const views = (code: string) => `import { render, renderToString } from 'tiny-django/shortcuts'\n${code}`

  test('is told where the call is, whatever variables it has', () => {
    const source = views(`export const index = (request, values) => render(request, 'pag.html', values)`)
    expect(problemsIn({ 'page.html': '' }, source)).toEqual([
      `views.ts:2:43 templates.E102 The template 'pag.html', which is rendered here, does not exist. Did you mean "page.html"?`,
    ])
  })

  test.each([
    ['it is there', `render(request, 'page.html')`],
    ['it does not compile, which is told already', `render(request, 'broken.html')`],
    ['its name is worked out', `render(request, name + '.html')`],
    ['the function is another', `rendered(request, 'pag.html')`],
  ])('nothing is said where %s', (_, code) => {
    const templates = { 'page.html': '', 'broken.html': '{% if %}{% endif %}' }
    expect(problemsIn(templates, views(code)).filter(each => each.includes('E102'))).toEqual([])
  })

  test('nor where another engine has it', () => {
    const engine = (templates: Templates) => new Engine({ loaders: [[LocmemLoader, templates]] })
    const files = [{ file: 'views.ts', source: views(`render(request, 'mail.txt', {}, { using: 'mail' })`) }]
    expect([
      ...checkTemplates({ engines: [engine({ 'page.html': '' }), engine({ 'mail.txt': '' })], resolver, files }),
    ]).toEqual([])
  })
})

describe('what does not compile', () => {
  test.each([
    ['a\n  {{ x|uper }}', '2:3', 'Invalid filter: \'uper\' Did you mean "upper"?'],
    [
      '{% inclde "a" %}',
      '1:1',
      'Invalid block tag on line 1: \'inclde\'. Did you forget to register or load this tag? Did you mean "include"?',
    ],
    [
      '{% load i18 %}',
      '1:1',
      '\'i18\' is not a registered tag library. Must be one of: cache, i18n, l10n, static, tz Did you mean "i18n"?',
    ],
    [
      '{% load humanize %}',
      '1:1',
      expect.stringContaining("import { register as humanize } from 'tiny-django/contrib/humanize'"),
    ],
    ['x {% if %}{% endif %}', '1:3', 'Unexpected end of expression in if tag.'],
    ['{% for x in y %}', '1:1', "Unclosed tag on line 1: 'for'. Looking for one of: empty, endfor."],
  ])('%s', (template, place, message) => {
    const [problem, ...others] = problemsIn({ 'page.html': template })
    const start = `page.html:${place} templates.E101 `
    expect(problem?.startsWith(start)).toBe(true)
    expect(problem!.slice(start.length)).toEqual(message)
    expect(others).toEqual([])
  })
})

test('templates that are not there', () => {
  const templates = {
    'base.html': '',
    'blog/list.html': '{% extends "bse.html" %}',
    'blog/item.html':
      '{% include "list.html" %}{% include "./list.html" %}{% include name %}{% include "item.html#part" %}',
    'own.html': '{% extends "base.html" %}',
  }
  expect(problemsIn(templates)).toEqual([
    `blog/item.html:1:1 templates.E102 The template 'list.html', which is included here, does not exist. Did you mean "blog/list.html"?`,
    `blog/item.html:1:71 templates.E102 The template 'item.html#part', which is included here, does not exist.`,
    `blog/list.html:1:1 templates.E102 The template 'bse.html', which this one extends, does not exist. Did you mean "base.html"?`,
  ])
})

describe('URLs', () => {
  test.each([
    ['{% url "index" %}{% url "article" %}{% url "article" year=x slug=y %}{% url "article" 1 "a" %}', null],
    ['{% url "blog:post" id=1 %}{% url name %}{% url "nowhere" as link %}', null],
    ['{% url "indx" %}', `There is no URL pattern with the name 'indx'. Did you mean "index"?`],
    ['{% url "blog:pst" 1 %}', `There is no URL pattern with the name 'blog:pst'. Did you mean "blog:post"?`],
    ['{% url "shop:post" 1 %}', `'shop' is not a registered namespace`],
    ['{% url "blog:post" %}', "There is no URL pattern 'blog:post' with no arguments. It also needs 'id'."],
    [
      '{% url "blog:post" slug=x %}',
      "There is no URL pattern 'blog:post' with the keyword arguments 'slug'. It also needs 'id'.",
    ],
    ['{% url "blog:post" 1 2 %}', "There is no URL pattern 'blog:post' with 2 arguments. It takes 1 value, not 2."],
    ['{% url "article" 1 %}', "There is no URL pattern 'article' with one argument."],
  ])('%s', (template, message) => {
    const expected = message === null ? [] : [expect.stringContaining(`page.html:1:1 templates.E103 ${message}`)]
    expect(problemsIn({ 'page.html': template })).toEqual(expected)
  })
})

test('blocks that override nothing', () => {
  const templates = {
    'root.html': '{% block title %}{% block inner %}{% endblock %}{% endblock %}',
    'base.html': '{% extends "root.html" %}{% block title %}{% block added %}{% endblock %}{% endblock %}',
    'page.html': '{% extends "base.html" %}{% block added %}{% endblock %}{% block titel %}{% endblock %}',
    'dynamic.html': '{% extends name %}{% block anything %}{% endblock %}',
  }
  expect(problemsIn(templates)).toEqual([
    "page.html:1:57 templates.E104 The block 'titel' overrides nothing: no template that this one extends has it, so it " +
      'is never shown. Did you mean "title"?',
  ])
})

describe('variables', () => {
  const call = (context: string, name = 'page.html') =>
    `import { render } from 'tiny-django/shortcuts'\nexport const page = request => render(request, '${name}', ${context})`
  const missing = (template: string, context: string, more: Templates = {}, options: EngineOptions = {}) =>
    problemsIn({ 'page.html': template, ...more }, call(context), options)

  test('that a call does not provide', () => {
    expect(missing('<p>{{ titel|upper }}</p>', '{ title: 1 }')).toEqual([
      `page.html:1:4 templates.E105 The variable 'titel' is not provided by views.ts:2:32. Did you mean "title"?`,
    ])
    expect(missing('{{ title }}{{ a.b }}{% url "index" %}', '{ title, a: 1 }')).toEqual([])
  })

  test('of the templates that are extended and included, the place is theirs', () => {
    const more = {
      'base.html': '{{ a }}{% block x %}{{ hidden }}{% endblock %}{% block y %}{{ b }}{% endblock %}',
      'part.html': '{{ c }}{{ given }}',
    }
    const template = '{% extends "base.html" %}{% block x %}{% include "part.html" with given=1 %}{% endblock %}'
    expect(missing(template, '{}', more).map(line => line.slice(0, line.indexOf(' is not')))).toEqual([
      "base.html:1:1 templates.E105 The variable 'a'",
      "base.html:1:60 templates.E105 The variable 'b'",
      "part.html:1:1 templates.E105 The variable 'c'",
    ])
  })

  test.each([
    '{% for a in list %}{{ a }}{{ forloop.counter }}{% endfor %}{% with b=1 %}{{ b }}{% endwith %}',
    '{% if x %}{{ x }}{% endif %}{{ y|default:1 }}{% firstof z 1 %}{% regroup r by s as t %}{% for u in t %}{% endfor %}',
    '{% cycle 1 2 as c silent %}{{ c }}{% now "Y" as year %}{{ year }}{% url "index" as i %}{{ i }}',
    '{% load i18n %}{% translate "a" as t %}{{ t }}{% blocktranslate with n=list count m=list %}{{ n }}{% plural %}{{ m }}{% endblocktranslate %}',
    '{% comment %}{{ x }}{% endcomment %}{# {{ x }} #}{% verbatim %}{{ x }}{% endverbatim %}{{ "x" }}{{ 1 }}{{ None }}',
    '{% csrf_token %}{{ csrf_token }}{% block b %}{{ block.super }}{% endblock %}{% for x in xs %}{% empty %}{% endfor %}',
    '{% include "part.html" only %}{% include other %}',
    '{% partialdef p %}{{ list }}{% endpartialdef %}{% partial p %}{% autoescape off %}{% endautoescape %}{% lorem 3 w %}',
  ])('that are there or may be missing are no news: %s', template => {
    const more = { 'part.html': '{{ list }}{{ nobody }}' }
    expect(missing(template, '{ list: [], other: 1 }', more)).toEqual([])
  })

  test('of which nothing is certain are no news', () => {
    expect(missing('{{ x }}', '{ ...values }')).toEqual([])
    expect(missing('{{ x }}', 'values')).toEqual([])
    expect(missing('{{ x }}', '{ [key]: 1 }')).toEqual([])
    expect(missing('{{ x }}', '{}', {}, { contextProcessors: [() => ({ x: 1 })] })).toEqual([])
    expect(missing('{% extends name %}{{ x }}', '{ name }')).toEqual([])
  })

  test('a tag of the project may set anything, unless it is a plain function', () => {
    const own = new Library()
    own.simpleTag('plain', { params: ['a'] }, a => a)
    own.simpleTag('taking', { takesContext: true }, (context: Context) => context.set('x', 1))
    own.tag(
      'raw',
      () =>
        new (class extends Node {
          render = () => ''
        })(),
    )
    const builtins = [own]
    const report = (tag: string) => missing(`${tag}{{ x }}`, '{ a: 1 }', {}, { builtins }).length
    expect([report('{% plain a %}'), report('{% plain a as x %}'), report('{% plain b %}')]).toEqual([1, 0, 2])
    expect([report('{% taking %}'), report('{% raw %}')]).toEqual([0, 0])
  })
})

describe('calls of render()', () => {
  const imports =
    "import { render, renderAsync, renderStreaming } from 'tiny-django/shortcuts'\nimport { renderToString, TemplateResponse } from 'tiny-django/template'\n"
  const calls = (code: string) => renderCalls(imports + code).map(({ template, provided }) => [template, provided])

  test.each([
    [`render(request, 'a.html')`, ['a.html', []]],
    [
      `render(request, "a.html", { a, b: f(1, { c: 2 }), 'd-e': 3, get f() { return 1 }, g() {}, /* h, */ })`,
      ['a.html', ['a', 'b', 'd-e', 'f', 'g']],
    ],
    [`await renderStreaming(request, 'a.html', { a })`, ['a.html', ['a']]],
    [`await renderAsync(request, 'a.html', { a: 'x, y' }, { status: 404 })`, ['a.html', ['a']]],
    [`renderToString('a.html', { a: \`\${{ b: 1 }.b}, c\` })`, ['a.html', ['a']]],
    [`new TemplateResponse(request, 'a.html', { a: /[,{]/ } satisfies Detail)`, ['a.html', ['a']]],
    [`render<{ a: string; readonly b?: number, c(): void }>(request, 'a.html', x)`, ['a.html', ['a', 'b', 'c']]],
    [
      `interface Detail {\n  /** It: */\n  title: string\n  items: readonly { name: string }[]\n}\nrender<Detail>(request, 'a.html', x)`,
      ['a.html', ['title', 'items']],
    ],
    [`type Detail = { title: string }\nrender<Detail>(request, 'a.html', x)`, ['a.html', ['title']]],
  ])('%s', (code, expected) => {
    expect(calls(code)).toEqual([expected])
  })

  test.each([
    `render(request, name, {})`,
    `render(request, 'a.html', { ...x })`,
    `// render(request, 'a.html', {})`,
    `"render(request, 'a.html', {})"`,
    `this.render(request, 'a.html', {})`,
    `function render(request, a, b) {}`,
    `interface Detail extends Other { a: string }\nrender<Detail>(request, 'a.html', x)`,
    `interface Detail { [name: string]: unknown }\nrender<Detail>(request, 'a.html', x)`,
    `type Detail = { a: string } & Other\nrender<Detail>(request, 'a.html', x)`,
    `import type { Detail } from './types'\nrender<Detail>(request, 'a.html', x)`,
    `render<Detail<string>>(request, 'a.html', x)`,
    `const isLess = render < 3 && x > (4)`,
  ])('of which nothing is certain, or which are none: %s', code => {
    expect(calls(code)).toEqual([])
  })

  test('of another package are none of ours', () => {
    expect(renderCalls(`import { render } from 'preact'\nrender(request, 'a.html', {})`)).toEqual([])
  })
})
