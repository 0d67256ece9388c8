import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ProjectReport } from '../../src/devserver/index.js'
import { emptyFolder, tinyDjango } from './helpers.js'

const inspecting = (report: ProjectReport) => ({ devServer: { inspectProject: async () => report } })
const problems = (...found: Extract<ProjectReport, { ok: true }>['problems']) =>
  inspecting({ ok: true, urls: [], problems: found })

const error = {
  level: 'error',
  id: 'urls.E004',
  message: 'Your URL pattern 42 is invalid.',
  hint: 'Use path().',
} as const
const warning = { level: 'warning', id: 'urls.W002', message: 'Your route starts with a "/".' } as const

test('nothing to report', async () => {
  const silence = { code: 0, stdout: '', stderr: '' }
  expect(await tinyDjango(['check'], problems())).toEqual({
    ...silence,
    stdout: 'System check identified no issues (0 silenced).\n',
  })
  expect(await tinyDjango(['check', '-q'], problems())).toEqual(silence)
})

test('warnings do not fail', async () => {
  expect(await tinyDjango(['check'], problems(warning))).toEqual({
    code: 0,
    stdout: '',
    stderr:
      'System check identified some issues:\n\n' +
      'WARNINGS:\n' +
      '?: (urls.W002) Your route starts with a "/".\n\n' +
      'System check identified 1 issue (0 silenced).\n',
  })
})

test('errors do, and come first', async () => {
  expect(await tinyDjango(['check'], problems(warning, error))).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'SystemCheckError: System check identified some issues:\n\n' +
      'ERRORS:\n' +
      '?: (urls.E004) Your URL pattern 42 is invalid.\n\tHINT: Use path().\n\n' +
      'WARNINGS:\n' +
      '?: (urls.W002) Your route starts with a "/".\n\n' +
      'System check identified 2 issues (0 silenced).\n',
  })
})

test('where nothing may be written, the project is checked all the same', async () => {
  const devServer = {
    inspectProject: async () => ({ ok: true, urls: [], problems: [], names: { text: '', file: null } }) as const,
    writeEditorFiles: () => Promise.reject(new Error('EACCES: permission denied')),
  }
  const outcome = await tinyDjango(['check', '-v', '2'], { devServer })
  expect(outcome).toEqual({
    code: 0,
    stdout:
      'The types for the editor could not be written: EACCES: permission denied\n' +
      'System check identified no issues (0 silenced).\n',
    stderr: '',
  })
})

test('a project that does not build', async () => {
  const broken = inspecting({ ok: false, message: 'views.ts:3:7: Expected ";"' })
  expect(await tinyDjango(['check'], broken)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'views.ts:3:7: Expected ";"\n',
  })
})

test('--json', async () => {
  const found = await tinyDjango(['check', '--json'], problems(warning))
  expect(found).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(found.stdout)).toEqual({ ok: true, problems: [warning], silenced: 0 })
  const broken = await tinyDjango(['check', '--json'], inspecting({ ok: false, message: 'no' }))
  expect(broken).toMatchObject({ code: 1, stderr: '' })
  expect(JSON.parse(broken.stdout)).toEqual({ ok: false, message: 'no' })
})

test('looks at the folder it is given', async () => {
  const cwd = emptyFolder()
  const asked: string[] = []
  const inspectProject = async (root: string): Promise<ProjectReport> => {
    asked.push(root)
    return { ok: true, urls: [], problems: [] }
  }
  await tinyDjango(['check', '.'], { cwd: join(cwd), devServer: { inspectProject } })
  expect(asked).toEqual([cwd])
  expect(await tinyDjango(['check', 'nowhere'], { cwd })).toEqual({
    code: 1,
    stdout: '',
    stderr: "CommandError: There is no folder 'nowhere'.\n",
  })
})

describe('as in Django', () => {
  const info = { level: 'info', object: 'blog.feed', id: 'blog.I001', message: 'No feed.' } as const
  const critical = { level: 'critical', message: 'The disk is full.' } as const
  const asked: unknown[] = []
  const devServer = {
    inspectProject: async (_root: string, question: unknown): Promise<ProjectReport> => {
      asked.push(question)
      return { ok: true, urls: [], problems: [info, warning, critical], silenced: 2, tags: ['blog', 'urls'] }
    },
  }

  test('groups from the worst to the least, and the silenced ones counted', async () => {
    expect(await tinyDjango(['check'], { devServer })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'SystemCheckError: System check identified some issues:\n\n' +
        'CRITICALS:\n' +
        '?: The disk is full.\n\n' +
        'WARNINGS:\n' +
        '?: (urls.W002) Your route starts with a "/".\n\n' +
        'INFOS:\n' +
        'blog.feed: (blog.I001) No feed.\n\n' +
        'System check identified 3 issues (2 silenced).\n',
    })
  })

  test('--fail-level', async () => {
    expect((await tinyDjango(['check', '--fail-level', 'WARNING'], problems(warning))).code).toBe(1)
    expect((await tinyDjango(['check', '--fail-level', 'CRITICAL'], problems(error))).code).toBe(0)
    expect((await tinyDjango(['check', '--fail-level', 'BAD'], problems())).code).toBe(2)
  })

  test('--tag and --deploy', async () => {
    asked.length = 0
    await tinyDjango(['check', '-t', 'urls', '--tag', 'blog', '--deploy'], { devServer })
    expect(asked).toEqual([{ problems: { tags: ['urls', 'blog'], deploy: true }, names: true }])
    expect(await tinyDjango(['check', '-t', 'paint'], { devServer })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'CommandError: There is no system check with the "paint" tag.\n',
    })
  })

  test('--list-tags', async () => {
    expect(await tinyDjango(['check', '--list-tags'], { devServer })).toEqual({
      code: 0,
      stdout: 'blog\nurls\n',
      stderr: '',
    })
  })
})
