import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFine, FaultSite, goodView, type ViewFault } from '../harness/fault.js'
import { browser } from '../harness/http.js'
import { type Project, project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

// Anything can be thrown, anywhere.

/** What is thrown, by a name for the query, and what the page and the terminal say of it. */
const values: Record<string, { readonly code: string; readonly page: string | RegExp; readonly log: string }> = {
  error: { code: `new TypeError('an ordinary one')`, page: 'an ordinary one', log: 'TypeError: an ordinary one' },
  null: { code: 'null', page: 'null', log: 'object thrown: null' },
  undefined: { code: 'undefined', page: 'undefined', log: 'undefined thrown: undefined' },
  text: { code: `'only a text'`, page: 'only a text', log: 'string thrown: only a text' },
  number: { code: '-0.5', page: '-0.5', log: 'number thrown: -0.5' },
  symbol: { code: `Symbol('sign')`, page: 'Symbol(sign)', log: 'symbol thrown: Symbol(sign)' },
  function: { code: 'function thrower() {}', page: 'thrower', log: 'function thrown: thrower' },
  bare: { code: 'Object.create(null)', page: '{}', log: 'A value was thrown that cannot be printed.' },
  hostile: {
    code: `Object.defineProperties(new Error('hidden'), Object.fromEntries(['name', 'message', 'stack', 'cause', 'errors', 'code', 'constructor'].map(key => [key, { get() { throw new Error(key) } }])))`,
    page: 'Error',
    log: 'A value was thrown that cannot be printed.',
  },
  proxy: {
    code: `new Proxy({}, Object.fromEntries(['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map(key => [key, () => { throw new Error(key) }])))`,
    page: /a value that cannot be printed|getPrototypeOf/, // where code looked at it before the page did, that failed
    log: 'A value was thrown that cannot be printed.',
  },
  circular: {
    code: `(() => { const error = new Error('round'); error.cause = error; return error })()`,
    page: 'the same error again',
    log: 'Error: round',
  },
  huge: {
    code: `new Error('start' + 'x'.repeat(20_000_000))`,
    page: 'startxxx',
    log: 'Error: startxxx',
  },
}

const thrower = `
const values: Record<string, () => unknown> = {
${Object.entries(values)
  .map(([name, { code }]) => `  ${name}: () => ${code},`)
  .join('\n')}
}
const value = (request: HttpRequest) => values[request.GET.get('value')!]!()
`

/** Views that throw it, each in its own place. */
const places: Record<string, string> = {
  view: `export function view(request: HttpRequest) { throw value(request) }`,
  promise: `export async function promise(request: HttpRequest) { await null; throw value(request) }`,
  rejection: `export async function rejection(request: HttpRequest) { void Promise.reject(value(request)); await never }`,
  timer: `export async function timer(request: HttpRequest) { setTimeout(() => { throw value(request) }, 1); await never }`,
  handler: `export async function handler(request: HttpRequest) {
  const socket = connect({ path: '/nowhere' })
  socket.on('error', () => { throw value(request) })
  await never
}`,
  stream: `export const stream = (request: HttpRequest) => new StreamingHttpResponse((function* () { throw value(request) })())`,
}

describe.each(Object.keys(places))('thrown in a %s', place => {
  let site: Project
  let server: RunningServer

  beforeAll(async () => {
    const code = [thrower, 'const never = new Promise(() => {})', goodView, places[place]].join('\n')
    site = project({ 'views.ts': `import { connect } from 'node:net'\n${views(code)}` })
    server = await startServer(site, { env: { TINY_DJANGO_STUCK_MS: '20000' } }) // 20 MB take a busy machine some time
  })
  afterAll(() => server.stop())

  test.each(Object.keys(values))('%s', async name => {
    const { page, log } = values[name]!
    const target = `/${place}/?value=${name}`
    if (place === 'stream') {
      const received = await server.exchange(`GET ${target} HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`)
      expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(received).not.toMatch(/0\r\n\r\n$/)
    } else {
      const answer = await server.get(target, name === 'error' ? browser : {})
      expect(answer.status).toBe(500)
      expect(answer.text).toMatch(page)
      expect(answer.body.length).toBeLessThan(100_000)
    }
    const line = await server.waitForLine(literally(log))
    expect(line.length).toBeLessThan(20_000)
    await expectFine(server)
  })
})

describe('thrown while modules are loaded', () => {
  let site: Project
  let server: RunningServer

  beforeAll(async () => {
    site = project({ 'views.ts': views(goodView) })
    server = await startServer(site)
  })
  afterAll(() => server.stop())

  test.each(Object.keys(values))('%s', async name => {
    const { code, page, log } = values[name]!
    site.write('views.ts', views(`if (Date.now() > 0) throw ${code}\n${goodView}`))
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toMatch(page)
    expect(answer.body.length).toBeLessThan(100_000)
    await server.waitForLine(literally(log))
    site.write('views.ts', views(`${goodView}// mended`))
    await expectFine(server)
  })

  test('a rejection that nobody handles', async () => {
    site.write('views.ts', views(`void Promise.reject(new Error('at once'))\n${goodView}`))
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('at once')
    expect(answer.text).toContain(`${site.path('views.ts')}:2:`)
    await server.waitForLine(/^Error: at once$/)
    site.write('views.ts', views(goodView))
    await expectFine(server)
  })
})

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
}

