import { expect, test } from 'vitest'
import type { ProjectReport } from '../../src/devserver/index.js'
import { tinyDjango } from './helpers.js'

const urls = [
  { route: '', name: 'index', view: 'views.index', file: 'views.ts', line: 4 },
  { route: 'blog/<int:year>/', name: 'blog:year', view: 'blog.views.year' },
  { route: '^old/$', name: '', view: 'views.old' },
]
const inspecting = (report: ProjectReport) => ({ inspectProject: async () => report })
const project = { devServer: inspecting({ ok: true, urls, problems: [] }) }

test('tabs into a pipe', async () => {
  expect(await tinyDjango(['showurls'], project)).toEqual({
    code: 0,
    stdout: '/\tviews.index\tindex\n/blog/<int:year>/\tblog.views.year\tblog:year\n^old/$\tviews.old\t\n',
    stderr: '',
  })
})

test('columns in a window, with the place of the view when asked for more', async () => {
  const { stdout } = await tinyDjango(['showurls', '-v', '2'], { ...project, columns: 80 })
  expect(stdout).toBe(
    '/                  views.index      index      views.ts:4\n' +
      '/blog/<int:year>/  blog.views.year  blog:year\n' +
      '^old/$             views.old\n',
  )
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
