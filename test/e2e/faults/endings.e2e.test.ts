import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FaultSite, goodView, type ViewFault } from '../harness/fault.js'
import { isRunning } from '../harness/processes.js'
import { project, views } from '../harness/project.js'
import { startServer } from '../harness/server.js'

// Code that ends its own process, and processes that are ended.

/** The page names the line and the log the request. */
const by = (name: string, call: string): Pick<ViewFault, 'status' | 'page' | 'log'> => ({
  status: 502,
  page: [
    `ProcessExit at /${name}/\n\n${call} was called.\n`,
    `View:    views.${name}\nRoute:   ${name}/\n`,
    'The process that ran this view is gone. The next request is answered by a fresh one.',
  ],
  log: new RegExp(`^The process ended \\(GET /${name}/\\); a fresh one has taken over\\.$`),
})

/** It ended, and nobody knows why. */
const dead = (name: string, how: string): Pick<ViewFault, 'status' | 'page' | 'log'> => ({
  status: 502,
  page: [`The process that was answering GET /${name}/ ended: ${how}.`],
  log: new RegExp(`^The process ended: ${how} \\(GET /${name}/\\); a fresh one has taken over\\.$`),
})

const faults: Record<string, ViewFault> = {
  exit: {
    what: 'process.exit()',
    code: `
export function exit() {
  console.log('the last words')
  process.exit(3) // here
}`,
    ...by('exit', 'process.exit(3)'),
  },
  later: {
    what: 'process.exit() after an await',
    code: `
export async function later() {
  await null
  process.exit() // here
}`,
    ...by('later', 'process.exit()'),
  },
  reallyexit: {
    what: 'process.reallyExit()',
    code: `
export function reallyexit() {
  Reflect.get(process, 'reallyExit').call(process, 4) // here
}`,
    ...by('reallyexit', 'process.reallyExit(4)'),
  },
  abort: {
    what: 'process.abort()',
    code: `
export function abort() {
  process.abort() // here
}`,
    ...by('abort', 'process.abort()'),
  },
  kill: {
    what: 'process.kill() of itself',
    code: `
export function kill() {
  process.kill(process.pid, 'SIGKILL') // here
}`,
    ...by('kill', 'process.kill(process.pid, "SIGKILL")'),
  },
  terminate: {
    what: 'process.kill() of itself, politely',
    code: `
export async function terminate() {
  process.kill(process.pid) // here
  await new Promise(() => {})
}`,
    ...by('terminate', 'process.kill(process.pid, "SIGTERM")'),
  },
  hook: {
    what: 'a loop while it ends',
    code: `
export function hook() {
  process.on('exit', () => {
    for (;;) {}
  })
  process.exit(5) // here
}`,
    ...by('hook', 'process.exit(5)'),
    log: /^Stuck for 1 s in views\.hook \(GET \/hook\/\)/,
    status: 504,
    page: ['views.hook kept the process busy for 1 s without an answer.'],
  },
  crash: {
    what: 'a native crash (its stand-in: the signal that the system sends then)',
    code: `
export function crash() {
  spawnSync('kill', ['-SEGV', String(process.pid)])
  for (;;) {}
}`,
    ...dead('crash', 'signal SIGSEGV'),
  },
  stopped: {
    what: 'a process that is stopped',
    code: `
export function stopped() {
  spawnSync('kill', ['-STOP', String(process.pid)])
  for (;;) {}
}`,
    status: 504,
    page: ['GET /stopped/ kept the process busy for 1 s without an answer.'],
    log: /^Stuck for 1 s \(GET \/stopped\/\)/,
  },
  chdir: {
    what: 'process.chdir(), and an error: the place is found all the same',
    code: `
export function chdir() {
  process.chdir('/')
  throw new Error('from elsewhere') // here
}`,
    status: 500,
    page: ['Error at /chdir/\n\nfrom elsewhere\n', "throw new Error('from elsewhere')"],
    log: /^Error: from elsewhere$/,
  },
  channel: {
    what: 'closing descriptors that are not its own',
    code: `
export async function channel() {
  for (let fd = 3; fd < 60; fd++) {
    try {
      closeSync(fd)
    } catch {}
  }
  await new Promise(() => {})
}`,
    ...dead('channel', 'signal SIG(KILL|ABRT)'),
    page: ['The process that was answering GET /channel/ ended: signal SIG'],
  },
}

describe('a view that ends its process', () => {
  let faulty: FaultSite

  beforeAll(async () => {
    faulty = await FaultSite.start(
      {
        ...faults,
        others: {
          ...faults.exit!,
          code: `
export async function slow(request: HttpRequest) {
  console.log('slow has begun', request.GET.get('n'))
  await new Promise(resolve => setTimeout(resolve, 300))
  return new HttpResponse(\`slow \${request.GET.get('n')}\`)
}
export const pid = () => new HttpResponse(String(process.pid))
export const words = () => {
  closeSync(1)
  console.log('into nowhere')
  return new HttpResponse('fine')
}`,
        },
      },
      {
        imports: `import { spawnSync } from 'node:child_process'\nimport { closeSync } from 'node:fs'`,
        env: { TINY_DJANGO_STUCK_MS: '1000' },
      },
    )
  })

  afterAll(() => faulty.server.stop())

  test.each(Object.entries(faults).map(([name, fault]) => [fault.what, name, fault] as const))(
    '%s',
    async (_, name, fault) => {
      await faulty.expectFault(name, fault)
    },
  )

  test('the page has what it printed last', async () => {
    expect((await faulty.server.get('/exit/')).text).toContain('Last lines printed:\n  the last words\n')
  })

  test('a request that had begun with another is told so, and not run again', async () => {
    const { server } = faulty
    const slow = server.get('/slow/?n=2')
    await server.printed('slow has begun 2\n')
    const kill = server.get('/kill/')
    const answer = await slow
    expect(answer.status).toBe(502)
    expect(answer.text).toContain('GET /slow/?n=2')
    await kill
    await faulty.expectFine()
    expect(server.output.split('slow has begun 2').length - 1).toBe(1)
  })

  test('killed from outside it is replaced', async () => {
    const before = Number((await faulty.server.get('/pid/')).text)
    process.kill(before, 'SIGKILL')
    const after = Number((await faulty.server.get('/pid/')).text)
    expect(after).not.toBe(before)
    expect(isRunning(after)).toBe(true)
    await faulty.expectFine()
  })

  test('also when the one that would take over is killed with it', async () => {
    const killed = faulty.server.appProcesses()
    expect(killed).not.toEqual([])
    for (const { pid } of killed) process.kill(pid, 'SIGKILL')
    await faulty.expectFine()
  })

  test('closing standard output, which is a pipe of the server’s, is its own loss', async () => {
    const answer = await faulty.server.get('/words/')
    expect([200, 500]).toContain(answer.status)
    await faulty.expectFine()
  })
})

test('process.exit() while modules are loaded', async () => {
  const site = project({ 'views.ts': views(`\nprocess.exit(1)\n${goodView}`) })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('process.exit(1) was called.')
  expect(answer.text).toContain(`${site.path('views.ts')}:3:9`)
  site.write('views.ts', views(goodView))
  expect((await server.get('/')).text).toBe('fine')
})
