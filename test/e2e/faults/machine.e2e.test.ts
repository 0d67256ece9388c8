import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { expectFine, goodView } from '../harness/fault.js'
import { installTarball } from '../harness/install.js'
import { isRunning } from '../harness/processes.js'
import { type Project, project, temporaryFolder, views } from '../harness/project.js'
import { node, type RunningServer, type ServerOptions, startServer } from '../harness/server.js'
import { version, versioned, versionOf } from '../harness/versions.js'

// What a machine has no more of, does not allow, or does not tell.

/** Options of a server in which this code has run first, in the place of a machine that is as it makes it seem. */
function standIn(code: string): ServerOptions {
  const file = `${temporaryFolder()}/stand-in.cjs`
  writeFileSync(file, `const fs = require('node:fs')\n${code}\nrequire('node:module').syncBuiltinESMExports()`)
  return { env: { NODE_OPTIONS: `--require ${file}` } }
}

/** A file that is saved is told of, by an event and to whoever asks at once. */
async function expectWatched(site: Project, server: RunningServer): Promise<void> {
  const events = await server.events()
  for (const number of [11, 12, 13]) {
    site.write('views.ts', version(number))
    await events.next()
    expect(await versionOf(server)).toBe(number)
  }
  site.write('views.ts', version(14))
  expect(await versionOf(server)).toBe(14)
  events.close()
}

describe('changes are told by nobody', () => {
  const polling = (why: string) => new RegExp(`^Watching by polling from here on: .*${why}`)

  async function expectPolling(site: Project, options: ServerOptions, why: string): Promise<void> {
    await using server = await startServer(site, options)
    await versionOf(server)
    await server.waitForLine(polling(why))
    await expectWatched(site, server)
    expect(server.output.match(/polling/g)).toHaveLength(1)
  }

  const folders = () => {
    const site = versioned()
    for (let number = 0; number < 20; number++) site.write(`folder${number}/notes.ts`, '')
    return site
  }

  test.each(['ENOSPC', 'EMFILE'])(
    'because watching ends in %s (its stand-in): said once, and files are polled',
    async code => {
      const throwing = `fs.watch = () => { throw Object.assign(new Error('${code}: limit reached'), { code: '${code}' }) }`
      await expectPolling(folders(), standIn(throwing), code)
    },
  )

  test('because the limit is reached half-way (its stand-in)', async () => {
    const throwing = `const { watch } = fs
let watches = 0
fs.watch = (...parameters) => {
  if (++watches > 5) throw Object.assign(new Error('ENOSPC: limit reached'), { code: 'ENOSPC' })
  return watch(...parameters)
}`
    await expectPolling(folders(), standIn(throwing), 'ENOSPC')
  })

  // Where this user may have a name space of its own, the system's own limit.
  const limited = (limit: string, value: number) => `echo ${value} > /proc/sys/user/${limit} && exec "$0" "$@"`
  const isLimitable = spawnSync('unshare', ['-r', 'sh', '-c', limited('max_inotify_watches', 5), 'true']).status === 0

  test.runIf(isLimitable).each([
    ['max_inotify_watches', 5, 'ENOSPC'],
    ['max_inotify_instances', 0, 'EMFILE'],
  ])('because %s is %i', async (limit, value, code) => {
    const { bin } = await installTarball()
    const command = ['unshare', '-r', 'sh', '-c', limited(limit, value), node, bin]
    await expectPolling(folders(), { command }, code)
  })

  test('because the folder is mounted by NFS (its stand-in): polled from the start', async () => {
    await expectPolling(versioned(), standIn('fs.statfsSync = () => ({ type: 0x6969 })'), 'NFS')
  })

  test('and polled because it was asked for: nothing is said', async () => {
    const site = versioned()
    await using server = await startServer(site, { args: ['--poll'] })
    await expectWatched(site, server)
    expect(server.output).not.toContain('polling')
  })
})

