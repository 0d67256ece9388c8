import { describe, expect, test } from 'vitest'
import { HttpRequest } from '../../src/http/index.js'
import {
  Context,
  ContextPopException,
  Engine,
  Library,
  LocmemLoader,
  Node,
  RequestContext,
} from '../../src/template/index.js'
import { templateRendered } from '../../src/template/template.js'

test('a context is a stack: the innermost layer counts', () => {
  const context = new Context({ foo: 'first level' })
  context.push({ foo: 'second level' })
  expect(context.get('foo')).toBe('second level')
  expect(context.pop().get('foo')).toBe('second level')
  expect(context.get('foo')).toBe('first level')
  context.set('bar', 1)
  expect(context.flatten()).toEqual({ True: true, False: false, None: null, foo: 'first level', bar: 1 })
})

test('pop() of the last layer is refused', () => {
  const context = new Context()
  expect(() => context.pop()).toThrow(ContextPopException)
})

test('a layer goes with its block', () => {
  const context = new Context({ a: 1 })
  {
    using layer = context.push({ a: 2 })
    expect(layer.get('a')).toBe(2)
    expect(context.get('a')).toBe(2)
  }
  expect(context.get('a')).toBe(1)
})

test('setting a variable in an empty context leaves other contexts alone', () => {
  new Context().set('True', 'no')
  expect(new Context().get('True')).toBe(true)
})

test('new() keeps the options and forgets the values', () => {
  const context = new Context({ a: 1 }, { autoescape: false })
  const fresh = context.new({ b: 2 })
  expect([fresh.autoescape, fresh.get('a', null), fresh.get('b')]).toEqual([false, null, 2])
})

test('setUpward() changes the layer that has the variable', () => {
  const context = new Context({ a: 1 })
  context.push({ b: 2 })
  context.setUpward('a', 3)
  context.pop()
  expect(context.get('a')).toBe(3)
})

test('a RequestContext has what the context processors give, and its own values win', () => {
  const engine = new Engine({ contextProcessors: [() => ({ user: 'Ann', site: 'here' })] })
  const context = new RequestContext(new HttpRequest(), null, { processors: [() => ({ extra: 1 })] })
  context.set('site', 'mine')
  const template = engine.fromString('{{ user }} {{ site }} {{ extra }} {{ csrf_token }}')
  expect(template.render(context)).toBe('Ann mine 1 NOTPROVIDED')
  expect(context.get('user', null)).toBe(null)
})

test('what the context processors gave is gone after rendering, but not from a copy made meanwhile', () => {
  const context = new RequestContext(new HttpRequest(), null, { processors: [() => ({ extra: 1 })] })
  let copy: Context | undefined
  const keep = () => {
    copy = context.copy()
  }
  templateRendered.connect(keep)
  const template = new Engine().fromString('{{ extra }}')
  template.render(context)
  templateRendered.disconnect(keep)
  expect([context.has('extra'), copy?.get('extra')]).toEqual([false, 1])
  expect(template.render(context)).toBe('1')
})

test('asynchronous processors are refused by render() and awaited by renderAsync()', async () => {
  async function user() {
    return { user: 'Ann' }
  }
  const template = new Engine({ contextProcessors: [user] }).fromString('{{ user }}')
  expect(() => template.render(new RequestContext(new HttpRequest()))).toThrow(
    'The context processor user is asynchronous',
  )
  expect(await template.renderAsync(new RequestContext(new HttpRequest()))).toBe('Ann')
})

test('a processor that gives no dictionary is named', () => {
  const engine = new Engine({
    contextProcessors: [
      function broken() {
        return 1 as never
      },
    ],
  })
  expect(() => engine.fromString('').render(new RequestContext(new HttpRequest()))).toThrow(
    "Context processor broken didn't return a dictionary.",
  )
})

