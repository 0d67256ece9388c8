import { afterEach, describe, expect, test } from 'vitest'
import { describeError } from '../../src/views/debug/report.js'
import { setErrorSources } from '../../src/views/debug/sources.js'

afterEach(() => void setErrorSources({}))

/** An error with the stack of a small project: one frame of its own, one of a package, one of Node. */
function projectError(message = 'No such article'): Error {
  const error = new RangeError(message)
  error.stack = [
    `RangeError: ${message}`,
    '    at Module.article (file:///site/blog/views.ts:2:9)',
    '    at async run (/site/node_modules/lib/index.js:10:3)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  ].join('\n')
  return error
}

test('an error is its name, its message and its frames, with the project’s own marked', () => {
  expect(describeError(projectError())).toEqual({
    name: 'RangeError',
    message: 'No such article',
    frames: [
      { functionName: 'article', file: '/site/blog/views.ts', line: 2, column: 9, isProject: true },
      { functionName: 'run', file: '/site/node_modules/lib/index.js', line: 10, column: 3, isProject: false },
      {
        functionName: 'process.processTicksAndRejections',
        file: 'node:internal/process/task_queues',
        line: 95,
        column: 5,
        isProject: false,
      },
    ],
  })
})

test('frames of the project come with their source, at the position that was written', () => {
  setErrorSources({
    readSource: file => (file === '/site/blog/views.ts' ? 'one\ntwo\r\nthree\nfour' : undefined),
    mapPosition: position => (position.file.endsWith('views.ts') ? { ...position, line: 3, column: 1 } : position),
    isProject: file => file.startsWith('/site/blog/'),
  })
  expect(describeError(projectError()).frames[0]).toEqual({
    functionName: 'article',
    file: '/site/blog/views.ts',
    line: 3,
    column: 1,
    isProject: true,
    context: { start: 1, lines: ['one', 'two', 'three', 'four'] },
  })
})

test('sources that fail are no reason to fail', () => {
  const fail = () => {
    throw new Error('disk')
  }
  setErrorSources({ readSource: fail, mapPosition: fail, isProject: fail })
  expect(describeError(projectError()).frames[0]).toMatchObject({ line: 2, isProject: false })
})

test('causes and aggregated errors are told too', () => {
  const error = new AggregateError([new TypeError('a'), 'b'], 'both failed', { cause: new Error('network') })
  expect(describeError(error)).toMatchObject({
    name: 'AggregateError',
    message: 'both failed',
    errors: [
      { name: 'TypeError', message: 'a' },
      { name: 'Thrown value', message: 'b' },
    ],
    cause: { name: 'Error', message: 'network' },
  })
})

test('an error that is its own cause ends somewhere', () => {
  const error = new Error('round')
  error.cause = error
  expect(describeError(error).cause).toEqual({ name: 'Error', message: '(the same error again)', frames: [] })
})

test('a subclass that sets no name is called by its class', () => {
  class OutOfStock extends Error {}
  expect(describeError(new OutOfStock('no more')).name).toBe('OutOfStock')
})

describe('frames are only what V8 wrote', () => {
  test('a message that looks like a frame is not one', () => {
    const error = new Error('x\n    at evil (/etc/passwd:1:1)')
    expect(describeError(error).frames.map(frame => frame.file)).not.toContain('/etc/passwd')
  })
})

describe('anything can be thrown', () => {
  test.each([
    ['text', 'text'],
    [null, 'null'],
    [undefined, 'undefined'],
    [0, '0'],
    [12n, '12'],
    [Symbol('s'), 'Symbol(s)'],
    [{ code: 1, big: 2n }, '{"code":1,"big":"2"}'],
    [() => 1, '(anonymous function)'],
  ])('%o', (value, message) => {
    expect(describeError(value)).toMatchObject({ name: 'Thrown value', message, frames: [] })
  })

  test('an error whose getters throw', () => {
    const hostile = new Error('x')
    for (const name of ['stack', 'name', 'message', 'cause', 'errors', 'hint', 'constructor']) {
      Object.defineProperty(hostile, name, {
        get() {
          throw new Error('no')
        },
      })
    }
    expect(describeError(hostile)).toEqual({ name: 'Error', message: '', frames: [] })
  })

  test('a proxy that refuses everything', () => {
    const refuse = () => {
      throw new Error('no')
    }
    const hostile = new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse, ownKeys: refuse })
    expect(describeError(hostile)).toMatchObject({ name: 'Thrown value', message: 'a value that cannot be printed' })
  })

  test('a message of twenty megabytes is cut', () => {
    const report = describeError(new Error('x'.repeat(20_000_000)))
    expect(report.message).toHaveLength(10_000 + '… (19990000 more characters)'.length)
    expect(report.frames.length).toBeGreaterThan(0)
  })
})

test('a report survives a process boundary', () => {
  const report = describeError(new AggregateError([projectError()], 'x', { cause: { toJSON: 1 } }))
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test.each([
  ["request.session.get('cart')", 'MIDDLEWARE needs SessionMiddleware of tiny-django/contrib/sessions'],
  ['this.request.user.name', 'tiny-django has no users'],
  ['article.author.name', 'Look at where it comes from'],
])('what is not there is told with what gives it: %s', (expression, sentence) => {
  const [property] = /\w+(?=\(|$)/.exec(expression.slice(expression.lastIndexOf('.')))!
  const code = `  return ${expression}`
  const error = new TypeError(`Cannot read properties of undefined (reading '${property}')`)
  error.stack = `${error}\n    at index (file:///site/views.ts:1:${code.lastIndexOf(property!) + 1})`
  setErrorSources({ readSource: () => code })
  expect(describeError(error).hint).toContain(sentence)
})

test('a body that is parsed as if it were text is told with what reads it', () => {
  const code = '  const data = JSON.parse(request.body.toString())'
  const error = new SyntaxError('Unexpected non-whitespace character after JSON at position 3')
  error.stack = `${error}\n    at JSON.parse (<anonymous>)\n    at index (file:///site/views.ts:1:21)`
  setErrorSources({ readSource: () => code })
  expect(describeError(error).hint).toContain('`request.json()` reads it')
})

test('modules that import each other are told by their names', () => {
  const error = new ReferenceError("Cannot access 'a' before initialization")
  const stack = ['at get a (/site/a.ts:1:1)', 'at file:///site/b.ts:1:43', 'at file:///site/a.ts:1:19']
  error.stack = `${error}\n    ${stack.join('\n    ')}`
  expect(describeError(error).hint).toContain('a.ts and b.ts import each other, and b.ts runs first, without `a`.')
  error.stack = `${error}\n    ${stack.slice(0, 2).join('\n    ')}`
  expect(describeError(error)).not.toHaveProperty('hint')
})
