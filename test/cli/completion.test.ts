import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { tinyDjango } from './helpers.js'

const script = async (shell: string) => (await tinyDjango(['completion', shell])).stdout

/** What bash would offer for the words typed so far, the last of which is being typed. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const typed = ['tiny-django', ...words].map(word => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _tiny_django; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', `${await script('bash')}\n${ask}`], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.split('\n').filter(line => line !== '')
}

describe('bash', () => {
  test('completes commands', async () => {
    expect(await offered('run')).toEqual(['runserver'])
    expect(await offered('start')).toEqual(['startproject', 'startapp'])
    expect(await offered('')).toContain('help')
  })

  test('completes the options of a command, and those that all have', async () => {
    expect(await offered('showurls', '--s')).toEqual(['--search'])
    expect(await offered('showurls', '--no')).toEqual(['--no-color'])
  })

  test('else it completes files', async () => {
    expect(await offered('runserver', 'packa')).toEqual(expect.arrayContaining(['package.json', 'package-lock.json']))
  })
})

test('zsh and fish know every command with what it does', async () => {
  const help = (await tinyDjango(['--help'])).stdout
  const commands = [...help.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name!).filter(name => name !== 'help')
  expect(commands).toContain('runserver')
  const [zsh, fish] = [await script('zsh'), await script('fish')]
  for (const command of commands) {
    expect(zsh).toMatch(new RegExp(`^ {4}'${command}:.+'$`, 'm'))
    expect(fish).toMatch(new RegExp(`-f -a ${command} -d '.+'$`, 'm'))
  }
})

const has = (shell: string) => spawnSync(shell, ['-c', '']).error === undefined

test.skipIf(!has('zsh'))('zsh takes its script', async () => {
  const code = `autoload -Uz compinit && compinit -u -D\n${await script('zsh')}\nprint $_comps[tiny-django]`
  expect(spawnSync('zsh', ['-f', '-c', code], { encoding: 'utf8' })).toMatchObject({
    stdout: '_tiny_django\n',
    stderr: '',
  })
})

test.skipIf(!has('fish'))('fish completes by its script', async () => {
  const code = `${await script('fish')}\ncomplete -C 'tiny-django showu'; complete -C 'tiny-django showurls --sea'`
  const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', code], { encoding: 'utf8' })
  expect({ names: stdout.split('\n').map(line => line.split('\t')[0]), stderr }).toEqual({
    names: ['showurls', '--search', ''],
    stderr: '',
  })
})

test('another shell is refused with those that there are', async () => {
  const { code, stderr } = await tinyDjango(['completion', 'tcsh'])
  expect(code).toBe(2)
  expect(stderr).toContain('Allowed choices are bash, zsh, fish')
})
