import { describe, expect, test } from 'vitest'
import type { ProjectReport } from '../../src/devserver/index.js'
import { emptyFolder, tinyDjango } from './helpers.js'

const value = (text: string, fingerprint = text) => ({ value: text, fingerprint })
const stars = "'********************'"

const own = [
  { name: 'APPEND_SLASH', ...value('true'), default: value('true') },
  { name: 'DEBUG', ...value('true'), default: value('false') },
  { name: 'LOCKOUT_COOLOFF', ...value('42') },
  { name: 'SECRET_KEY', ...value(stars, 'ours'), default: value(stars, 'empty') },
]
const others = [
  { name: 'APPEND_SLASH', ...value('true'), default: value('true') },
  { name: 'DEBUG', ...value('false'), default: value('false') },
  { name: 'SECRET_KEY', ...value(stars, 'theirs'), default: value(stars, 'empty') },
]

const project = {
  devServer: {
    inspectProject: async (_root: string, _question: unknown, file?: string): Promise<ProjectReport> => ({
      ok: true,
      urls: [],
      problems: [],
      settings: file === 'settings.prod.ts' ? others : own,
    }),
  },
}

describe("in Django's two formats", () => {
  test('what differs from the default; what has none is marked', async () => {
    expect(await tinyDjango(['diffsettings'], project)).toEqual({
      code: 0,
      stdout: `DEBUG = true\nLOCKOUT_COOLOFF = 42  ###\nSECRET_KEY = ${stars}\n`,
      stderr: '',
    })
  })

  test('--all: what does not differ is marked in front', async () => {
    const { stdout } = await tinyDjango(['diffsettings', '--all'], project)
    expect(stdout.split('\n')[0]).toBe('### APPEND_SLASH = true')
  })

  test('--output unified', async () => {
    const { stdout } = await tinyDjango(['diffsettings', '--output', 'unified', '--all'], project)
    expect(stdout).toBe(
      '  APPEND_SLASH = true\n- DEBUG = false\n+ DEBUG = true\n+ LOCKOUT_COOLOFF = 42\n' +
        `- SECRET_KEY = ${stars}\n+ SECRET_KEY = ${stars}\n`,
    )
  })
})

test('--default compares with another settings file, secrets too', async () => {
  const { stdout } = await tinyDjango(['diffsettings', '--default', 'settings.prod.ts'], project)
  expect(stdout).toBe(`DEBUG = true\nLOCKOUT_COOLOFF = 42  ###\nSECRET_KEY = ${stars}\n`)
  const { stdout: same } = await tinyDjango(
    ['diffsettings', '--settings', 'settings.prod.ts', '--default', 'settings.prod.ts'],
    project,
  )
  expect(same).toBe('')
})

test('--json is a list', async () => {
  const { stdout } = await tinyDjango(['diffsettings', '--json'], project)
  expect(JSON.parse(stdout)[1]).toEqual({ name: 'LOCKOUT_COOLOFF', value: '42', default: null })
})

test('a project that cannot be loaded is told, once', async () => {
  const broken = { devServer: { inspectProject: async () => ({ ok: false as const, message: 'settings.ts:3:7: no' }) } }
  expect(await tinyDjango(['diffsettings', '--default', 'x.ts'], { ...broken, cwd: emptyFolder() })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'settings.ts:3:7: no\n',
  })
})

test('a format that there is not is refused with those that there are', async () => {
  const { code, stderr } = await tinyDjango(['diffsettings', '--output', 'xml'], project)
  expect(code).toBe(2)
  expect(stderr).toContain('Allowed choices are hash, unified')
})
