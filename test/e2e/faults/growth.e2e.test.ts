import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectFine } from '../harness/fault.js'
import { type Project, project, temporaryFolder, views } from '../harness/project.js'
import { type RunningServer, startServer, until } from '../harness/server.js'
import { figure, repetitions } from '../harness/soak.js'

// What the server holds, after many reloads and crashes, is what it held after a few.

interface Holdings {
  /** Of the front and of esbuild, in MB. */
  readonly memoryMb: number
  readonly handles: number
  readonly threads: number
  readonly processes: number
  readonly files: number
}

/** What it has now. A process that has ended a moment ago may still be among it. */
function holdingsOf(server: RunningServer, folders: readonly string[]): Holdings {
  const lasting = server.processes().filter(({ command }) => !command.includes('/tiny-django/dist/devserver/'))
  return {
    memoryMb: Math.round(lasting.reduce((sum, { pid }) => sum + residentMb(pid), 0)),
    handles: readdirSync(`/proc/${server.pid}/fd`).length,
    threads: readdirSync(`/proc/${server.pid}/task`).length,
    processes: server.processes().length,
    files: folders.reduce((sum, folder) => sum + readdirSync(folder, { recursive: true }).length, 0),
  }
}

function residentMb(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** V8 takes memory as long as it may: growth that is none is less than this. */
const noiseMb = 25

async function expectNoGrowth(what: string, before: Holdings, look: () => Holdings): Promise<void> {
  const hasGrown = (after: Holdings) =>
    (['handles', 'threads', 'processes', 'files'] as const).some(each => after[each] > before[each])
  await until(
    () => !hasGrown(look()),
    () => `There were ${JSON.stringify(before)}, there are ${JSON.stringify(look())}.`,
  )
  const after = look()
  figure(`${what}: memory before, after (MB)`, `${before.memoryMb}, ${after.memoryMb}`)
  figure(`${what}: handles before, after`, `${before.handles}, ${after.handles}`)
  figure(`${what}: processes before, after`, `${before.processes}, ${after.processes}`)
  figure(`${what}: temporary files before, after`, `${before.files}, ${after.files}`)
  expect(after.memoryMb).toBeLessThan(before.memoryMb + noiseMb)
}

/** Resolves when nothing is on its way any more: front, app, spare, and what the project has started. */
async function atRest(server: RunningServer): Promise<void> {
  const ours = () => server.processes().filter(({ command }) => !/esbuild|^sleep/.test(command))
  await until(
    () => ours().length === 3 && server.appProcesses().length === 2,
    () =>
      `These are running:\n${ours()
        .map(({ command }) => command)
        .join('\n')}`,
  )
}

/** Resolves when what a server keeps of every project is there: the build, and the names of its URLs. */
async function keptOnce(site: Project): Promise<void> {
  const missing = () => ['cache/build.json', 'urls.d.ts'].filter(file => !existsSync(site.path('.tiny-django', file)))
  await until(
    () => missing().length === 0,
    () => `There is no ${missing().join(', no ')}.`,
  )
}

const big = 'x'.repeat(200_000)

test(`${repetitions(500)} reloads of a project with 200 KB of code, some of them broken`, async () => {
  const code = (number: number) =>
    views(`const text = '${big}'\nexport const index = () => new HttpResponse('${number} ' + text.length)`)
  const site = project({ 'views.ts': code(0) })
  const temporary = temporaryFolder()
  await using server = await startServer(site, { env: { TMPDIR: temporary } })
  const reload = async (number: number) => {
    if (number % 10 === 0) {
      site.write('views.ts', 'export const index = (')
      expect((await server.get('/')).status).toBe(500)
    }
    site.write('views.ts', code(number))
    expect((await server.get('/')).text).toBe(`${number} ${big.length}`)
  }
  const warm = repetitions(300)
  for (let number = 1; number <= warm; number++) await reload(number)
  const folders = [temporary, site.folder]
  await atRest(server)
  await keptOnce(site)
  const before = holdingsOf(server, folders)
  for (let number = warm + 1; number <= warm + repetitions(500); number++) await reload(number)
  await expectNoGrowth(`${repetitions(500)} reloads`, before, () => holdingsOf(server, folders))
})

test(`${repetitions(100)} crashes, of a process that has started others and has files and ports open`, async () => {
  const site = project({
    'views.ts': `import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { createServer } from 'node:net'
${views(`
spawn('sleep', ['1000'])
openSync('views.ts', 'r')
createServer().listen(0)
export const index = () => new HttpResponse('fine')
export const kill = () => process.kill(process.pid, 'SIGKILL')
export const exit = () => process.exit(1)
export async function thrown() {
  setTimeout(() => {
    throw new Error('nobody catches it')
  })
  await new Promise(() => {})
}`)}`,
  })
  const temporary = temporaryFolder()
  await using server = await startServer(site, { env: { TMPDIR: temporary } })
  const ways = [
    ['/kill/', 502],
    ['/exit/', 502],
    ['/thrown/', 500],
  ] as const
  const crash = async (number: number) => {
    const [target, status] = ways[number % ways.length]!
    expect((await server.get(target)).status).toBe(status)
    await expectFine(server)
  }
  const warm = repetitions(90)
  for (let number = 0; number < warm; number++) await crash(number)
  const folders = [temporary, site.folder]
  await atRest(server)
  await keptOnce(site)
  const before = holdingsOf(server, folders)
  for (let number = 0; number < repetitions(100); number++) await crash(number)
  await expectNoGrowth(`${repetitions(100)} crashes`, before, () => holdingsOf(server, folders))
})

test('at rest there are three processes, however many saves there were: front, app and spare', async () => {
  const code = (number: number) => views(`export const index = () => new HttpResponse('${number}')`)
  const site = project({ 'views.ts': code(0) })
  await using server = await startServer(site)
  for (let number = 1; number <= 8; number++) {
    site.write('views.ts', code(number))
    expect((await server.get('/')).text).toBe(String(number))
  }
  await atRest(server)
})
