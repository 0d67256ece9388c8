import { renameSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Project, project } from './harness/project.js'
import { type RunningServer, startServer, until } from './harness/server.js'

/** A project whose answer is the number of its last save. */
const version = (number: number) =>
  `import { HttpResponse } from 'tiny-django/http'\nexport const index = () => new HttpResponse('${number}')\n`

async function versionOf(server: RunningServer): Promise<number> {
  const { status, text } = await server.get('/')
  if (status !== 200) throw new Error(`${status} ${text}`)
  return Number(text)
}

/** Clients that ask again as soon as they have their answer, until `stop`. */
class Load {
  answers = 0
  /** The highest version that anybody has seen. */
  newest = 0
  readonly wrong: string[] = []
  readonly #server: RunningServer
  readonly #clients: Promise<void>[]
  #isOver = false

  constructor(server: RunningServer, clients: number) {
    this.#server = server
    this.#clients = Array.from({ length: clients }, () => this.#ask())
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#clients)
  }

  async #ask(): Promise<void> {
    while (!this.#isOver) {
      const seen = this.newest
      try {
        const answered = await versionOf(this.#server)
        if (answered < seen) this.wrong.push(`${answered} came after ${seen}`)
        this.newest = Math.max(this.newest, answered)
        this.answers++
      } catch (error) {
        this.wrong.push(String(error))
      }
    }
  }
}

const saves = Number(process.env.TINY_DJANGO_E2E_SAVES ?? 30)

test(`${saves} saves under steady load: no request is lost, none is answered by an older version than one already seen`, async () => {
  const site = project({ 'views.ts': version(0) })
  await using server = await startServer(site)
  const load = new Load(server, 4)
  for (let number = 1; number <= saves; number++) {
    site.write('views.ts', version(number))
    expect(await versionOf(server)).toBe(number)
  }
  await load.stop()
  expect(load.wrong).toEqual([])
  expect(load.answers).toBeGreaterThan(saves)
  expect(load.newest).toBe(saves)
})

test('at rest there are three processes, however many saves there were: front, app and spare', async () => {
  const site = project({ 'views.ts': version(0) })
  await using server = await startServer(site)
  for (let number = 1; number <= 8; number++) {
    site.write('views.ts', version(number))
    expect(await versionOf(server)).toBe(number)
  }
  await until(
    () => ours(server).length === 3 && server.appProcesses().length === 2,
    () => `These are running:\n${ours(server).join('\n')}`,
  )
})

function ours(server: RunningServer): string[] {
  const commands = server.processes().map(({ command }) => command)
  return commands.filter(command => !command.includes('esbuild'))
}

test('saves that follow one another faster than they can be built: the last one counts', async () => {
  const site = project({ 'views.ts': version(0) })
  await using server = await startServer(site)
  const load = new Load(server, 2)
  for (let round = 0; round < 5; round++) {
    for (let step = 1; step <= 10; step++) {
      site.write('views.ts', version(round * 10 + step))
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(await versionOf(server)).toBe(round * 10 + 10)
  }
  await load.stop()
  expect(load.wrong).toEqual([])
})

test('a broken save: whoever asks gets the error; mended: everybody gets the new version', async () => {
  const site = project({ 'views.ts': version(1) })
  await using server = await startServer(site)
  expect(await versionOf(server)).toBe(1)
  site.write('views.ts', 'export const index = (')
  const broken = await Promise.all([1, 2, 3].map(() => server.get('/')))
  expect(broken.map(({ status }) => status)).toEqual([500, 500, 500])
  site.write('views.ts', version(2))
  expect(await Promise.all([1, 2, 3].map(() => versionOf(server)))).toEqual([2, 2, 2])
})

const waysToSave: Record<string, (site: Project, file: string, text: string) => void> = {
  'by writing over it': (site, file, text) => site.write(file, text),
  'by renaming another over it': (site, file, text) => {
    site.write(`${file}.part`, text)
    renameSync(site.path(`${file}.part`), site.path(file))
  },
  'by moving it aside first': (site, file, text) => {
    renameSync(site.path(file), site.path(`${file}~`))
    site.write(file, text)
    rmSync(site.path(`${file}~`))
  },
  'by emptying it first': (site, file, text) => {
    site.write(file, '')
    site.write(file, text)
  },
}

test.each(Object.entries(waysToSave))('a file that is saved %s, twice', async (_, save) => {
  const site = project({ 'views.ts': version(0) })
  await using server = await startServer(site)
  expect(await versionOf(server)).toBe(0)
  for (const number of [1, 2]) {
    save(site, 'views.ts', version(number))
    expect(await versionOf(server)).toBe(number)
  }
})

test('an editor that empties the file and takes a moment to fill it: nobody sees the gap', async () => {
  const site = project({ 'views.ts': version(0) })
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

test('a page that is open is told of a save that nobody asks for', async () => {
  const site = project({ 'views.ts': version(0) })
  await using server = await startServer(site)
  const events = await server.events()
  const seen = new Set<string>()
  for (const number of [1, 2, 3]) {
    site.write('views.ts', version(number))
    seen.add(await events.next())
  }
  expect(seen.size).toBe(3)
  expect(await versionOf(server)).toBe(3)
})

test('what lies outside the folder is part of the project when it is imported', async () => {
  const shared = project({ 'greeting.ts': `export const greeting = 'hello'\n` })
  const site = project({
    'views.ts': `import { HttpResponse } from 'tiny-django/http'
import { greeting } from '${shared.path('greeting')}'
export const index = () => new HttpResponse(greeting)
`,
  })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('hello')
  shared.write('greeting.ts', `export const greeting = 'good morning'\n`)
  expect((await server.get('/')).text).toBe('good morning')
  const events = await server.events()
  shared.write('greeting.ts', `export const greeting = 'good night'\n`)
  await events.next()
  expect((await server.get('/')).text).toBe('good night')
})

test('nothing of an old version is left in the new: module state begins anew', async () => {
  const counting = (label: string) =>
    `import { HttpResponse } from 'tiny-django/http'\nlet count = 0\nexport const index = () => new HttpResponse(\`${label} \${++count}\`)\n`
  const site = project({ 'views.ts': counting('a') })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('a 1')
  expect((await server.get('/')).text).toBe('a 2')
  site.write('views.ts', counting('b'))
  expect((await server.get('/')).text).toBe('b 1')
})

test('a save that changes nothing keeps the process', async () => {
  const text = `import { HttpResponse } from 'tiny-django/http'\nexport const index = () => new HttpResponse(String(process.pid))\n`
  const site = project({ 'views.ts': text })
  await using server = await startServer(site)
  const { text: pid } = await server.get('/')
  site.write('views.ts', text)
  expect((await server.get('/')).text).toBe(pid)
})

test('with --noreload a save changes nothing', async () => {
  const site = project({ 'views.ts': version(0) })
  await using server = await startServer(site, { args: ['--noreload'] })
  expect(await versionOf(server)).toBe(0)
  site.write('views.ts', version(1))
  expect(await versionOf(server)).toBe(0)
})
