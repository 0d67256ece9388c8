import { describe, expect, test } from 'vitest'
import { StreamingHttpResponse } from '../../src/http/index.js'
import { Context, Engine, type EngineOptions, LocmemLoader } from '../../src/template/index.js'

function engineWith(templates: Record<string, string>, options: EngineOptions = {}): Engine {
  return new Engine({ loaders: [[LocmemLoader, templates]], ...options })
}

/** Rows that say how many of them were looked at. */
function countedRows(count: number) {
  const seen = { count: 0 }
  const rows = Array.from({ length: count }, (_, id) => ({
    id,
    name: () => {
      seen.count++
      return `Row <${id}>`
    },
  }))
  return { rows, seen }
}

const site = {
  'base.html': '<html>{% block title %}Site{% endblock %}<main>{% block content %}{% endblock %}</main></html>',
  'page.html':
    '{% extends "base.html" %}{% block title %}{{ block.super }}: {{ title }}{% endblock %}' +
    '{% block content %}{% include "intro.html" with text=title only %}' +
    '{% for row in rows %}{% if row.id %}{% cycle "odd" "even" %}{% endif %}{% include "row.html" %}{% endfor %}{% endblock %}',
  'intro.html': '<p>{{ text }}{{ title }}</p>',
  'row.html': '<li>{{ forloop.counter }} {{ row.name }}</li>',
}

describe('pieces', () => {
  test('together they are the page, with inheritance, includes and what tags remember', () => {
    const template = engineWith(site).getTemplate('page.html')
    const values = () => ({ title: 'A & B', rows: countedRows(50).rows })
    const pieces = [...template.stream(new Context(values()), { pieceSize: 100 })]
    expect(pieces.length).toBeGreaterThan(10)
    expect(pieces.join('')).toBe(template.render(new Context(values())))
  })

  test('a piece ends with the turn of a loop that makes it long enough', () => {
    const template = engineWith({}).fromString('<ul>{% for x in list %}<li>{{ x }}</li>{% endfor %}</ul>')
    expect([...template.stream(new Context({ list: [1, 2, 3, 4, 5] }), { pieceSize: 20 })]).toEqual([
      '<ul><li>1</li><li>2</li>',
      '<li>3</li><li>4</li>',
      '<li>5</li></ul>',
    ])
  })

  test('nothing is rendered before it is asked for, and no more of the page is kept than a piece', () => {
    const { rows, seen } = countedRows(100_000)
    const template = engineWith(site).getTemplate('page.html')
    const pieces = template.stream(new Context({ title: '', rows }))
    expect(seen.count).toBe(0)
    let longest = pieces.next().value!.length
    expect(seen.count).toBeLessThan(1000)
    let count = 1
    for (const piece of pieces) {
      longest = Math.max(longest, piece.length)
      count++
    }
    expect(seen.count).toBe(100_000)
    expect(count).toBeGreaterThan(100)
    expect(longest).toBeLessThan(16_384 + 100)
  })

  test('loops in loops, conditions, with, autoescape and partials come in pieces too', () => {
    const source =
      '{% partialdef part %}{% for y in x %}{{ y }}{% endfor %}{% endpartialdef %}' +
      '{% if lists %}{% with all=lists %}{% autoescape off %}{% for x in all %}{% partial part %}' +
      '{% for y in x %}{{ forloop.parentloop.counter }}.{{ forloop.counter }}{{ y }};{% empty %}none{% endfor %}' +
      '{% endfor %}{% endautoescape %}{% endwith %}{{ "<"|add:tail }}{% else %}nothing{% endif %}'
    const template = engineWith({}).fromString(source)
    const values = { lists: [['<a>', '<b>'], [], ['<c>']], tail: '>' }
    const pieces = [...template.stream(new Context(values), { pieceSize: 1 })]
    expect(pieces).toHaveLength(8)
    expect(pieces.join('')).toBe(template.render(new Context(values)))
  })

  test('what has to be seen as a whole comes in one piece', () => {
    const template = engineWith({}).fromString(
      '{% filter upper %}{% for x in list %}{{ x }}{% endfor %}{% endfilter %}',
    )
    expect([...template.stream(new Context({ list: ['a', 'b'] }), { pieceSize: 1 })]).toEqual(['AB'])
  })

  test('several variables of a loop', () => {
    const template = engineWith({}).fromString(
      '{% for k, v in list %}{{ k }}{{ v }}{{ forloop.last }};{% endfor %}{{ k }}',
    )
    const list = [
      ['a', 1],
      ['b', 2],
    ]
    expect([...template.stream(new Context({ list }), { pieceSize: 1 })]).toEqual(['a1False;', 'b2True;'])
  })

  test('a page of nothing has no pieces', () => {
    expect([...engineWith({}).fromString('').stream(new Context())]).toEqual([])
  })
})

test('a context is free again when a page is left unfinished', () => {
  const context = new Context({ list: [1, 2, 3] })
  const template = engineWith({}).fromString('{% for x in list %}{{ x }}{% endfor %}')
  for (const _ of template.stream(context, { pieceSize: 1 })) break
  expect(context.template).toBeNull()
  expect(context.has('x')).toBe(false)
  expect(template.render(context)).toBe('123')
})

test('an error comes with its piece, and says its place', () => {
  const fail = () => {
    throw new Error('no more')
  }
  const template = engineWith({}, { debug: true }).fromString('a{% for x in list %}{{ x }}{% endfor %}')
  const pieces = template.stream(new Context({ list: [1, fail] }), { pieceSize: 1 })
  expect(pieces.next().value).toBe('a')
  expect(pieces.next().value).toBe('1')
  expect(() => pieces.next()).toThrow(
    expect.objectContaining({ message: 'no more', templateDebug: expect.objectContaining({ during: '{{ x }}' }) }),
  )
})

test('promises among the values are refused by name, or awaited', async () => {
  const template = engineWith({}).fromString(
    '{{ a }}{% for x in list %}{{ x }}{% endfor %}',
  ) as import('../../src/template/index.js').Template
  const values = () => ({ a: Promise.resolve('<'), list: Promise.resolve([1, 2]) })
  expect(() => [...template.stream(new Context(values()))]).toThrow('renderAsync')
  const pieces: string[] = []
  for await (const piece of template.streamAsync(new Context(values()), { pieceSize: 1 })) pieces.push(piece)
  expect(pieces).toEqual(['&lt;', '1', '2'])
})

test('a response streams it', () => {
  const template = engineWith(site).getTemplate('page.html')
  const { rows } = countedRows(3)
  const response = new StreamingHttpResponse(template.stream(new Context({ title: 'x', rows })))
  expect(new TextDecoder().decode(response.getvalue())).toBe(template.render(new Context({ title: 'x', rows })))
})
