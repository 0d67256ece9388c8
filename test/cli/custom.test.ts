import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Invocation } from '../../src/cli/invocation.js'
import { createProgram } from '../../src/cli/program.js'
import { builtInCommands } from '../../src/management/names.js'
import { emptyFolder, tinyDjango } from './helpers.js'

function site(...files: string[]): string {
  const folder = emptyFolder()
  for (const file of ['urls.ts', ...files]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  return folder
}

const blog = [
  'management/commands/backup.ts',
  'blog/management/commands/closepoll.ts',
  'blog/management/commands/_helpers.ts',
  'blog/management/commands/types.d.ts',
]

test('commands of the project and its apps are in the help, each with its file', async () => {
  const { stdout } = await tinyDjango(['--help'], { cwd: site(...blog) })
  expect(stdout).toMatch(
    /Commands of this project:\n {2}closepoll +blog\/management.*\n {2}backup +management\/commands\/backup\.ts\n/,
  )
  expect(stdout).not.toMatch(/_helpers|types\.d/)
})

test('they are completed', async () => {
  const { stdout } = await tinyDjango(['completion', 'bash'], { cwd: site(...blog) })
  expect(stdout).toContain(' completion closepoll backup help ')
})

test('what is typed behind the name goes to the project as it is', async () => {
  const cwd = site(...blog)
  const seen: unknown[] = []
  const devServer = {
    runInProject: async (...args: unknown[]) => {
      seen.push(args)
      return 3
    },
  }
  const { code } = await tinyDjango(['closepoll', '1', '--delete', '-v', '2'], { cwd, devServer, columns: 60 })
  expect(code).toBe(3)
  const screen = { columns: 60, color: false }
  expect(seen).toEqual([
    [cwd, { kind: 'command', name: 'closepoll', argv: ['1', '--delete', '-v', '2'], screen }, undefined],
  ])
  await tinyDjango(['help', 'closepoll'], { cwd, devServer })
  await tinyDjango(['backup', '--settings=prod.ts', '--help'], { cwd, devServer })
  await tinyDjango(['-q', 'backup', '--settings', 'prod.ts', '--', '--settings', 'x'], { cwd, devServer })
  expect(seen.slice(1)).toMatchObject([
    [cwd, { name: 'closepoll', argv: ['--help'] }, undefined],
    [cwd, { name: 'backup', argv: ['--settings=prod.ts', '--help'] }, 'prod.ts'],
    [cwd, { name: 'backup', argv: ['-q', '--settings', 'prod.ts', '--', '--settings', 'x'] }, 'prod.ts'],
  ])
})

test('a name that is nearly one is told', async () => {
  expect(await tinyDjango(['closepol'], { cwd: site(...blog) })).toEqual({
    code: 2,
    stdout: '',
    stderr: "tiny-django: error: unknown command 'closepol'. Did you mean closepoll?\nTry 'tiny-django --help'.\n",
  })
})

test('a name of a command of ours is refused in the help, and ours runs', async () => {
  const cwd = site('management/commands/info.ts')
  const { stdout } = await tinyDjango(['--help'], { cwd })
  expect(stdout).not.toContain('Commands of this project')
  expect(stdout).toContain(
    "management/commands/info.ts: 'info' is a command of tiny-django itself, and no command of a project can have its name. Rename the file.",
  )
  expect((await tinyDjango(['info'], { cwd })).stdout).toContain('Node.js')
})

test('the names that are taken are those of all our commands', () => {
  const output = { write: () => {} }
  const terminal = { stdout: output, stderr: output, columns: undefined, color: false }
  const program = createProgram(new Invocation({ terminal, cwd: emptyFolder(), devServer: {} as never }), [])
  expect([...program.commands.map(command => command.name()), 'help'].sort()).toEqual([...builtInCommands].sort())
})
