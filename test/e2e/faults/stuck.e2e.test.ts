import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFine, FaultSite, goodView, type ViewFault } from '../harness/fault.js'
import { browser } from '../harness/http.js'
import { project, views } from '../harness/project.js'
import { startServer, until } from '../harness/server.js'

// Code that never gives its process back, and code that never answers.

const stuck = (name: string): Pick<ViewFault, 'status' | 'page' | 'log'> => ({
  status: 504,
  page: [
    `views.${name} kept the process busy for 1 s without an answer.`,
    `Request: GET /${name}/\nView:    views.${name}\nRoute:   ${name}/\n`,
  ],
  log: new RegExp(`^Stuck for 1 s in views\\.${name} \\(GET /${name}/\\)`),
})

/** Nobody can say where it is: the system has not come back to it. */
const blocked = (name: string): Pick<ViewFault, 'status' | 'page' | 'log'> => ({
  status: 504,
  page: [`GET /${name}/ kept the process busy for 1 s without an answer.`],
  log: new RegExp(`^Stuck for 1 s \\(GET /${name}/\\)`),
})

const looping: Record<string, ViewFault> = {
  loop: {
    what: 'an endless loop',
    code: `
export function loop(request: HttpRequest) {
  console.log(request.GET.get('say', 'into the loop'))
  for (;;) Math.random() // here
}`,
    ...stuck('loop'),
  },
  finallyloop: {
    what: 'a loop where nothing can interrupt it',
    code: `
export function finallyloop() {
  try {
    throw new Error()
  } finally {
    for (;;) Math.random() // here
  }
}`,
    ...stuck('finallyloop'),
  },
  regex: {
    what: 'a catastrophic regular expression',
    code: `
export function regex() {
  const text = \`\${'a'.repeat(60)}!\`
  return new HttpResponse(String(/^(a+)+$/.test(text))) // here
}`,
    ...stuck('regex'),
  },
  microtasks: {
    what: 'a loop of microtasks',
    code: `
export async function microtasks() {
  for (;;) await null // here
}`,
    ...stuck('microtasks'),
  },
  ticks: {
    what: 'a loop of process.nextTick',
    code: `
export function ticks() {
  const again = () => process.nextTick(again) // here
  again()
  return new Promise(() => {})
}`,
    ...stuck('ticks'),
  },
  sleeping: {
    what: 'a thread that waits for itself',
    code: `
export function sleeping() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) // here
}`,
    ...stuck('sleeping'),
  },
}

const blocking: Record<string, ViewFault> = {
  program: {
    what: 'a program that is waited for',
    code: `
export function program() {
  return new HttpResponse(execFileSync('sleep', ['1000']))
}`,
    ...blocked('program'),
  },
  fifo: {
    what: 'a file that never has anything to read',
    code: `
export function fifo() {
  return new HttpResponse(readFileSync('never'))
}`,
    ...blocked('fifo'),
  },
}

describe('a view that does not give its process back', () => {
  let faulty: FaultSite

  beforeAll(async () => {
    faulty = await FaultSite.start(
      {
        ...looping,
        slow: {
          ...looping.loop!,
          code: `
export async function slow(request: HttpRequest) {
  await new Promise(resolve => setTimeout(resolve, 200))
  return new HttpResponse(\`slow \${request.GET.get('n')}\`)
}
export const echo = (request: HttpRequest) => new HttpResponse(request.body)
export const kill = () => process.kill(process.pid, 'SIGKILL')`,
        },
      },
      {
        env: { TINY_DJANGO_STUCK_MS: '1000', TINY_DJANGO_SAMPLE_MS: '5000' },
      },
    )
  })

  afterAll(() => faulty.server.stop())

  test.each(Object.entries(looping).map(([name, fault]) => [fault.what, name, fault] as const))(
    '%s',
    async (_, name, fault) => {
      await faulty.expectFault(name, fault)
    },
  )

  test('in a browser', async () => {
    const { status, text } = await faulty.server.get('/loop/', browser)
    expect(status).toBe(504)
    expect(text).toContain('<dt>View</dt>')
    expect(text).toContain('<dd>views.loop</dd>')
    expect(text).toContain(`${faulty.site.path('views.ts')}:${faulty.lineOf(looping.loop!.code)}`)
    expect(text).toContain('into the loop') // the last line printed
    await faulty.expectFine()
  })

  test('requests that wait behind it are not lost: the next process answers them', async () => {
    const { server } = faulty
    const loop = server.get('/loop/?say=others-wait')
    await server.printed('others-wait\n')
    const headers = { 'Content-Type': 'text/plain' }
    const waiting = [
      server.get('/'),
      server.get('/slow/?n=1'),
      server.post('/echo/', { name: 'Ann' }),
      server.request('/echo/', { method: 'POST', headers, body: 'x'.repeat(100_000) }),
    ]
    expect((await loop).status).toBe(504)
    const answers = await Promise.all(waiting)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(answers.slice(0, 3).map(({ text }) => text)).toEqual(['fine', 'slow 1', 'name=Ann'])
    expect(answers[3]!.body.length).toBe(100_000)
  })

  test('it is named also when two crashes before it have used up what was ready', async () => {
    expect((await faulty.server.get('/kill/')).status).toBe(502)
    expect((await faulty.server.get('/kill/')).status).toBe(502)
    await faulty.expectFault('loop', looping.loop!)
  })
})

