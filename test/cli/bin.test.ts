import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { version } from '../../src/devserver/version.js'
import { emptyFolder } from './helpers.js'

const bin = join(packageRoot, 'bin', 'tiny-django.js')

/** The real thing, in a process of its own: needs `npm run build` first, as `npm test` does. */
function tinyDjango(args: readonly string[], cwd = emptyFolder()) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

test('--version', () => {
  expect(tinyDjango(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('help, in whole and in plain text into a pipe', () => {
  const { code, stdout, stderr } = tinyDjango(['--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('runserver')
  expect(stdout).not.toContain('\u001b')
})

test('runserver --help starts nothing', () => {
  const { code, stdout } = tinyDjango(['runserver', '--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('--noreload')
})

test('usage errors exit with 2, also those of runserver, whose app process has begun by then', () => {
  expect(tinyDjango(['runserver', '--norelod'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      "tiny-django runserver: error: unknown option '--norelod'. Did you mean --noreload?\n" +
      "Try 'tiny-django runserver --help'.\n",
  })
  expect(tinyDjango(['nothing'])).toMatchObject({ code: 2, stdout: '' })
})

test('startproject', () => {
  const cwd = emptyFolder()
  expect(tinyDjango(['startproject', 'mysite'], cwd)).toMatchObject({ code: 0, stderr: '' })
  expect(readFileSync(join(cwd, 'mysite', 'urls.ts'), 'utf8')).toContain("path('', views.index, { name: 'index' })")
  expect(existsSync(join(cwd, 'mysite', '.tiny-django', 'types', 'http', 'index.d.ts'))).toBe(true)
  expect(tinyDjango(['startproject', 'mysite'], cwd)).toMatchObject({ code: 1, stdout: '' })
})

test('a reader that has seen enough is no error', () => {
  const command = `"${process.execPath}" "${bin}" --help | head -n 1`
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], { encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: 'Usage: tiny-django <command> [options]\n',
    stderr: '',
  })
})

test('a current folder that has gone', () => {
  const command = `cd "$1" && rmdir "$1" && exec "${process.execPath}" "${bin}" --version`
  const { status, stderr } = spawnSync('bash', ['-c', command, 'bash', emptyFolder()], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'tiny-django cannot start: the current folder no longer exists.\n',
  })
})

describe('a Node that is too old', () => {
  test.each(['6.17.1', '18.20.8', '20.18.3'])('%s', old => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${old}' }); require(${JSON.stringify(bin)})`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', pretend], { encoding: 'utf8' })
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: `tiny-django needs Node.js 20.19 or newer. This is Node.js ${old}.\nGet a newer one from https://nodejs.org/\n`,
    })
  })
})

describe('a tiny-django that the project has installed wins', () => {
  function install(project: string): void {
    const file = join(project, 'node_modules', 'tiny-django', 'bin', 'tiny-django.js')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, "console.log('installed', ...process.argv.slice(2))")
  }

  const installed = (...args: string[]) => ({ code: 0, stdout: `installed ${args.join(' ')}\n`, stderr: '' })

  test('found from the current folder upwards', () => {
    const project = emptyFolder()
    install(project)
    mkdirSync(join(project, 'blog', 'views'), { recursive: true })
    expect(tinyDjango(['check', '-v', '2'], project)).toEqual(installed('check', '-v', '2'))
    expect(tinyDjango(['runserver'], join(project, 'blog', 'views'))).toEqual(installed('runserver'))
  })

  test('found from the folder in the arguments', () => {
    const cwd = emptyFolder()
    install(join(cwd, 'mysite'))
    expect(tinyDjango(['runserver', '8001', 'mysite'], cwd)).toEqual(installed('runserver', '8001', 'mysite'))
    expect(tinyDjango(['--version'], cwd)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('unless it is this very one', () => {
    const project = emptyFolder()
    mkdirSync(join(project, 'node_modules'))
    symlinkSync(packageRoot, join(project, 'node_modules', 'tiny-django'))
    expect(tinyDjango(['--version'], project)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })
})
