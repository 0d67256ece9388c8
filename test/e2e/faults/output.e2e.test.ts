import { describe, expect, test } from 'vitest'
import { expectFine, goodView } from '../harness/fault.js'
import { project, views } from '../harness/project.js'
import { startServer } from '../harness/server.js'

// What the project prints.

test('everything that was printed before process.exit() reaches the terminal', async () => {
  const site = project({
    'views.ts': views(`${goodView}
export function leave() {
  for (let line = 1; line <= 5000; line++) console.log('line', line)
  process.exit(0)
}`),
  })
  await using server = await startServer(site)
  expect((await server.get('/leave/')).status).toBe(502)
  await server.waitForLine(/GET \/leave\//)
  const lines = [...server.output.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number))
  expect(lines).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1))
  await expectFine(server)
})

describe('a flood', () => {
  test('of lines in a loop without end: their beginning, how many were dropped, and the last words', async () => {
    const site = project({
      'views.ts': views(`${goodView}
export function flood() {
  for (let line = 1; ; line++) console.log('line', line)
}`),
    })
    await using server = await startServer(site, {
      env: { TINY_DJANGO_STUCK_MS: '2500', TINY_DJANGO_SAMPLE_MS: '5000' },
    })
    const answer = await server.get('/flood/')
    expect(answer.status).toBe(504)
    expect(answer.text).toContain(`${site.path('views.ts')}:5:`)
    expect(answer.text).toMatch(/Last lines printed:\n {2}line \d+\n/)
    await server.waitForLine(/^… dropped [\d,]+ lines …$/)
    await server.waitForLine(/^Stuck for 2\.5 s in views\.flood/)
    const [first, last] = [/^line \d+$/m.exec(server.output), [...server.output.matchAll(/^line (\d+)$/gm)].at(-1)]
    expect(first![0]).toBe('line 1')
    expect(Number(last![1])).toBeGreaterThan(20_000)
    expect(server.output.split('\n').length).toBeLessThan(60_000)
    await expectFine(server)
  })

  test('of lines beside other work: others are answered, and the last of them is printed', async () => {
    const site = project({
      'views.ts': views(`${goodView}
let line = 0
export function flood() {
  const timer = setInterval(() => {
    for (let each = 0; each < 5_000; each++) console.log('line', ++line)
    if (line < 60_000) return
    clearInterval(timer)
    console.log('the last of', line)
  }, 5)
  return new HttpResponse('begun')
}`),
    })
    await using server = await startServer(site)
    await server.get('/flood/')
    for (let request = 0; request < 20; request++) await expectFine(server)
    await server.printed('the last of 60000\n')
    const printed = [...server.output.matchAll(/^line \d+$/gm)].length
    const dropped = [...server.output.matchAll(/^… dropped ([\d,]+) lines …$/gm)].map(([, count]) =>
      Number(count!.replaceAll(',', '')),
    )
    expect(dropped).not.toEqual([])
    expect(printed + dropped.reduce((sum, count) => sum + count, 0)).toBe(60_000)
  })

  test('of one line that is longer than anybody reads', async () => {
    const site = project({
      'views.ts': views(`${goodView}
export function long() {
  console.log('x'.repeat(30_000_000) + 'the end of it')
  console.log('and on')
  return new HttpResponse('printed')
}`),
    })
    await using server = await startServer(site)
    expect((await server.get('/long/')).text).toBe('printed')
    await server.printed('the end of it\nand on\n')
    expect(server.output.length).toBeLessThan(6_000_000)
    await expectFine(server)
  })
})
