import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import { request } from './harness/http.js'
import { installTarball, userEnvironment } from './harness/install.js'
import { project, views } from './harness/project.js'
import { startServer } from './harness/server.js'
import { type Outcome, run } from './harness/shell.js'

let bin: string
beforeAll(async () => {
  bin = (await installTarball()).bin
})

const polls = {
  'views.ts': views(`
    import { callCommand } from 'tiny-django/management'
    export const index = async (_: HttpRequest) => new HttpResponse((await callCommand('closepoll', [1])).stdout)
  `),
  'blog/polls.ts': 'export const polls: number[] = [1, 2]',
  'blog/management/commands/closepoll.ts': `
    import { command, CommandError } from 'tiny-django/management'
    import { settings } from 'tiny-django/conf'
    import { polls } from '../../polls'

    export default command(
      { help: 'Closes polls.', arguments: { '<poll...>': { type: Number } }, options: { '--delete': 'delete them' } },
      async ({ poll, delete: isDeleting }, { stdout, style }) => {
        for (const id of poll) {
          if (!polls.includes(id)) throw new CommandError(\`Poll "\${id}" does not exist\`)
          stdout.write(style.SUCCESS(\`\${isDeleting ? 'Deleted' : 'Closed'} poll "\${id}", \${settings.DEBUG}\`))
        }
      },
    )`,
  'management/commands/misbehave.ts': `
    import { command } from 'tiny-django/management'

    export default command({ arguments: { '<how>': { choices: ['throw', 'late', 'exit', 'wait', 'read'] } } }, async ({ how }, { stdout }) => {
      if (how === 'throw') throw new TypeError('a fault')
      if (how === 'exit') process.exit(7)
      if (how === 'late') setTimeout(() => { throw new TypeError('a late fault') })
      if (how === 'read') {
        for await (const chunk of process.stdin) stdout.write(String(chunk).toUpperCase(), { ending: '' })
        return
      }
      stdout.write('waiting')
      await new Promise(() => setInterval(() => {}, 1000))
    })`,
}

function typed(cwd: string, ...args: string[]): Promise<Outcome> {
  return run(process.execPath, [bin, ...args], cwd)
}

test('a command of an app runs in the project', async () => {
  const site = project(polls)
  expect(await typed(site.folder, 'closepoll', '1', '2', '--delete')).toEqual({
    code: 0,
    stdout: 'Deleted poll "1", true\nDeleted poll "2", true\n',
    stderr: '',
  })
})

test('exit codes: 1 for what cannot be done, 2 for what was typed', async () => {
  const { folder } = project(polls)
  expect(await typed(folder, 'closepoll', '1', '9')).toEqual({
    code: 1,
    stdout: 'Closed poll "1", true\n',
    stderr: 'CommandError: Poll "9" does not exist\n',
  })
  expect((await typed(folder, 'closepoll')).code).toBe(2)
  const { code, stdout } = await typed(folder, 'closepoll', '--help')
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Closes polls.') })
  expect((await typed(folder, 'misbehave', 'exit')).code).toBe(7)
})

test('faults are told with the lines they stand in', async () => {
  const { folder } = project(polls)
  const thrown = await typed(folder, 'misbehave', 'throw')
  expect(thrown.code).toBe(1)
  expect(thrown.stderr).toMatch(/^TypeError: a fault\n.*misbehave\.ts:\d+:34/)
  const late = await typed(folder, 'misbehave', 'late')
  expect(late.code).toBe(1)
  expect(late.stderr).toMatch(/^TypeError: a late fault\n.*misbehave\.ts:\d+:\d+/)
})

test('a project that does not build, or has mistakes, is told', async () => {
  const site = project(polls)
  site.write('management/commands/check.ts', '')
  const refused = await typed(site.folder, 'closepoll', '1')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain("(commands.E001) 'check' is a command of tiny-django itself")
  expect((await typed(site.folder, 'closepoll', '1', '--skip-checks')).code).toBe(0)
  site.write('blog/polls.ts', 'export const polls = [')
  const broken = await typed(site.folder, 'closepoll', '1')
  expect(broken.code).toBe(1)
  expect(broken.stderr).toContain('blog/polls.ts:1:23')
})

test('standard input is the command’s, and Ctrl-C ends it', async () => {
  const { folder } = project(polls)
  const child = (how: string) =>
    spawn(process.execPath, [bin, 'misbehave', how], { cwd: folder, env: userEnvironment(), stdio: 'pipe' })
  const reading = child('read')
  reading.stdin.end('some text')
  const [read] = (await once(reading.stdout, 'data')) as [Buffer]
  expect(String(read)).toBe('SOME TEXT')
  const waiting = child('wait')
  const ended = once(waiting, 'close')
  await once(waiting.stdout, 'data')
  waiting.kill('SIGINT')
  expect(await ended).toEqual([130, null])
})

test('the project’s own comes before those of its apps, and those in the order of INSTALLED_APPS', async () => {
  const says = (text: string) =>
    `import { command } from 'tiny-django/management'\nexport default command({}, () => ${JSON.stringify(text)})`
  const site = project({
    'views.ts': polls['views.ts'],
    'settings.ts': `import { defineSettings } from 'tiny-django/conf'
      export default defineSettings({ SECRET_KEY: 'x', INSTALLED_APPS: ['two', 'one'] })`,
    'one/management/commands/whoami.ts': says('one'),
    'two/management/commands/whoami.ts': says('two'),
  })
  expect(await typed(site.folder, 'whoami')).toEqual({ code: 0, stdout: 'two\n', stderr: '' })
  site.write('management/commands/whoami.ts', says('project'))
  expect((await typed(site.folder, 'whoami')).stdout).toBe('project\n')
})

test('a view calls one by its name', async () => {
  const server = await startServer(project(polls))
  expect((await request(server.url, '/')).text).toBe('Closed poll "1", true\n')
})
