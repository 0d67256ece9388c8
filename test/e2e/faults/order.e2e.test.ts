import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'
import { figure, repetitions } from '../harness/soak.js'
import { Load, version, versioned, versionOf } from '../harness/versions.js'

// What is answered after a save: never an older version, never a mixture, and nothing is lost.

const saves = repetitions(1000)

test(`${saves} saves under steady load: no request is lost, none is answered by an older version than one already seen`, async () => {
  const site = versioned()
  await using server = await startServer(site)
  const load = new Load(server, 4)
  let stale = 0
  for (let number = 1; number <= saves; number++) {
    site.write('views.ts', version(number))
    if ((await versionOf(server)) !== number) stale++
  }
  await load.stop()
  figure('saves under load', saves)
  figure('answers under load', load.answers)
  figure('lost requests', load.wrong.filter(text => text.startsWith('Error')).length)
  figure('stale answers', stale + load.wrong.filter(text => text.includes('came after')).length)
  expect(load.wrong).toEqual([])
  expect(stale).toBe(0)
  expect(load.answers).toBeGreaterThan(saves)
  expect(load.newest).toBe(saves)
})

/** A version that says in the terminal that it was loaded. */
const announced = (number: number) => `${version(number)}console.log('loaded', ${number})\n`
const loads = (server: RunningServer) =>
  [...server.output.matchAll(/^loaded (\d+)$/gm)].map(([, number]) => Number(number))

describe('saves that follow one another', () => {
  test('faster than they can be built: the last one counts, for everybody', async () => {
    const site = versioned()
    await using server = await startServer(site)
    const load = new Load(server, 2)
    const rounds = repetitions(50)
    for (let round = 0; round < rounds; round++) {
      for (let step = 1; step <= 10; step++) {
        site.write('views.ts', version(round * 10 + step))
        await new Promise(resolve => setImmediate(resolve))
      }
      expect(await versionOf(server)).toBe(round * 10 + 10)
    }
    await load.stop()
    expect(load.wrong).toEqual([])
  })

  test('ten in a row are loaded a few times, not ten', async () => {
    const site = project({ 'views.ts': announced(0) })
    await using server = await startServer(site)
    expect(await versionOf(server)).toBe(0)
    const events = await server.events()
    for (let round = 1; round <= 5; round++) {
      const before = loads(server).length
      for (let step = 1; step <= 10; step++) site.write('views.ts', announced(round * 100 + step))
      expect(await versionOf(server)).toBe(round * 100 + 10)
      expect(loads(server).length - before).toBeLessThanOrEqual(3)
    }
    events.close()
  })

  test('a hundred in a second: each answer is of a save that was, and the last is the last', async () => {
    const site = project({ 'views.ts': announced(0) })
    await using server = await startServer(site)
    await versionOf(server)
    const load = new Load(server, 2)
    for (let number = 1; number <= 100; number++) {
      site.write('views.ts', announced(number))
      await new Promise(resolve => setTimeout(resolve, 9))
    }
    expect(await versionOf(server)).toBe(100)
    await load.stop()
    expect(load.wrong).toEqual([])
    expect(loads(server).length).toBeLessThanOrEqual(101)
  })
})