describe('a full disk', () => {
  /** A small file system of its own, where this user may mount one. */
  function smallDisk(): Project | null {
    const site = project()
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', site.folder])
    if (status !== 0) return null
    onTestFinished(() => void execFileSync('umount', [site.folder]))
    return site
  }

  function fill(site: Project): void {
    try {
      for (;;) writeFileSync(site.path('filler'), 'x'.repeat(4096), { flag: 'a' })
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
    }
  }

  /** What a full disk still allows: the file is as long as it was. */
  function patch(site: Project, file: string, text: string): void {
    const fd = openSync(site.path(file), 'r+')
    writeSync(fd, text, 0)
    closeSync(fd)
  }

  const disk = process.getuid?.() === 0 ? 'a small one' : 'none'

  test.runIf(disk !== 'none')('is no reason not to serve what is there, nor what is patched', async () => {
    const site = smallDisk()
    if (site === null) return expect(spawnSync('mount', ['-t', 'tmpfs', 'none', '/nowhere']).status).not.toBe(0)
    site.write('views.ts', version(1))
    fill(site)
    await using server = await startServer(site)
    expect(await versionOf(server)).toBe(1)
    for (const number of [2, 3]) {
      patch(site, 'views.ts', version(number))
      expect(await versionOf(server)).toBe(number)
    }
    expect(() => site.write('views.ts', `${version(4)}//${'x'.repeat(300_000)}`)).toThrow('ENOSPC')
    await server.get('/')
    expect(isRunning(server.pid)).toBe(true)
    site.remove('filler')
    site.write('views.ts', version(5))
    expect(await versionOf(server)).toBe(5)
    await server.stop()
  })

  test('is none either where it is only ours that cannot be written (its stand-in), with top-level await too', async () => {
    const full = `for (const name of ['writeFileSync', 'mkdirSync', 'writeSync']) {
  const original = fs[name]
  fs[name] = (path, ...rest) => {
    if (String(path).includes('.tiny-django')) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    return original(path, ...rest)
  }
}`
    const site = versioned(1)
    await using server = await startServer(site, standIn(full))
    expect(await versionOf(server)).toBe(1)
    site.write('views.ts', `await null\n${version(2)}`)
    expect(await versionOf(server)).toBe(2)
    site.write('views.ts', version(3))
    expect(await versionOf(server)).toBe(3)
  })
})

describe('rights', () => {
  // Root may read everything, so these need somebody else: when root runs the tests, that is `nobody`.
  const asUser = process.getuid?.() === 0 ? { uid: 65534 } : {}

  function restrict(path: string, mode: number): void {
    chmodSync(path, mode)
    onTestFinished(() => chmodSync(path, 0o755))
  }

  test('a file that may no longer be read, until it may again', async () => {
    const site = project({
      'views.ts': views(`import { text } from './text'\nexport const index = () => new HttpResponse(text)`),
      'text.ts': `export const text = 'fine'`,
    })
    await using server = await startServer(site, asUser)
    await expectFine(server)
    for (let round = 0; round < 2; round++) {
      restrict(site.path('text.ts'), 0o000)
      const answer = await server.get('/')
      expect(answer.status).toBe(500)
      expect(answer.text).toContain('text.ts')
      expect(answer.text).toMatch(/permission/i)
      chmodSync(site.path('text.ts'), 0o644)
      await expectFine(server)
    }
    expect(server.output).toMatch(/permission/i)
  })

  test('a folder that may no longer be looked into, until it may again', async () => {
    const site = project({
      'views.ts': views(`import { text } from './parts/text'\nexport const index = () => new HttpResponse(text)`),
      'parts/text.ts': `export const text = 'fine'`,
    })
    await using server = await startServer(site, asUser)
    await expectFine(server)
    restrict(site.path('parts'), 0o000)
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('parts/text')
    chmodSync(site.path('parts'), 0o755)
    await expectFine(server)
  })

  test('a folder of the project that is nobody’s to read is passed over', async () => {
    const site = project({ 'views.ts': views(goodView) })
    mkdirSync(site.path('secret'))
    restrict(site.path('secret'), 0o000)
    await using server = await startServer(site, asUser)
    await expectFine(server)
    const events = await server.events()
    site.write('views.ts', views(`export const index = () => new HttpResponse('watched')`))
    await events.next()
    await expectFine(server, 'watched')
  })
})
