import { describe, expect, test } from 'vitest'
import { HttpRequest } from '../../src/http/request.js'
import { Context } from '../../src/template/context.js'
import { Engine } from '../../src/template/engine.js'
import { defaultLibraries } from '../../src/template/libraries/all.js'
import { CachedLoader } from '../../src/template/loaders/cached.js'
import { LocmemLoader } from '../../src/template/loaders/locmem.js'
import { describeError } from '../../src/views/debug/report.js'
import { technicalError } from '../../src/views/debug/responses.js'
import { templateTraceback } from '../../src/views/debug/template-report.js'

type Templates = Readonly<Record<string, string>>

function thrownBy(templates: Templates, name: string, values: object = {}): Error {
  const loaders = [[CachedLoader, [[LocmemLoader, templates]]]] as const
  const engine = new Engine({ debug: true, loaders, libraries: defaultLibraries })
  try {
    engine.renderToString(name, new Context(values))
  } catch (error) {
    return error as Error
  }
  throw new Error('The template rendered.')
}

function pageOf(error: unknown, accept: string): string {
  const request = new HttpRequest({ method: 'GET', target: '/list/', rawHeaders: ['Accept', accept] })
  return String(technicalError(request, error, 500).payload)
}

const broken = {
  'base.html': '<html>\n{% block content %}{% endblock %}\n</html>',
  'list.html':
    '{% extends "base.html" %}\n\n{% block content %}\n{% for item in items %}\n  {% include "item.html" %}\n{% endfor %}\n{% endblock %}',
  'item.html': '<li>\n  {{ item.name }} costs {{ item.price }}\n</li>',
}
const items = [
  {
    name: 'Tea',
    get price(): number {
      throw new RangeError('No price yet')
    },
  },
]

describe('an error while a template is rendered', () => {
  const error = thrownBy(broken, 'list.html', { items })

  test('comes with the template, its line, and the tags through which the page came there', () => {
    const { name, template } = describeError(error)
    expect(name).toBe('RangeError')
    expect(template).toEqual({
      file: 'item.html',
      line: 2,
      column: 25,
      length: '{{ item.price }}'.length,
      context: { start: 1, lines: ['<li>', '  {{ item.name }} costs {{ item.price }}', '</li>'] },
      way: [
        { file: 'list.html', line: 5, tag: '{% include "item.html" %}' },
        { file: 'base.html', line: 2, tag: '{% block content %}' },
        { file: 'list.html', line: 1, tag: '{% extends "base.html" %}' },
      ],
    })
  })

  test('is a page with the piece marked', () => {
    const page = pageOf(error, 'text/html')
    expect(page).toContain('<code>  {{ item.name }} costs <mark>{{ item.price }}</mark></code>')
    expect(page).toContain('<p class="place">list.html:5 <b>{% include &quot;item.html&quot; %}</b></p>')
    expect(page).toContain('<dt>Raised in</dt>\n    <dd>item.html:2:25</dd>')
  })

  test('is text and JSON too', () => {
    expect(pageOf(error, '*/*')).toContain(
      [
        '  in the template item.html:2:25',
        '    1 | <li>',
        '  > 2 |   {{ item.name }} costs {{ item.price }}',
        '    3 | </li>',
        '    from list.html:5  {% include "item.html" %}',
        '    from base.html:2  {% block content %}',
        '    from list.html:1  {% extends "base.html" %}',
      ].join('\n'),
    )
    expect(JSON.parse(pageOf(error, 'application/json')).error.template).toMatchObject({ file: 'item.html', line: 2 })
  })

  test('has its place in the terminal', () => {
    expect(templateTraceback(error).split('\n').slice(1, 3)).toEqual([
      '    in the template item.html:2:25  {{ item.name }} costs {{ item.price }}',
      '    from list.html:5  {% include "item.html" %}',
    ])
  })

  test('in block.super', () => {
    const pages = {
      'root.html': '{% block a %}{{ x|date:y }}{% endblock %}',
      'child.html': '{% extends "root.html" %}{% block a %}{{ block.super }}{% endblock %}',
    }
    expect(describeError(thrownBy(pages, 'child.html')).template?.way.map(({ file, tag }) => `${file} ${tag}`)).toEqual(
      ['child.html {{ block.super }}', 'root.html {% block a %}', 'child.html {% extends "root.html" %}'],
    )
  })

  test('in a template that includes itself, each time', () => {
    const include = '{% include "tree.html" with node=child %}'
    const tree = { 'tree.html': `{{ node.label }}\n{% for child in node.children %}${include}{% endfor %}` }
    const leaf = {
      get label(): string {
        throw new TypeError('rotten')
      },
    }
    const error = thrownBy(tree, 'tree.html', { node: { children: [{ children: [leaf] }] } })
    const place = { file: 'tree.html', line: 2, tag: include }
    expect(describeError(error).template).toMatchObject({ file: 'tree.html', line: 1, way: [place, place] })
  })
})

