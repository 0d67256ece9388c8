import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser } from './harness/http.js'
import { isRunning } from './harness/processes.js'
import { type Project, project, views } from './harness/project.js'
import { freed, freePort, isFree, type RunningServer, startServer, until } from './harness/server.js'

// Whatever a view does, its request gets an answer that says what happened, and the next request is served.

describe('a view that breaks its process', () => {
  let site: Project
  let server: RunningServer
  let front: number

  beforeAll(async () => {
    site = project({
      'views.ts': `import { execFileSync } from 'node:child_process'
import { type HttpRequest, HttpResponse, StreamingHttpResponse } from 'tiny-django/http'

export const index = () => new HttpResponse('fine')

export function loop(request: HttpRequest) {
  console.log(request.GET.get('say', 'into the loop'))
  for (;;) {
    // Nothing ends this.
  }
}

export function regex() {
  return new HttpResponse(String(/^(a+)+$/.test(\`\${'a'.repeat(60)}!\`)))
}

export async function microtasks() {
  for (;;) await null
}

export function blocked() {
  return new HttpResponse(execFileSync('sleep', ['1000']))
}

export function leave() {
  console.log('the last words')
  process.exit(3)
}

export function flood() {
  for (let line = 1; line <= 5000; line++) console.log('line', line)
  process.exit(0)
}

export function abort() {
  process.abort()
}

export function kill() {
  process.kill(process.pid, 'SIGKILL')
}

export async function timer() {
  setTimeout(() => {
    throw new TypeError('thrown by a timer')
  }, 1)
  await new Promise(() => {})
}

export async function afterwards() {
  setTimeout(() => {
    throw new TypeError('thrown after the answer')
  }, 20)
  return new HttpResponse('answered')
}

export async function rejection() {
  void Promise.reject(new RangeError('rejected for nobody'))
  await new Promise(() => {})
}

export async function emitter() {
  const { EventEmitter } = await import('node:events')
  new EventEmitter().emit('error', new Error('nobody listens'))
  return new HttpResponse('not reached')
}

export async function never() {
  await new Promise(() => {})
}

export function broken() {
  return new StreamingHttpResponse((function* () {
    yield 'the beginning'
    throw new Error('the stream broke')
  })())
}

export function thrown() {
  throw null
}

export async function slow(request: HttpRequest) {
  console.log('slow has begun', request.GET.get('n'))
  await new Promise(resolve => setTimeout(resolve, 300))
  return new HttpResponse(\`slow \${request.GET.get('n')}\`)
}

export const pid = () => new HttpResponse(String(process.pid))

export function echo(request: HttpRequest) {
  return new HttpResponse(request.body)
}
`,
    })
    const env = { TINY_DJANGO_STUCK_MS: '1000', TINY_DJANGO_SAMPLE_MS: '5000', TINY_DJANGO_ANSWER_MS: '3000' }
    server = await startServer(site, { env })
    front = server.pid
  })

  afterAll(async () => {
    await server.stop()
  })

  async function expectServed() {
    const answer = await server.get('/')
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: 'fine' })
    expect(isRunning(front)).toBe(true)
  }

  test('an endless loop: 504 with view, route, file and line, and what it printed last', async () => {
    const answer = await server.get('/loop/')
    expect(answer.status).toBe(504)
    expect(answer.text).toContain('views.loop kept the process busy for 1 s without an answer.')
    expect(answer.text).toMatch(new RegExp(`${site.path('views.ts')}:(8|9|10):\\d+ in loop`))
    expect(answer.text).toContain('Request: GET /loop/\nView:    views.loop\nRoute:   loop/\n')
    expect(answer.text).toContain('Last lines printed:\n  into the loop\n')
    expect(await server.waitForLine(/^Stuck for 1 s in views\.loop/)).toContain('(GET /loop/)')
    await expectServed()
  })

  test('the same for a browser', async () => {
    const answer = await server.get('/loop/', browser)
    expect(answer.status).toBe(504)
    expect(answer.text).toContain('<dt>View</dt>')
    expect(answer.text).toContain('<dd>views.loop</dd>')
    expect(answer.text).toMatch(new RegExp(`${site.path('views.ts')}:(8|9|10):\\d+`))
    await expectServed()
  })

  test('a regular expression without end', async () => {
    const answer = await server.get('/regex/')
    expect(answer.status).toBe(504)
    expect(answer.text).toContain('GET /regex/')
    await expectServed()
  })

  test('a loop of microtasks', async () => {
    const answer = await server.get('/microtasks/')
    expect(answer.status).toBe(504)
    expect(answer.text).toContain('views.microtasks kept the process busy')
    expect(answer.text).toContain(`${site.path('views.ts')}:18:`)
    await expectServed()
  })

  test('a system call that blocks: named by its request, and its child is gone', async () => {
    const answer = await server.get('/blocked/')
    expect(answer.status).toBe(504)
    expect(answer.text).toContain('GET /blocked/')
    await until(
      () => server.processes().every(({ command }) => !command.startsWith('sleep')),
      () => 'The program that the view waited for goes on.',
    )
    await expectServed()
  })

  test('requests that wait behind a loop are not lost: the next process answers them', async () => {
    const loop = server.get('/loop/?say=others-wait')
    await server.printed('others-wait\n')
    const waiting = [
      server.get('/'),
      server.get('/slow/?n=1'),
      server.post('/echo/', { name: 'Ann' }),
      server.request('/echo/', {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain' },
        body: 'x'.repeat(100_000),
      }),
    ]
    expect((await loop).status).toBe(504)
    const answers = await Promise.all(waiting)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(answers.slice(0, 3).map(({ text }) => text)).toEqual(['fine', 'slow 1', 'name=Ann'])
    expect(answers[3]!.body.length).toBe(100_000)
  })

  test('a request that had begun when its process was lost is told so, and not run again', async () => {
    const slow = server.get('/slow/?n=2')
    await server.printed('slow has begun 2\n')
    const kill = server.get('/kill/')
    const answer = await slow
    expect(answer.status).toBe(502)
    expect(answer.text).toContain('GET /slow/?n=2')
    await kill
    await expectServed()
    expect(server.output.split('slow has begun 2').length - 1).toBe(1)
  })

  test('process.exit(): 502 with the line that called it', async () => {
    const answer = await server.get('/leave/')
    expect(answer.status).toBe(502)
    expect(answer.text).toContain('process.exit(3) was called.')
    expect(answer.text).toContain(`${site.path('views.ts')}:27:11 in leave`)
    expect(answer.text).toContain('View:    views.leave\nRoute:   leave/\n')
    expect(answer.text).toContain('Last lines printed:\n  the last words\n')
    await server.waitForLine(/process\.exit\(3\) was called\./)
    await expectServed()
  })

  test('everything that was printed before process.exit() reaches the terminal', async () => {
    expect((await server.get('/flood/')).status).toBe(502)
    await server.waitForLine(/GET \/flood\//)
    const lines = [...server.output.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number))
    expect(lines).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1))
    await expectServed()
  })

  test.each([
    ['abort', 'SIGABRT'],
    ['kill', 'SIGKILL'],
  ])('%s: 502 with the request and the signal', async (path, signal) => {
    const answer = await server.get(`/${path}/`)
    expect(answer.status).toBe(502)
    expect(answer.text).toContain(`The process that was answering GET /${path}/ ended: signal ${signal}.`)
    expect(await server.waitForLine(/The process ended: signal/)).toContain(
      `The process ended: signal ${signal} (GET /${path}/); a fresh one has taken over.`,
    )
    await expectServed()
  })

  test('an error thrown by a timer while the view waits: 500 with its line', async () => {
    const answer = await server.get('/timer/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('TypeError at /timer/\n\nthrown by a timer\n')
    expect(answer.text).toContain(`${site.path('views.ts')}:45:11`)
    expect(answer.text).toContain('View:    views.timer\n')
    await expectServed()
  })

  test('an error thrown after the answer: the answer counts, the terminal has the error', async () => {
    expect((await server.get('/afterwards/')).text).toBe('answered')
    expect(await server.waitForLine(/thrown after the answer/)).toContain('views.afterwards')
    await expectServed()
  })

  test('an unhandled rejection: 500 with its line', async () => {
    const answer = await server.get('/rejection/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('RangeError at /rejection/\n\nrejected for nobody\n')
    expect(answer.text).toContain(`${site.path('views.ts')}:58:23`)
    await expectServed()
  })

  test('an error event that nobody listens to is an error of the view', async () => {
    const answer = await server.get('/emitter/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('nobody listens')
    await expectServed()
  })

  test('something thrown that is no error', async () => {
    const answer = await server.get('/thrown/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('GET /thrown/')
    await expectServed()
  })

  test('a view that never answers: 504, and its process goes on', async () => {
    const before = server.appProcesses().map(({ pid }) => pid)
    const answer = await server.get('/never/')
    expect(answer.status).toBe(504)
    expect(answer.text).toMatch(/GET \/never\/ was not answered by views\.never within 3(\.\d)? s\./)
    expect(answer.text).toContain('View:    views.never\nRoute:   never/\n')
    await expectServed()
    const after = server.appProcesses().map(({ pid }) => pid)
    expect(before.filter(pid => after.includes(pid))).not.toEqual([])
  })

  test('a stream that breaks: the connection is cut, never ended as if all were well', async () => {
    const received = await server.exchange(`GET /broken/ HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`)
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(received).toContain('Transfer-Encoding: chunked\r\n')
    expect(received).toContain('the beginning')
    expect(received).not.toMatch(/0\r\n\r\n$/)
    await server.waitForLine(/the stream broke/)
    await expectServed()
  })

  test('a loop is named also when two crashes before it have used up what was ready', async () => {
    expect((await server.get('/kill/')).status).toBe(502)
    expect((await server.get('/kill/')).status).toBe(502)
    const answer = await server.get('/loop/')
    expect(answer.status).toBe(504)
    expect(answer.text).toMatch(new RegExp(`${site.path('views.ts')}:(8|9|10):\\d+ in loop`))
    expect(answer.text).toContain('View:    views.loop\n')
    await expectServed()
  })

  test('a process that is killed from outside is replaced', async () => {
    const before = Number((await server.get('/pid/')).text)
    process.kill(before, 'SIGKILL')
    const after = Number((await server.get('/pid/')).text)
    expect(after).not.toBe(before)
    expect(isRunning(after)).toBe(true)
    await expectServed()
  })

  test('also when the one that would take over is killed with it', async () => {
    const killed = server.appProcesses()
    expect(killed).not.toEqual([])
    for (const { pid } of killed) process.kill(pid, 'SIGKILL')
    await expectServed()
  })
})

describe('memory', () => {
  test.each([
    ['numbers', 'heap.push(1)', {}],
    ['objects', 'heap.push({ length: heap.length })', {}],
    ['buffers, which are not in the heap', 'buffers.push(Buffer.alloc(1024 * 1024, 1))', {}],
  ])('running out of it by %s: the page says memory and names the line', async (_, statement) => {
    const site = project({
      'views.ts': views(`
export const index = () => new HttpResponse('fine')

export function eat() {
  const heap: unknown[] = []
  const buffers: Buffer[] = []
  for (;;) {
    ${statement}
  }
}
`),
    })
    await using server = await startServer(site, { env: { TINY_DJANGO_MEMORY_LIMIT_MB: '400' } })
    const front = server.pid
    const answer = await server.get('/eat/')
    expect(answer.status).toBe(502)
    expect(answer.text).toContain('The project’s memory ran out: its process may use 400 MB.')
    expect(answer.text).toMatch(new RegExp(`${site.path('views.ts')}:[89]:\\d+ in eat`))
    expect(answer.text).toContain('View:    views.eat\nRoute:   eat/\n')
    expect(await server.waitForLine(/^Out of memory/)).toContain('more than 400 MB (GET /eat/)')
    expect((await server.get('/')).text).toBe('fine')
    expect(isRunning(front)).toBe(true)
  })
})

describe('modules that do not end', () => {
  test('a loop while they are loaded', async () => {
    const site = project({ 'views.ts': views(`export const index = () => new HttpResponse('fine')`) })
    await using server = await startServer(site, {
      env: { TINY_DJANGO_LOAD_MS: '2000', TINY_DJANGO_SAMPLE_MS: '5000' },
    })
    expect((await server.get('/')).text).toBe('fine')
    site.write('views.ts', views(`for (;;) {}\nexport const index = () => new HttpResponse('fine')`))
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('The project’s modules were not loaded within 2 s: one of them loops.')
    expect(answer.text).toContain(`${site.path('views.ts')}:2:`)
    await server.printed(`(${site.path('views.ts')}:2:`)
    site.write('views.ts', views(`export const index = () => new HttpResponse('mended')`))
    expect((await server.get('/')).text).toBe('mended')
  })

  test('process.exit() while they are loaded', async () => {
    const site = project({
      'views.ts': views(`\nprocess.exit(1)\nexport const index = () => new HttpResponse('fine')`),
    })
    await using server = await startServer(site)
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('process.exit(1) was called.')
    expect(answer.text).toContain(`${site.path('views.ts')}:3:9`)
  })

  test('top-level await is served, also when it takes its time', async () => {
    const site = project({
      'views.ts': views(`
const greeting = await new Promise<string>(resolve => setTimeout(() => resolve('awaited'), 50))
export const index = () => new HttpResponse(greeting)
`),
    })
    await using server = await startServer(site)
    expect((await server.get('/')).text).toBe('awaited')
  })

  test('top-level await of what never comes', async () => {
    const site = project({
      'views.ts': views(`\nawait new Promise(() => {})\nexport const index = () => new HttpResponse('fine')`),
    })
    await using server = await startServer(site, { env: { TINY_DJANGO_LOAD_MS: '2000' } })
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('one of them loops, or awaits at its top level what never comes (views.ts).')
  })
})

describe('what an old version leaves', () => {
  test('a request that it has begun is finished by it, and answered as it was written then', async () => {
    const version = (number: number) =>
      `import { existsSync } from 'node:fs'
import { HttpResponse } from 'tiny-django/http'

export const index = () => new HttpResponse('version ${number}')

export async function slow() {
  console.log('begun')
  while (!existsSync('go-on')) await new Promise(resolve => setTimeout(resolve, 10))
  return new HttpResponse('version ${number}')
}
`
    const site = project({ 'views.ts': version(1) })
    await using server = await startServer(site)
    const slow = server.get('/slow/')
    await server.waitForLine(/^begun$/)
    site.write('views.ts', version(2))
    expect((await server.get('/')).text).toBe('version 2')
    writeFileSync(site.path('go-on'), '')
    expect((await slow).text).toBe('version 1')
    expect((await server.get('/slow/')).text).toBe('version 2')
  })

  test('what it has started ends with it', async () => {
    const version = (number: number) =>
      `import { spawn } from 'node:child_process'
import { HttpResponse } from 'tiny-django/http'

const child = spawn('sleep', ['1000'])
setInterval(() => {}, 1000)

export const index = () => new HttpResponse(\`${number} \${child.pid}\`)
`
    const site = project({ 'views.ts': version(1) })
    await using server = await startServer(site)
    const [, first] = (await server.get('/')).text.split(' ')
    expect(isRunning(Number(first))).toBe(true)
    site.write('views.ts', version(2))
    const [number, second] = (await server.get('/')).text.split(' ')
    expect(number).toBe('2')
    await until(
      () => !isRunning(Number(first)),
      () => 'The sleep of the old version goes on.',
    )
    expect(isRunning(Number(second))).toBe(true)
    await server.stop()
    await until(
      () => !isRunning(Number(second)),
      () => 'The sleep goes on without its server.',
    )
  })

  const withDaemon = (port: number, name: string) =>
    `import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { HttpResponse } from 'tiny-django/http'

const program = 'require("node:net").createServer().listen(${port}, "127.0.0.1", () => console.log("listening"))'
const daemon = spawn(process.execPath, ['-e', program], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
const isListening = once(daemon.stdout, 'data')
daemon.unref()
// Its parent is gone at once, and it is in nobody's process group.
spawn('sh', ['-c', 'setsid sleep 1000 &'], { stdio: 'ignore' })

export async function index() {
  await isListening
  return new HttpResponse(String(daemon.pid))
}
export function kill() {
  process.kill(process.pid, 'SIGKILL')
}
export const ${name} = () => new HttpResponse('${name}')
`
  const strays = (server: RunningServer) =>
    server.processes().filter(({ command }) => /createServer|^sleep/.test(command))

  test('so does what has left its process group, and the port is free that it listened on', async () => {
    const port = await freePort()
    const site = project({ 'views.ts': withDaemon(port, 'first') })
    await using server = await startServer(site)
    await server.get('/')
    expect(await isFree(port)).toBe(false)
    await until(
      () => strays(server).length === 2,
      () => 'The shell has not started its program.',
    )
    site.write('views.ts', views(`export const index = () => new HttpResponse('second')`))
    expect((await server.get('/')).text).toBe('second')
    await until(
      () => strays(server).length === 0,
      () => 'What the old version had started goes on.',
    )
    await freed(port)
  })

  test('also when it ends by a crash, and when the whole server is killed', async () => {
    const port = await freePort()
    const site = project({ 'views.ts': withDaemon(port, 'first') })
    await using server = await startServer(site)
    const first = Number((await server.get('/')).text)
    expect((await server.get('/kill/')).status).toBe(502)
    await until(
      () => !isRunning(first),
      () => 'What the crashed process had started goes on.',
    )
    await server.get('/first/')
    await server.stop('SIGKILL')
    await freed(port)
  })

  test('a port that it listens on is free for the next', async () => {
    const version = (number: number) =>
      `import { createServer } from 'node:net'
import { HttpResponse } from 'tiny-django/http'

const server = createServer().listen({ path: '\\0tiny-django-e2e-${process.pid}' })

export const index = () => new HttpResponse('version ${number}')
export const listening = () => new HttpResponse(String(server.listening))
`
    const site = project({ 'views.ts': version(1) })
    await using server = await startServer(site)
    expect((await server.get('/listening/')).text).toBe('true')
    site.write('views.ts', version(2))
    expect((await server.get('/')).text).toBe('version 2')
  })
})

describe('the end of the server', () => {
  const looping = views(`
export const index = () => new HttpResponse('fine')
export function loop() {
  console.log('looping')
  for (;;) {}
}
`)

  test('killed by SIGKILL, it leaves no process', async () => {
    const site = project({ 'views.ts': looping })
    const server = await startServer(site)
    expect((await server.get('/')).text).toBe('fine')
    expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('nor when a view is in an endless loop just then', async () => {
    const site = project({ 'views.ts': looping })
    const server = await startServer(site)
    const answer = server.get('/loop/').catch((error: Error) => error.message)
    await server.waitForLine(/^looping$/)
    expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    expect(await answer).toMatch(/ECONNRESET|socket hang up/)
  })

  test('Ctrl-C ends it although a view is in an endless loop', async () => {
    const site = project({ 'views.ts': looping })
    const server = await startServer(site, { env: { TINY_DJANGO_SHUTDOWN_MS: '100' } })
    const answer = server.get('/loop/').catch((error: Error) => error.message)
    await server.waitForLine(/^looping$/)
    expect(await server.stop('SIGINT')).toEqual({ code: 0, signal: null })
    await answer
  })
})