const faults: Record<string, ViewFault> = {
  overflow: {
    what: 'a recursion without end',
    code: `
export function overflow(): HttpResponse {
  return overflow() ?? new HttpResponse() // here
}`,
    status: 500,
    page: ['RangeError at /overflow/\n\nMaximum call stack size exceeded\n'],
    log: /^RangeError: Maximum call stack size exceeded$/,
  },
  overflowing: {
    what: 'the same in a timer',
    code: `
export async function overflowing() {
  const again = (): number => again() + 1 // here
  setTimeout(again, 1)
  await new Promise(() => {})
}`,
    status: 500,
    page: ['RangeError at /overflowing/\n\nMaximum call stack size exceeded\n'],
    log: /^Uncaught error in views\.overflowing: RangeError: Maximum call stack size exceeded$/,
  },
  emitter: {
    what: 'an error event that nobody listens to',
    code: `
export async function emitter() {
  setImmediate(() => new EventEmitter().emit('error', new Error('nobody listens'))) // here
  await new Promise(() => {})
}`,
    status: 500,
    page: ['Error at /emitter/\n\nnobody listens\n', 'View:    views.emitter\n'],
    log: /^Uncaught error in views\.emitter: Error: nobody listens$/,
  },
  afterwards: {
    what: 'an error after the answer: the answer counts',
    code: `
export async function afterwards() {
  setTimeout(() => {
    throw new TypeError('thrown after the answer')
  }, 20)
  return new HttpResponse('answered')
}`,
    status: 200,
    page: ['answered'],
    log: /^Uncaught error in views\.afterwards: TypeError: thrown after the answer$/,
  },
}

describe('errors that nobody catches', () => {
  let faulty: FaultSite

  beforeAll(async () => {
    const code = `
const gates = new Map<string, () => void>()
export async function blamed(request: HttpRequest) {
  const who = request.GET.get('who')!
  await new Promise<void>(resolve => {
    gates.set(who, resolve)
    if (gates.size === 2) for (const open of gates.values()) open()
  })
  if (who === 'guilty') void Promise.reject(new Error('rejected by the guilty one'))
  await new Promise(resolve => setTimeout(resolve, 200))
  return new HttpResponse(who)
}`
    faulty = await FaultSite.start(
      { ...faults, blamed: { ...faults.emitter!, code } },
      { imports: `import { EventEmitter } from 'node:events'`, env: { TINY_DJANGO_CRASH_DRAIN_MS: '20000' } },
    )
  })

  afterAll(() => faulty.server.stop())

  test.each(Object.entries(faults).map(([name, fault]) => [fault.what, name, fault] as const))(
    '%s',
    async (_, name, fault) => {
      await faulty.expectFault(name, fault)
    },
  )

  test('of two requests the one whose code did it has the error, the other its answer', async () => {
    const { server } = faulty
    const [innocent, guilty] = await Promise.all([
      server.get('/blamed/?who=innocent'),
      server.get('/blamed/?who=guilty'),
    ])
    expect(guilty.status).toBe(500)
    expect(guilty.text).toContain('rejected by the guilty one')
    expect(guilty.text).toContain('View:    views.blamed')
    await server.waitForLine(/^Unhandled rejection in views\.blamed: Error: rejected by the guilty one$/)
    await faulty.expectFine()
    expect(innocent.text).toBe('innocent')
  })
})
