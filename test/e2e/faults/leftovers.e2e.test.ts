import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { isRunning } from '../harness/processes.js'
import { project, views } from '../harness/project.js'
import { freed, freePort, isFree, type RunningServer, startServer, until } from '../harness/server.js'

// What an old version leaves: requests, processes, ports, threads, files.

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
})

describe('what an old version listens on', () => {
  const listening = (port: number, version: number, more = '') => `import { createServer } from 'node:http'
${views(`
createServer((_, response) => response.end('${version}')).listen(${port}, '127.0.0.1')
export const index = () => new HttpResponse('${version}')
export const pid = () => new HttpResponse(String(process.pid))
export async function slow() {
  console.log('begun ${version}')
  while (!existsSync('go-on')) await new Promise(resolve => setTimeout(resolve, 10))
  return new HttpResponse('${version}')
}
export function busy() {
  console.log('busy')
  while (!existsSync('go-on')) {}
  return new HttpResponse('${version}')
}
${more}`)}import { existsSync } from 'node:fs'
`
  const answerOf = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text()

  test('is there for the new one, save after save', async () => {
    const port = await freePort()
    const site = project({ 'views.ts': listening(port, 0) })
    await using server = await startServer(site)
    for (let version = 1; version <= 5; version++) {
      site.write('views.ts', listening(port, version))
      expect((await server.get('/')).text).toBe(String(version))
      expect(await answerOf(port)).toBe(String(version))
    }
    expect(server.output).not.toContain('EADDRINUSE')
  })

  test('also while requests are not done with the old one', async () => {
    const port = await freePort()
    const site = project({ 'views.ts': listening(port, 1) })
    await using server = await startServer(site)
    const slow = server.get('/slow/')
    await server.printed('begun 1\n')
    site.write('views.ts', listening(port, 2))
    expect((await server.get('/')).text).toBe('2')
    expect(await answerOf(port)).toBe('2')
    writeFileSync(site.path('go-on'), '')
    expect((await slow).text).toBe('1')
    expect(await answerOf(port)).toBe('2')
  })

  test('also after a crash, and when it is a child that listens', async () => {
    const port = await freePort()
    const withChild = (version: number) => `import { spawn } from 'node:child_process'
import { once } from 'node:events'
${views(`
const program = 'require("node:http").createServer((_, response) => response.end("${version}")).listen(${port}, "127.0.0.1", () => console.log("listening"))'
const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
const isListening = once(child.stdout, 'data')
export async function index() {
  await isListening
  return new HttpResponse('${version}')
}
export function crash() {
  process.kill(process.pid, 'SIGKILL')
}`)}`
    const site = project({ 'views.ts': withChild(1) })
    await using server = await startServer(site)
    for (const version of [1, 2, 3]) {
      site.write('views.ts', withChild(version))
      expect((await server.get('/')).text).toBe(String(version))
      expect(await answerOf(port)).toBe(String(version))
      expect((await server.get('/crash/')).status).toBe(502)
      expect((await server.get('/')).text).toBe(String(version))
      expect(await answerOf(port)).toBe(String(version))
    }
    expect(server.output).not.toContain('EADDRINUSE')
  })

  test('a socket in a folder', async () => {
    const site = project()
    const version = (number: number) => `import { createServer } from 'node:net'
${views(`
const server = createServer().listen('here.sock')
export const index = () => new HttpResponse(\`${number} \${server.listening}\`)`)}`
    site.write('views.ts', version(1))
    await using server = await startServer(site)
    expect((await server.get('/')).text).toBe('1 true')
    site.write('views.ts', version(2))
    expect((await server.get('/')).text).toBe('2 true')
  })

  test('is missed where the old one is too busy to give it up: the page says so, and goes away by itself', async () => {
    const port = await freePort()
    const site = project({ 'views.ts': listening(port, 1) })
    await using server = await startServer(site, { env: { TINY_DJANGO_STUCK_MS: '20000' } })
    const pid = Number((await server.get('/pid/')).text)
    const busy = server.get('/busy/')
    await server.printed('busy\n')
    site.write('views.ts', listening(port, 2))
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain(`listen EADDRINUSE: address already in use 127.0.0.1:${port}`)
    const sentence = `Port ${port} is held by node (process ${pid}), an older generation of this project that is busy with GET /busy/.`
    expect(answer.text).toContain(sentence)
    expect(answer.text).toContain('This page goes away by itself when the port is free.')
    await server.printed(`${sentence}\n`)
    const events = await server.events()
    writeFileSync(site.path('go-on'), '')
    expect((await busy).text).toBe('1')
    await events.next()
    expect((await server.get('/')).text).toBe('2')
  })

  test('a port that somebody else has: the page says who, and goes away by itself', async () => {
    const port = await freePort()
    const holder = createServer().listen(port, '127.0.0.1')
    const site = project({ 'views.ts': listening(port, 1) })
    await using server = await startServer(site)
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toMatch(new RegExp(`Port ${port} is held by \\S+ \\(process ${process.pid}\\)\\.`))
    const events = await server.events()
    holder.close()
    await events.next()
    expect((await server.get('/')).text).toBe('1')
    expect(isRunning(server.pid)).toBe(true)
  })
})

test('threads, files and timers of an old version end with it, and so does one that will not end', async () => {
  const version = (number: number) => `import { openSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
${views(`
new Worker('for (;;) {}', { eval: true })
openSync('handle', 'a')
setInterval(() => {}, 10)
process.on('SIGTERM', () => console.log('no'))
process.on('SIGINT', () => {})
export const index = () => new HttpResponse('${number} ' + process.pid)`)}`
  const site = project({ 'views.ts': version(1) })
  await using server = await startServer(site)
  const [, first] = (await server.get('/')).text.split(' ')
  site.write('views.ts', version(2))
  expect((await server.get('/')).text).toMatch(/^2 /)
  await until(
    () => !isRunning(Number(first)),
    () => 'The old version goes on.',
  )
})
