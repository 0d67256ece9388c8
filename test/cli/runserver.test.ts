import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunServerOptions } from '../../src/devserver/options.js'
import { type Circumstances, emptyFolder, tinyDjango } from './helpers.js'

async function served(args: readonly string[], circumstances: Circumstances = {}) {
  const asked: RunServerOptions[] = []
  const devServer = {
    runDevServer: async (options: RunServerOptions) => {
      asked.push(options)
      return 0
    },
  }
  const outcome = await tinyDjango(['runserver', ...args], { ...circumstances, devServer })
  return { ...outcome, options: asked[0] }
}

test('serves the folder it stands in, on both loopback addresses', async () => {
  const cwd = emptyFolder()
  const { code, options } = await served([], { cwd })
  expect(code).toBe(0)
  expect(options).toEqual({
    root: cwd,
    address: { hosts: ['127.0.0.1', '::1'], port: 8000, explicit: false },
    allowHosts: [],
    reload: true,
    static: true,
    skipChecks: false,
    open: false,
    poll: false,
    typecheck: false,
    verbosity: 1,
    color: false,
    json: false,
  })
})

test('finds the project from inside one of its folders', async () => {
  const root = emptyFolder()
  writeFileSync(join(root, 'settings.ts'), '')
  mkdirSync(join(root, 'blog', 'views'), { recursive: true })
  expect((await served([], { cwd: join(root, 'blog', 'views') })).options?.root).toBe(root)
})

test('takes an address and a folder in either order, and reads as an address what can be one', async () => {
  const cwd = emptyFolder()
  for (const name of ['mysite', '8001']) mkdirSync(join(cwd, name))
  const mysite = join(cwd, 'mysite')
  for (const args of [
    ['8002', 'mysite'],
    ['mysite', '8002'],
    ['./mysite/', '8002'],
    [mysite, '8002'],
  ]) {
    expect((await served(args, { cwd })).options).toMatchObject({ root: mysite, address: { port: 8002 } })
  }
  expect((await served(['mysite'], { cwd })).options).toMatchObject({ root: mysite, address: { port: 8000 } })
  expect((await served(['8001'], { cwd })).options).toMatchObject({ root: cwd, address: { port: 8001 } })
  expect((await served(['./8001'], { cwd })).options).toMatchObject({ root: join(cwd, '8001') })
})

test('hands on every option', async () => {
  const { options } = await served(
    [
      '-6',
      '--noreload',
      '--nostatic',
      '--skip-checks',
      '--settings',
      'prod.ts',
      '--open',
      '--poll',
      '-v',
      '3',
      '--color',
      '--json',
    ].concat('--allow-host', 'a.test', '--allow-host', 'b.test'),
  )
  expect(options).toMatchObject({
    address: { hosts: ['::1'] },
    allowHosts: ['a.test', 'b.test'],
    settings: 'prod.ts',
    reload: false,
    static: false,
    skipChecks: true,
    open: true,
    poll: true,
    verbosity: 3,
    color: true,
    json: true,
  })
})

test('returns the exit code of the server', async () => {
  const { code } = await tinyDjango(['runserver'], { devServer: { runDevServer: async () => 143 } })
  expect(code).toBe(143)
})

test('refuses what is no address', async () => {
  expect(await served(['abc'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'CommandError: "abc" is not a valid port number or address:port pair.\n',
    options: undefined,
  })
})

test('refuses a folder that is not there, and a second one', async () => {
  const cwd = emptyFolder()
  for (const name of ['one', 'two']) mkdirSync(join(cwd, name))
  expect(await served(['8001', 'three'], { cwd })).toMatchObject({
    code: 1,
    stderr: "CommandError: There is no folder 'three'.\n",
  })
  expect(await served(['one', 'two'], { cwd })).toMatchObject({ code: 2, options: undefined })
})