describe('many files at once', () => {
  const module = (number: number) => `export const version = ${number}\n`
  const names = (count: number) => Array.from({ length: count }, (_, index) => `part${index}`)
  const collecting = (count: number) =>
    views(`${names(count)
      .map(name => `import { version as ${name} } from './parts/${name}'`)
      .join('\n')}
export const index = () => new JsonResponse([${names(count).join(', ')}], { safe: false })
console.log('loaded', 0)
`)

  test('a branch with 500 files: who asks afterwards gets all of it, after a few builds', async () => {
    const site = project({ 'views.ts': collecting(500) })
    const checkout = (number: number) => {
      for (const name of names(500)) {
        if (number > 0) site.remove(`parts/${name}.ts`)
        site.write(`parts/${name}.ts`, module(number))
      }
    }
    checkout(0)
    await using server = await startServer(site)
    await server.get('/')
    for (let branch = 1; branch <= repetitions(30); branch++) {
      const before = loads(server).length
      checkout(branch)
      const answer = await server.get('/')
      expect(new Set(JSON.parse(answer.text))).toEqual(new Set([branch]))
      expect(loads(server).length - before).toBeLessThanOrEqual(4)
    }
  })

  // While three files are saved one after another, the disk holds a mixture for a moment. What is served is the disk of one
  // moment: a file is never newer than one that was saved before it.
  test('three files that are saved one after another: never a mixture that was not on disk', async () => {
    const site = project({ 'views.ts': collecting(3) })
    const save = (number: number) => {
      for (const name of names(3)) site.write(`parts/${name}.ts`, module(number))
    }
    save(0)
    await using server = await startServer(site)
    const mixtures: string[] = []
    let isOver = false
    const clients = Array.from({ length: 3 }, async () => {
      while (!isOver) {
        const { text } = await server.get('/')
        const [first, second, third] = JSON.parse(text) as [number, number, number]
        if (first < second || second < third || first - third > 1) mixtures.push(text)
      }
    })
    for (let number = 1; number <= repetitions(300); number++) {
      save(number)
      expect((await server.get('/')).text).toBe(JSON.stringify([number, number, number]))
    }
    isOver = true
    await Promise.all(clients)
    expect(mixtures).toEqual([])
  })

  test('a view and its template: both are new', async () => {
    const view = (number: number) =>
      `import { render } from 'tiny-django/shortcuts'\nimport type { HttpRequest } from 'tiny-django/http'
export const index = (request: HttpRequest) => render(request, 'page.html', { version: ${number} })\n`
    const site = project({ 'views.ts': view(0), 'templates/page.html': '{{ version }} 0' })
    await using server = await startServer(site)
    for (let number = 1; number <= repetitions(100); number++) {
      site.write('templates/page.html', `{{ version }} ${number}`)
      site.write('views.ts', view(number))
      expect((await server.get('/')).text).toBe(`${number} ${number}`)
    }
  })
})

test('a broken save: whoever asks gets the error; mended: everybody gets the new version', async () => {
  const site = versioned(1)
  await using server = await startServer(site)
  expect(await versionOf(server)).toBe(1)
  for (let number = 2; number <= repetitions(50) + 1; number++) {
    site.write('views.ts', 'export const index = (')
    const broken = await Promise.all([1, 2, 3].map(() => server.get('/')))
    expect(broken.map(({ status }) => status)).toEqual([500, 500, 500])
    expect(broken[0]!.text).toContain('views.ts:1:23: Unexpected end of file')
    await server.waitForLine(/^views\.ts:1:23: Unexpected end of file$/)
    site.write('views.ts', version(number))
    expect(await Promise.all([1, 2, 3].map(() => versionOf(server)))).toEqual([number, number, number])
  }
})

test('requests that have begun are finished by their own version, however many saves come meanwhile', async () => {
  const slow = (number: number) => `import { existsSync } from 'node:fs'
${views(`
export const index = () => new HttpResponse('${number}')
export async function slow() {
  console.log('begun ${number}')
  while (!existsSync('go-on')) await new Promise(resolve => setTimeout(resolve, 10))
  return new HttpResponse('${number}')
}`)}`
  const site = project({ 'views.ts': slow(0) })
  await using server = await startServer(site)
  const begun: Promise<string>[] = []
  for (let number = 0; number < 5; number++) {
    site.write('views.ts', slow(number))
    expect(await versionOf(server)).toBe(number)
    begun.push(server.get('/slow/').then(({ text }) => text))
    await server.printed(`begun ${number}\n`)
  }
  writeFileSync(site.path('go-on'), '')
  expect(await Promise.all(begun)).toEqual(['0', '1', '2', '3', '4'])
})

test('an editor that empties the file and takes a moment to fill it: nobody sees the gap', async () => {
  const site = versioned()
  await using server = await startServer(site, { env: { TINY_DJANGO_HALF_WRITTEN_MS: '10000' } })
  const events = await server.events()
  site.write('views.ts', version(1))
  await events.next() // the watcher is awake
  site.write('views.ts', '')
  const answer = versionOf(server)
  await new Promise(resolve => setImmediate(resolve))
  site.write('views.ts', version(2))
  expect(await answer).toBe(2)
})