describe('a view whose process is held by the system', () => {
  let faulty: FaultSite

  beforeAll(async () => {
    // Nobody can answer for it, so nobody is waited for long.
    const env = { TINY_DJANGO_STUCK_MS: '1000', TINY_DJANGO_SAMPLE_MS: '400' }
    const imports = `import { execFileSync } from 'node:child_process'\nimport { readFileSync } from 'node:fs'`
    faulty = await FaultSite.start(blocking, { imports, env })
    execFileSync('mkfifo', [faulty.site.path('never')])
  })

  afterAll(() => faulty.server.stop())

  test.each(Object.entries(blocking).map(([name, fault]) => [fault.what, name, fault] as const))(
    '%s',
    async (_, name, fault) => {
      await faulty.expectFault(name, fault)
    },
  )

  test('the program that it waited for is gone with it', async () => {
    const sleeping = () => faulty.server.processes().filter(({ command }) => command.startsWith('sleep'))
    const answer = faulty.server.get('/program/')
    await until(
      () => sleeping().length === 1,
      () => 'The program did not start.',
    )
    expect((await answer).status).toBe(504)
    await until(
      () => sleeping().length === 0,
      () => 'The program that the view waited for goes on.',
    )
  })
})

test('a stream that gives its process back no more, after its beginning: the connection is cut', async () => {
  const site = project({
    'views.ts': views(`${goodView}
export const stream = () => new StreamingHttpResponse((function* () {
  yield 'the beginning'
  for (;;) {}
})())`),
  })
  await using server = await startServer(site, {
    env: { TINY_DJANGO_STUCK_MS: '1000', TINY_DJANGO_SAMPLE_MS: '5000' },
  })
  const received = await server.exchange(`GET /stream/ HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`)
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(received).toContain('the beginning')
  expect(received).not.toMatch(/0\r\n\r\n$/)
  await server.waitForLine(/^Stuck for 1 s in views\.stream \(GET \/stream\/\)/)
  await server.waitForLine(new RegExp(`${site.path('views.ts')}:6:`))
  await expectFine(server)
})

describe('a view that never answers', () => {
  test('504, and its process goes on', async () => {
    const site = project({
      'views.ts': views(`${goodView}
export const pid = () => new HttpResponse(String(process.pid))
export async function never() {
  await new Promise(() => {})
}`),
    })
    await using server = await startServer(site, { env: { TINY_DJANGO_ANSWER_MS: '1000' } })
    const { text: pid } = await server.get('/pid/')
    const answer = await server.get('/never/')
    expect(answer.status).toBe(504)
    const sentence = /GET \/never\/ was not answered by views\.never within [\d.]+ s\./
    expect(answer.text).toMatch(sentence)
    expect(answer.text).toContain('View:    views.never\nRoute:   never/\n')
    await server.waitForLine(sentence)
    await expectFine(server)
    expect((await server.get('/pid/')).text).toBe(pid)
  })
})

describe('with a debugger', () => {
  test('nobody is stuck, and no view late: somebody may be looking at it', async () => {
    const site = project({
      'views.ts': `import inspector from 'node:inspector'
${views(`
export const index = () => new HttpResponse('fine')
export function long() {
  inspector.open(0)
  const until = Date.now() + 2000
  while (Date.now() < until) {}
  return new HttpResponse('taken its time')
}
export async function late() {
  await new Promise(resolve => setTimeout(resolve, 1500))
  return new HttpResponse('late')
}`)}`,
    })
    await using server = await startServer(site, {
      env: { TINY_DJANGO_STUCK_MS: '500', TINY_DJANGO_SAMPLE_MS: '5000', TINY_DJANGO_ANSWER_MS: '500' },
    })
    await server.get('/')
    expect((await server.get('/long/')).text).toBe('taken its time')
    expect((await server.get('/late/')).text).toBe('late')
  })
})
