import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { project, views } from './harness/project.js'
import { startServer, until } from './harness/server.js'

const site = () =>
  project({
    'views.ts': views(`import { hotState } from 'tiny-django/hot'
const visits = hotState('visits', () => ({ count: 0 }))
export const index = () => new HttpResponse('pid ' + process.pid)
export const visit = () => new HttpResponse(String(++visits.count))`),
  })

// A terminal of a busy machine: see hot-state.e2e.test.ts.
const inTerminal = { columns: 100, env: { TINY_DJANGO_SNAPSHOT_MS: '10000', TERM: 'xterm' } }

test('h lists the keys, u the URLs, c clears the screen, q quits', async () => {
  await using server = await startServer(site(), inTerminal)
  expect(server.output).toContain('Press h for help.')
  server.press('h')
  for (const line of ['r  restart the project', 'R  restart it and forget its hot state', 'q  quit']) {
    await server.printed(line)
  }
  server.press('u')
  await server.printed('/visit/  views.visit  visit')
  server.press('c')
  await server.printed('\u001b[2J\u001b[3J\u001b[H')
  server.press('q')
  expect(await server.exited).toEqual({ code: 0, signal: null })
  await server.nothingLeft()
})

test('r takes a fresh process and keeps the hot state, R forgets it', async () => {
  await using server = await startServer(site(), inTerminal)
  const pid = async () => (await server.get('/')).text
  const first = await pid()
  await server.get('/visit/')
  server.press('r')
  let second = first
  while (second === first) second = await pid()
  expect((await server.get('/visit/')).text).toBe('2')
  server.press('R')
  let third = second
  while (third === second) third = await pid()
  expect((await server.get('/visit/')).text).toBe('1')
})

test('Ctrl-C is a key as well: it ends the server with 0', async () => {
  await using server = await startServer(site(), inTerminal)
  server.press('\u0003')
  expect(await server.exited).toEqual({ code: 0, signal: null })
  await server.nothingLeft()
})

test('Ctrl-Z without a shell that could wake it leaves the keys as they are', async () => {
  await using server = await startServer(site(), inTerminal)
  server.press('\u001a')
  server.press('q')
  expect(await server.exited).toEqual({ code: 0, signal: null })
})

test('requests that differ in nothing but time are one line of the screen, with their number', async () => {
  await using server = await startServer(site(), inTerminal)
  for (let times = 1; times <= 3; times++) await server.get('/')
  await server.printed('(3 times)')
  expect(server.output).toContain('views.index')
  await server.get('/visit/')
  await server.printed('"GET /visit/ HTTP/1.1" 200 1')
})

test('a server that was stopped for longer than a view may be stuck goes on where it was', async () => {
  const folder = project({
    'views.ts': views(`import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
export async function slow() {
  writeFileSync('begun', '')
  await sleep(1500)
  writeFileSync('done', '')
  return new HttpResponse('slept')
}`),
  })
  await using server = await startServer(folder, { env: { TINY_DJANGO_STUCK_MS: '400' } })
  const answer = server.get('/slow/')
  await until(
    () => existsSync(folder.path('begun')),
    () => 'The view has not begun.',
  )
  process.kill(server.pid, 'SIGSTOP')
  await until(
    () => existsSync(folder.path('done')),
    () => 'The view has not come to its end.',
  )
  process.kill(server.pid, 'SIGCONT')
  expect((await answer).text).toBe('slept')
})