describe('what a node of a project sees in the layers of Django’s own tags', () => {
  /** Compiles a template in which `{% look %}` tells the context to `look`. */
  function lookingWith(look: (context: Context) => unknown, source: string, values: object = {}): string {
    const register = new Library()
    class LookNode extends Node {
      render(context: Context): string {
        return String(look(context) ?? '')
      }
    }
    register.tag('look', () => new LookNode())
    return new Engine({ builtins: [register] }).fromString(source).render(new Context(values))
  }

  test('the variable of a loop and forloop are in one layer', () => {
    const seen: unknown[] = []
    const look = (context: Context) => {
      const layer = context.dicts.at(-1)!
      seen.push([[...layer.keys()].sort(), layer.size, layer.get('x'), layer.has('y'), context.flatten().x])
      expect(context.get('forloop')).toBe(layer.get('forloop'))
    }
    lookingWith(look, '{% for x in list %}{% look %}{% endfor %}', { list: ['a'] })
    expect(seen).toEqual([[['forloop', 'x'], 2, 'a', false, 'a']])
  })

  test('several variables of a loop have a layer of their own', () => {
    const names = (context: Context) => [...context].slice(0, 2).map(layer => [...layer.keys()].sort().join())
    const source = '{% for k, v in list %}{% look %}{% endfor %}'
    expect(lookingWith(context => names(context).join(' '), source, { list: [['a', 1]] })).toBe('k,v forloop')
  })

  test('what it sets stays for the loop, and what it deletes is gone', () => {
    const count = (context: Context) => void context.set('n', (context.get('n', 0) as number) + 1)
    expect(lookingWith(count, '{% for x in list %}{% look %}{{ n }}{% endfor %}{{ n }}', { list: [1, 1, 1] })).toBe(
      '123',
    )
    const replace = (context: Context) => void context.set('x', '!')
    expect(lookingWith(replace, '{% for x in list %}{{ x }}{% look %}{{ x }}{% endfor %}', { list: [1, 2] })).toBe(
      '1!2!',
    )
    const remove = (context: Context) => void context.delete('x')
    expect(lookingWith(remove, '{% for x in list %}{% look %}{{ x }}{% endfor %}', { list: [1], x: 'outer' })).toBe(
      'outer',
    )
    const replaceLoop = (context: Context) => void context.set('forloop', 'mine')
    expect(
      lookingWith(replaceLoop, '{% for x in list %}{{ forloop.first }}{% look %}{{ forloop }} {% endfor %}', {
        list: [1],
      }),
    ).toBe('Truemine ')
  })

  test('with and include: what it sets is gone with the layer', () => {
    const set = (context: Context) => void context.set('b', 2).set('a', 3)
    expect(lookingWith(set, '{% with a=1 %}{% look %}{{ a }}{{ b }}{% endwith %}{{ a }}{{ b }}')).toBe('32')
  })

  test('a layer can be cleared, and added to another context', () => {
    const source = '{% with a=1 b=2 %}{% look %}{{ a }}{% endwith %}'
    const copy = (context: Context) => {
      const other = new Context({ c: 3 })
      other.update(context.dicts.at(-1)!)
      return JSON.stringify(other.flatten())
    }
    expect(lookingWith(copy, source)).toContain('"c":3,"a":1,"b":2}')
    expect(lookingWith(context => context.dicts.at(-1)!.clear(), source, { a: 'outer' })).toBe('outer')
  })

  test('setUpward finds the layer of a loop that has the name', () => {
    const upward = (context: Context) => context.setUpward('x', 'new')
    const source = '{% for x in list %}{% with a=1 %}{% look %}{% endwith %}{{ x }}{% endfor %}'
    expect(lookingWith(upward, source, { list: ['old'] })).toBe('new')
  })

  test('parentloop is that of the loop around it, also through with and include', () => {
    const engine = new Engine({
      loaders: [[LocmemLoader, { inner: '{% for y in list %}{{ forloop.parentloop.counter }}{% endfor %}' }]],
    })
    const source =
      '{% for x in list %}{% with a=x %}{% include "inner" %}{% endwith %}{% include "inner" with b=1 only %};{% endfor %}'
    expect(engine.fromString(source).render(new Context({ list: [7, 8] }))).toBe('11;22;')
  })
})
