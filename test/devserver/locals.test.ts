import inspector from 'node:inspector'
import vm from 'node:vm'
import { afterEach, describe, expect, test } from 'vitest'
import { ThrowWatcher } from '../../src/devserver/app/locals/throws.js'
import { Http404 } from '../../src/http/exceptions.js'
import { HttpRequest } from '../../src/http/request.js'
import { sensitiveVariables } from '../../src/views/decorators/debug.js'

// What the page about an error says of local variables: real code, thrown in and read by the real engine.

const file = '/site/views.js'
const owner = {}
let watcher: ThrowWatcher
const ran: string[] = []

function watch(): void {
  watcher = new ThrowWatcher(
    each => each === file,
    () => owner,
  )
  watcher.start()
}

afterEach(() => {
  watcher.stop()
  ran.length = 0
})

/** Runs a module of the project as the dev server does; returns what its function `view` throws. */
async function thrownBy(code: string, given: object = {}): Promise<unknown> {
  const names = Object.keys(given)
  const module = vm.compileFunction(`${code}\nreturn view`, names, { filename: file })
  const view = module(...Object.values(given)) as () => unknown
  try {
    await view()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

async function localsOf(code: string, given: object = {}): Promise<Record<string, string>> {
  watch()
  const frames = watcher.framesOf(await thrownBy(code, given))
  return Object.fromEntries(frames?.[0]?.locals ?? [])
}

describe('local variables', () => {
  test('are those of the call, of its blocks and of the functions around, but not of the module', async () => {
    const locals = await localsOf(`
      const ofModule = 1
      function view(argument = ofModule) {
        const rate = 2
        const inner = price => {
          for (const each of [price]) { const total = each * rate; throw new Error('inner') }
        }
        inner(10)
      }`)
    expect(locals).toEqual({ price: '10', each: '10', total: '20', rate: '2' })
  })

  test('are those of each call of the project, the innermost first', async () => {
    watch()
    const error = await thrownBy(`
      function help(id) { null.title }
      function view() { const name = 'Ann'; help(3) }`)
    expect(watcher.framesOf(error)).toMatchObject([
      { functionName: 'help', file, line: 2, locals: [['id', '3']] },
      { functionName: 'view', file, line: 3, locals: [['name', '"Ann"']] },
    ])
  })

  test('are there after an await, and for a rejected promise', async () => {
    expect(await localsOf("async function view() { const id = 1; await null; throw new Error('late') }")).toEqual({
      id: '1',
    })
    watcher.stop()
    expect(await localsOf("function view() { const id = 2; return Promise.reject(new Error('rejected')) }")).toEqual({
      id: '2',
    })
  })

  test.each(['"text"', 'null', 'undefined', 'NaN', '12n', 'Symbol.iterator', '{ code: 1 }'])(
    'are there when %s is thrown',
    async thrown => {
      expect(await localsOf(`function view() { const id = 1; throw ${thrown} }`)).toEqual({ id: '1' })
    },
  )

  test('are those of where it was first thrown', async () => {
    const locals = await localsOf(`
      function help() { const first = 1; throw new Error('x') }
      function view() { const second = 2; try { help() } catch (error) { throw error } }`)
    expect(locals).toEqual({ first: '1' })
  })

  test('of every kind are put into words', async () => {
    const locals = await localsOf(
      `class Article { title = 'One'; get lazy() { return 1 } }
      function view() {
        const text = 'a"b', zero = -0, big = 5n, nothing = null, none = undefined, symbol = Symbol('s')
        const list = [1, 'two', { three: 3 }], map = new Map([['a', 1]]), set = new Set([1]), date = new Date(0)
        const plain = { a: 1, f() {}, get b() { return 2 }, nested: { c: 1 } }, article = new Article(), regex = /a+/g
        const call = () => 1, error = new RangeError('inside'), bytes = new Uint8Array(2)
        throw new Error('now')
      }`,
      { request: new HttpRequest() },
    )
    expect(locals).toMatchObject({
      text: '"a\\"b"',
      zero: '-0',
      big: '5n',
      nothing: 'null',
      none: 'undefined',
      symbol: 'Symbol(s)',
      list: '[1, "two", {…}]',
      map: 'Map(1) {"a" → 1}',
      set: 'Set(1) {1}',
      plain: '{a: 1, f: function, b: a getter, nested: {…}}',
      article: 'Article {title: "One"}',
      regex: '/a+/g',
      call: 'function call',
      error: 'RangeError: inside',
      bytes: 'Uint8Array(2) [0, 0]',
    })
    expect(locals.date).toContain('1970')
  })

  test('of any size are cut', async () => {
    const locals = await localsOf(`function view() {
      const text = 'x'.repeat(50_000_000), list = Array.from({ length: 100_000 }, () => 'y'.repeat(1000)), huge = 1n << 100_000n
      const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => ['name' + i, i]))
      throw new Error('x')
    }`)
    for (const text of Object.values(locals)) expect(text.length).toBeLessThan(500)
    expect(locals.text).toContain('(49999600 more characters)')
  })

  test('are at most fifty of a call', async () => {
    const many = Array.from({ length: 80 }, (_, index) => `v${index} = ${index}`).join(', ')
    expect(Object.keys(await localsOf(`function view() { const ${many}; throw new Error('x') }`))).toHaveLength(50)
  })
})

describe('nothing of the project runs while they are read', () => {
  test('no getter, no trap, no toString, no toJSON, no stack that is a getter', async () => {
    const said = (what: string) => ran.push(what)
    const locals = await localsOf(
      `const all = new Proxy({}, { get: (_, trap) => () => { said('trap ' + trap); throw new Error('trap') } })
      function view() {
        const proxy = new Proxy({ a: 1 }, all), callable = new Proxy(function () {}, all)
        const evil = { get a() { said('getter') }, toString() { said('toString') }, toJSON() { said('toJSON') },
          get [Symbol.toStringTag]() { said('tag') } }
        const error = Object.defineProperty(new Error('hostile'), 'stack', { get() { said('stack') } })
        class Base { static get name() { said('name') } }
        const child = new (class extends Base {})(), heir = Object.create(proxy)
        const holder = { error }, list = [error], map = new Map([[error, error]])
        throw new Error('now')
      }`,
      { said },
    )
    expect(ran).toEqual([])
    expect(locals).toMatchObject({
      proxy: 'Proxy(Object) {a: 1}',
      callable: 'a proxy of a function',
      error: 'Error: hostile',
    })
  })

  test('a proxy that is thrown is left alone', async () => {
    watch()
    const error = await thrownBy(
      `const all = new Proxy({}, { get: (_, trap) => () => { said(trap) } })
      function view() { const id = 1; throw new Proxy(new Error('x'), all) }`,
      { said: (what: string) => ran.push(what) },
    ).catch(() => null)
    void error
    expect(ran.filter(trap => trap !== 'get')).toEqual([])
  })
})

describe('secrets', () => {
  test('are hidden by their names, in whole words', async () => {
    const locals = await localsOf(`function view() {
      const password = 'p', apiKey = 'k', auth_token = 't', SECRET_KEY = 's', author = 'Ann', key = 'name', capital = 'Rome'
      const nested = { password: 'p', name: 'Ann' }, pairs = new Map([['token', 't'], ['name', 'Ann']])
      throw new Error('x')
    }`)
    const hidden = '********************'
    expect(locals).toEqual({
      password: hidden,
      apiKey: hidden,
      auth_token: hidden,
      SECRET_KEY: hidden,
      author: '"Ann"',
      key: '"name"',
      capital: '"Rome"',
      nested: `{password: ${hidden}, name: "Ann"}`,
      pairs: `Map(2) {"token" → ${hidden}, "name" → "Ann"}`,
    })
  })

  test('are what sensitiveVariables names, also where an inner function sees them', async () => {
    const code = `const view = sensitiveVariables(NAMES)(function view() {
      const pin = '1234', user = 'Ann'
      const check = () => { if (pin && user) throw new Error('wrong') }
      check()
    })`
    watch()
    const named = watcher.framesOf(await thrownBy(code.replace('NAMES', "'pin'"), { sensitiveVariables }))!
    expect(named.map(frame => Object.fromEntries(frame.locals))).toMatchObject([
      { pin: '********************', user: '"Ann"' },
      { pin: '********************', user: '"Ann"' },
    ])
    const all = watcher.framesOf(await thrownBy(code.replace('NAMES', ''), { sensitiveVariables }))!
    expect(all.flatMap(frame => frame.locals.map(([, text]) => text))).toEqual(Array(5).fill('********************'))
  })
})

describe('a throw is not looked at', () => {
  test('where it only says what to answer', async () => {
    watch()
    const error = await thrownBy("function view() { const id = 1; throw new Http404('x') }", { Http404 })
    expect(watcher.framesOf(error)).toBeUndefined()
  })

  test('where nothing of the project is on the stack', () => {
    watch()
    let caught: unknown
    try {
      JSON.parse('{')
    } catch (error) {
      caught = error
    }
    expect(watcher.framesOf(caught)).toBeUndefined()
  })

  test('while it is one of many: twenty in a second, then none for a second', async () => {
    watch()
    const errors = (await thrownBy(`function view() {
      const errors = []
      for (let i = 0; i < 100; i++) try { throw new Error('x') } catch (error) { errors.push(error) }
      throw errors
    }`)) as Error[]
    const read = errors.filter(error => watcher.framesOf(error) !== undefined)
    expect(read.length).toBeGreaterThan(0)
    expect(read.length).toBeLessThanOrEqual(20)
  })

  test('where a debugger is attached, which would stop as well', async () => {
    inspector.open(0, '127.0.0.1')
    try {
      watch()
      expect(watcher.framesOf(await thrownBy("function view() { throw new Error('x') }"))).toBeUndefined()
    } finally {
      inspector.close()
    }
  })
})
