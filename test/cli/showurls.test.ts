import { expect, test } from 'vitest'
import type { ProjectReport } from '../../src/devserver/index.js'
import { tinyDjango } from './helpers.js'

const urls = [
  { route: '', name: 'index', view: 'views.index', file: 'views.ts', line: 4 },
  { route: 'blog/<int:year>/', name: 'blog:year', view: 'blog.views.year' },
  { route: '^old/$', name: '', view: 'views.old', methods: ['GET', 'HEAD'] },
]
const inspecting = (report: ProjectReport) => ({ inspectProject: async () => report })
const project = { devServer: inspecting({ ok: true, urls, problems: [] }) }

test('tabs into a pipe', async () => {
  expect(await tinyDjango(['showurls'], project)).toEqual({
    code: 0,
    stdout:
      '/\tviews.index\tindex\tviews.ts:4\t\n/blog/<int:year>/\tblog.views.year\tblog:year\t\t\n' +
      '^old/$\tviews.old\t\t\tGET,HEAD\n',
    stderr: '',
  })
})

test('columns in a window', async () => {
  const { stdout } = await tinyDjango(['showurls'], { ...project, columns: 80 })
  expect(stdout).toBe(
    '/                  views.index      index      views.ts:4\n' +
      '/blog/<int:year>/  blog.views.year  blog:year\n' +
      '^old/$             views.old                               GET,HEAD\n',
  )
})

test('--search looks at routes, names and views', async () => {
  const found = async (text: string) =>
    (await tinyDjango(['showurls', '--search', text], project)).stdout.split('\n').length - 1
  expect([
    await found('YEAR'),
    await found('blog:'),
    await found('views.old'),
    await found('/'),
    await found('zebra'),
  ]).toEqual([1, 1, 1, 3, 0])
})

test('that nothing is found is said where a pipe does not read it', async () => {
  expect(await tinyDjango(['showurls', '--search', 'zebra'], project)).toEqual({
    code: 0,
    stdout: '',
    stderr: "None of the 3 URL patterns has 'zebra' in its route, name or view.\n",
  })
  const { stderr } = await tinyDjango(['showurls'], { devServer: inspecting({ ok: true, urls: [], problems: [] }) })
  expect(stderr).toBe('The project has no URLs.\n')
})

test('--json', async () => {
  expect(JSON.parse((await tinyDjango(['showurls', '--json'], project)).stdout)).toEqual(urls)
})

test('a project that does not build', async () => {
  const devServer = inspecting({ ok: false, message: 'views.ts:3:7: Expected ";"' })
  expect(await tinyDjango(['showurls'], { devServer })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'views.ts:3:7: Expected ";"\n',
  })
})

test('a narrow window has each route on a line of its own', async () => {
  const { stdout } = await tinyDjango(['showurls'], { ...project, columns: 40 })
  expect(stdout).toBe(
    '/\n' +
      '    views.index  index  views.ts:4\n' +
      '/blog/<int:year>/\n' +
      '    blog.views.year  blog:year\n' +
      '^old/$\n' +
      '    views.old  GET,HEAD\n',
  )
})

test('colours, and none of them behind the last word', async () => {
  const { stdout } = await tinyDjango(['showurls'], { ...project, columns: 80, color: true })
  expect(stdout.split('\n')[1]).toBe(
    '/blog/<int:year>/  \u001b[36mblog.views.year\u001b[39m  \u001b[32mblog:year\u001b[39m',
  )
})