describe('a template that cannot be compiled', () => {
  const humanizeHint =
    "{% load humanize %} needs the library in the settings: TEMPLATES: [{ OPTIONS: { libraries: { humanize } } }], with import { register as humanize } from 'tiny-django/contrib/humanize'"
  const hints: readonly (readonly [template: string, message: string, hint: string | undefined])[] = [
    ['{{ name|uper }}', "Invalid filter: 'uper'", 'Did you mean "upper"?'],
    ['{% fro x in y %}', "Invalid block tag on line 1: 'fro'.", 'Did you mean "for"?'],
    ['{% if x %}{% endfi %}', "'endfi', expected 'elif', 'else' or 'endif'.", 'Did you mean "endif"?'],
    ['{% static "a.css" %}', "'static'.", 'The library "static" has a tag of that name: {% load static %}'],
    ['{% load i18 %}', "'i18' is not a registered tag library.", 'Did you mean "i18n"?'],
    ['{{ n|intcomma }}', "Invalid filter: 'intcomma'", humanizeHint],
    ['{% if a = 1 %}{% endif %}', "'=' from '='", 'Values are compared with `==`.'],
    [
      '{{ name.of(1) }}',
      "'(1)' from 'name.of(1)'",
      'Functions are called without parentheses; what needs arguments is a filter or a tag.',
    ],
    ['{{ name|qqqqqqqqq }}', "Invalid filter: 'qqqqqqqqq'", undefined],
  ]

  test.each(hints)('%s', (template, message, hint) => {
    const error = thrownBy({ 'page.html': `one\n${template}`.replace('one\n', '') }, 'page.html')
    const report = describeError(error)
    expect(report.name).toBe('TemplateSyntaxError')
    expect(report.message).toContain(message)
    expect(report.hint).toBe(hint)
    expect(report.template).toMatchObject({ file: 'page.html', line: 1 })
  })

  test('is shown where it is, and by whom it is included', () => {
    const error = thrownBy({ 'page.html': 'a\n{% include "part.html" %}', 'part.html': 'b\n\n{% if %}' }, 'page.html')
    expect(describeError(error).template).toMatchObject({
      file: 'part.html',
      line: 3,
      way: [{ file: 'page.html', line: 2, tag: '{% include "part.html" %}' }],
    })
    expect(pageOf(error, 'text/html')).toContain('<mark>{% if %}</mark>')
  })
})

describe('a template that does not exist', () => {
  const templates = { 'blog/list.html': '{% include "blog/itme.html" %}', 'blog/item.html': '' }
  const error = thrownBy(templates, 'blog/list.html')

  test('says where it was looked for, who asked, and what was probably meant', () => {
    const report = describeError(error)
    expect(report).toMatchObject({ name: 'TemplateDoesNotExist', message: 'blog/itme.html' })
    expect(report.missing).toEqual([
      {
        name: 'blog/itme.html',
        tried: [{ file: 'blog/itme.html', status: 'Source does not exist', loader: 'LocmemLoader' }],
      },
    ])
    expect(report.hint).toBe('Did you mean "blog/item.html"?')
    expect(report.template).toMatchObject({ file: 'blog/list.html', line: 1, column: 1 })
  })

  test('is a page with Django’s postmortem', () => {
    const page = pageOf(error, 'text/html')
    expect(page).toContain('<h3>Template-loader postmortem</h3>')
    expect(page).toContain('<small class="reason">Source does not exist (LocmemLoader)</small>')
    expect(pageOf(error, '*/*')).toContain(
      '  Tried for blog/itme.html:\n    blog/itme.html (Source does not exist, LocmemLoader)',
    )
  })
})

test('what only looks like Django’s data is not believed', () => {
  const odd = Object.assign(new Error('odd'), { templateDebug: { during: 1 } })
  expect(describeError(odd).template).toBeUndefined()
  const hostile = Object.defineProperty(new Error('hostile'), 'templateDebug', {
    get: () => {
      throw new Error('again')
    },
  })
  expect(describeError(hostile)).toMatchObject({ message: 'hostile' })
})

test('a template has no say in the page about it', () => {
  const evil = '<script>alert(1)</script>{% evil "<img src=x>" %}'
  expect(pageOf(thrownBy({ 'a.html': evil }, 'a.html'), 'text/html')).not.toMatch(/<script>alert|<img/)
})
