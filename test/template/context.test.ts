import { expect, test } from 'vitest'
import { HttpRequest } from '../../src/http/index.js'
import { Context, ContextPopException, Engine, RequestContext } from '../../src/template/index.js'

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
