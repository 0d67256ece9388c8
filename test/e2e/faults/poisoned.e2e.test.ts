import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { goodView } from '../harness/fault.js'
import { isRunning } from '../harness/processes.js'
import { type Project, project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

// A project that changes what everybody uses. Where it breaks its own answers by that, it is told so; the next version is well.

const failing = `() => { throw new Error('replaced') }`

/** Changes after which a project is served as if there were none. */
const survived: Record<string, string> = {
  'JSON.stringify and JSON.parse': `Object.assign(JSON, { stringify: ${failing}, parse: ${failing} })`,
  'the timers': `Object.assign(globalThis, { setTimeout: ${failing}, setInterval: ${failing}, setImmediate: ${failing}, queueMicrotask: ${failing} })`,
  'process.nextTick, send and disconnect': `Object.assign(process, { send: ${failing}, disconnect: ${failing}, emitWarning: ${failing} })`,
  'toJSON of arrays': `Object.defineProperty(Array.prototype, 'toJSON', { value: () => 'replaced', configurable: true })`,
  'a property of every object': `(Object.prototype as any).polluted = 'yes'`,
  'names of headers and options on every object': `for (const key of ['status', 'headers', 'path', 'signal', 'encoding', 'kind']) Object.defineProperty(Object.prototype, key, { value: undefined, writable: true, configurable: true })`,
  'Date, and the time that stands still': `globalThis.Date.now = () => 0`,
  'Math.random': `Math.random = ${failing}`,
  console: `Object.assign(console, { log: ${failing}, warn: ${failing}, error: ${failing} })`,
  'fetch, Response, Headers and URL': `Object.assign(globalThis, { fetch: null, Response: null, Headers: null, URL: null, URLSearchParams: null })`,
  'Error.captureStackTrace and the limit of stacks': `Error.stackTraceLimit = 0; (Error as any).captureStackTrace = ${failing}`,
  'its own Error.prepareStackTrace': `Error.prepareStackTrace = ${failing}`,
  'process.exit, kill and on': `Object.assign(process, { exit: ${failing}, kill: ${failing} })`,
  'listeners of uncaught errors that do nothing': `process.on('uncaughtException', () => {}); process.on('unhandledRejection', () => {})`,
}

/** Changes after which nothing can be answered well: the answer says that something is wrong, or is right by luck. */
const fatal: Record<string, string> = {
  'Array.prototype.push': `Array.prototype.push = ${failing}`,
  'Array.prototype.map, filter and flatMap': `Object.assign(Array.prototype, { map: ${failing}, filter: ${failing}, flatMap: ${failing} })`,
  'iteration of arrays': `Array.prototype[Symbol.iterator] = ${failing}`,
  'Map.prototype.get and set': `Object.assign(Map.prototype, { get: ${failing}, set: ${failing} })`,
  'Promise.prototype.then': `Promise.prototype.then = ${failing}`,
  'Promise itself': `(globalThis as any).Promise = null`,
  'Buffer.from, concat and allocUnsafe': `Object.assign(Buffer, { from: ${failing}, concat: ${failing}, allocUnsafe: ${failing}, byteLength: ${failing} })`,
  'String.prototype.split, slice and replace': `Object.assign(String.prototype, { split: ${failing}, slice: ${failing}, replace: ${failing} })`,
  'Object.keys, entries and defineProperty': `Object.assign(Object, { keys: ${failing}, entries: ${failing}, defineProperty: ${failing} })`,
  'Function.prototype.call and apply': `Object.assign(Function.prototype, { call: ${failing}, apply: ${failing} })`,
  'Symbol.iterator of generators': `Object.getPrototypeOf(function* () {}).prototype.next = ${failing}`,
  'EventEmitter.prototype.emit': `(await import('node:events')).EventEmitter.prototype.emit = ${failing}`,
  'the whole of process': `(globalThis as any).process = null`,
}

const poisoned = (change: string) =>
  views(`${goodView}
export async function poison() {
  ${change}
  return new HttpResponse('poisoned')
}
export function loop() {
  for (;;) {}
}
export function failing() {
  throw new Error('as usual')
}`)

describe('globals that are replaced', () => {
  let site: Project
  let server: RunningServer

  beforeAll(async () => {
    site = project({ 'views.ts': views(goodView) })
    const env = { TINY_DJANGO_STUCK_MS: '1000', TINY_DJANGO_ANSWER_MS: '1500', TINY_DJANGO_SAMPLE_MS: '5000' }
    server = await startServer(site, { env })
  })
  afterAll(() => server.stop())

  async function expectMended(): Promise<void> {
    site.write('views.ts', views(`${goodView}// ${Math.random()}`))
    expect((await server.get('/')).text).toBe('fine')
    expect(isRunning(server.pid)).toBe(true)
  }

  test.each(Object.entries(survived))('by a view, served all the same: %s', async (_, change) => {
    site.write('views.ts', poisoned(change))
    expect((await server.get('/poison/')).text).toBe('poisoned')
    expect((await server.get('/')).text).toBe('fine')
    const failed = await server.get('/failing/')
    expect(failed.status).toBe(500)
    expect(failed.text).toContain('as usual')
    await expectMended()
  })

  test.each(Object.entries(survived))('while modules are loaded, served all the same: %s', async (_, change) => {
    site.write('views.ts', views(`${change}\n${goodView}`))
    expect((await server.get('/')).text).toBe('fine')
    await expectMended()
  })

  test.each(Object.entries(fatal))('beyond repair, until the next save: %s', async (_, change) => {
    site.write('views.ts', poisoned(change))
    await server.get('/poison/')
    for (const target of ['/', '/failing/']) {
      const { status, text } = await server.get(target)
      if (status === 200) expect(text).toBe('fine')
      else expect(status).toBeGreaterThanOrEqual(500)
    }
    await expectMended()
  })

  test('a process that begins on no request any more is replaced, and the request is answered by the next', async () => {
    const deafening = `process.on('uncaughtException', () => {})
  ;(await import('node:async_hooks')).AsyncLocalStorage.prototype.run = ${failing}`
    site.write('views.ts', poisoned(deafening))
    expect((await server.get('/poison/')).text).toBe('poisoned')
    expect((await server.get('/')).text).toBe('fine')
    await server.waitForLine(/^Stuck for 1 s \(no request\)\.$/)
    await expectMended()
  })

  test('a loop is found all the same', async () => {
    site.write('views.ts', poisoned(Object.values(survived).join(';\n  ')))
    expect((await server.get('/poison/')).text).toBe('poisoned')
    const answer = await server.get('/loop/')
    expect(answer.status).toBe(504)
    expect(answer.text).toMatch(new RegExp(`${site.path('views.ts')}:\\d+:\\d+ in loop`))
    await expectMended()
  })
})
