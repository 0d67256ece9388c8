import { expect, test } from 'vitest'
import { version } from '../../src/devserver/version.js'
import { emptyFolder, tinyDjango } from './helpers.js'

const usage = (command: string, message: string) => ({
  code: 2,
  stdout: '',
  stderr: `${command}: error: ${message}\nTry '${command} --help'.\n`,
})

test('--version prints the version', async () => {
  expect(await tinyDjango(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('without a command it shows the help, as --help does', async () => {
  const help = await tinyDjango(['--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const command of ['startproject', 'startapp', 'runserver', 'check', 'showurls']) {
    expect(help.stdout).toMatch(new RegExp(`^  ${command} .*\\S$`, 'm'))
  }
  expect(await tinyDjango([])).toEqual(help)
  expect(await tinyDjango(['help'])).toEqual(help)
})

test.each(['startproject', 'startapp', 'runserver', 'check', 'showurls'])('%s --help', async command => {
  const help = await tinyDjango([command, '--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toContain(`Usage: tiny-django ${command} `)
  expect(help.stdout).toContain('Global Options:')
  expect(help.stdout.split('\n').filter(line => line.length > 80)).toEqual([])
  expect(await tinyDjango(['help', command])).toEqual(help)
})

test('a misspelt command', async () => {
  expect(await tinyDjango(['runsever'])).toEqual(
    usage('tiny-django', "unknown command 'runsever'. Did you mean runserver?"),
  )
  expect(await tinyDjango(['xyz'])).toEqual(usage('tiny-django', "unknown command 'xyz'"))
})

test('the help of a command that there is not', async () => {
  const unknown = usage('tiny-django', "unknown command 'runsever'. Did you mean runserver?")
  expect(await tinyDjango(['help', 'runsever'])).toEqual(unknown)
  expect(await tinyDjango(['runsever', '--help'])).toEqual(unknown)
})

test('help in a narrow window is broken between words', async () => {
  const { stdout } = await tinyDjango(['runserver', '--help'], { columns: 60 })
  const options = stdout.slice(stdout.indexOf('Arguments:'), stdout.indexOf('Examples:')).split('\n')
  expect(options.filter(line => line.length > 60)).toEqual([])
})

test('a misspelt option', async () => {
  expect(await tinyDjango(['runserver', '--norelod'])).toEqual(
    usage('tiny-django runserver', "unknown option '--norelod'. Did you mean --noreload?"),
  )
})

test('an option without its value, a value that is none, an argument too many', async () => {
  expect(await tinyDjango(['runserver', '--settings'])).toEqual(
    usage('tiny-django runserver', "option '--settings <file>' argument missing"),
  )
  expect(await tinyDjango(['check', '-v', '4'])).toEqual(
    usage('tiny-django', "option '-v, --verbosity <level>' argument '4' is invalid. Choose from 0, 1, 2, 3."),
  )
  expect(await tinyDjango(['check', '.', '.'])).toEqual(
    usage('tiny-django check', "too many arguments for 'check'. Expected 1 argument but got 2."),
  )
})

test('a missing name, in Django’s words', async () => {
  expect(await tinyDjango(['startproject'])).toEqual(
    usage('tiny-django startproject', 'You must provide a project name.'),
  )
  expect(await tinyDjango(['startapp'])).toEqual(usage('tiny-django startapp', 'You must provide an application name.'))
})

test('colour is what the terminal says, unless a flag says otherwise', async () => {
  const cwd = emptyFolder()
  const colored = async (args: string[], color: boolean) =>
    (await tinyDjango(['startproject', '9x', ...args], { cwd, color })).stderr.includes('\u001b[')
  expect(await colored([], true)).toBe(true)
  expect(await colored([], false)).toBe(false)
  expect(await colored(['--no-color'], true)).toBe(false)
  expect(await colored(['--color'], false)).toBe(true)
  expect(await colored(['--color', '--no-color'], true)).toBe(false)
})

test('a fault of our own says so and exits with 1', async () => {
  const inspectProject = () => Promise.reject(new Error('boom'))
  const { code, stderr } = await tinyDjango(['check'], { devServer: { inspectProject } })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^tiny-django stopped over a fault of its own: Error: boom\n {4}at /)
})
