import { expect, test } from 'vitest'
import type { ProjectQuestion, ProjectReport } from '../../src/devserver/index.js'
import { include } from '../../src/urls/include.js'
import { path, rePath } from '../../src/urls/path.js'
import { URLResolver } from '../../src/urls/resolver.js'
import { whichURL } from '../../src/urls/which.js'
import { named, view } from '../urls/views.js'
import { tinyDjango } from './helpers.js'

const only = Object.assign(named('contact'), { allowedMethods: ['POST'] })

const resolver = new URLResolver({
  urlpatterns: [
    path('', named('index'), { name: 'index' }),
    path('articles/<int:year>/', view as never, { name: 'year' }),
    path('articles/new/', named('add')),
    path('blog/', include([[path('<slug:slug>/', named('detail') as never, { name: 'detail' })], 'blog'])),
    path('contact/', only),
    rePath('^old/(\\d{4})/$', view as never),
  ],
})

async function inspectProject(_root: string, { which }: ProjectQuestion): Promise<ProjectReport> {
  return { ok: true, urls: [], problems: [], which: whichURL(resolver, which!.path, which!.method) }
}

const devServer = { inspectProject }
const whichurl = (...args: string[]) => tinyDjango(['whichurl', ...args], { devServer })

test('the pattern that matches, with what it captured, and why those before it do not', async () => {
  expect(await whichurl('/articles/new/')).toEqual({
    code: 0,
    stderr: '',
    stdout:
      '  1 other pattern begins otherwise (-v 2 shows it)\n' +
      "  ✗ articles/<int:year>/ [name='year']  `<int:year>` does not accept `new`\n" +
      '  ✓ articles/new/\n\n' +
      'view        add\nroute       articles/new/\n',
  })
  const { stdout } = await whichurl('/blog/a-b/')
  expect(stdout).toContain("✓ blog/ <slug:slug>/ [name='detail']")
  expect(stdout).toContain("name        blog:detail\nroute       blog/<slug:slug>/\nparameters  slug='a-b'\n")
})

test('why nothing matches, and what was meant', async () => {
  const { code, stdout } = await whichurl('/articles/20x4/')
  expect(code).toBe(1)
  expect(stdout).toBe(
    '  4 other patterns begin otherwise (-v 2 shows them)\n' +
      "  ✗ articles/<int:year>/ [name='year']  `<int:year>` does not accept `20x4`\n" +
      '  ✗ articles/new/                       wants `new/` where there is `20x4/`\n\n' +
      'No URL pattern matches /articles/20x4/. Did you mean /articles/new/?\n',
  )
  expect((await whichurl('/articles/2024')).stdout).toContain('ends without `/`: `articles/2024/` would match\n')
  expect((await whichurl('/articles/2024')).stdout).toContain('Did you mean /articles/2024/?')
  expect((await whichurl('/artcles/2024/')).stdout).toContain('Did you mean /articles/2024/?')
})

test('the rest of the patterns with -v 2', async () => {
  const { stdout } = await whichurl('/Contact/', '-v', '2')
  expect(stdout).toContain("✗ (empty) [name='index']              matches the empty path only\n")
  expect(stdout).toContain('✗ contact/                            is spelled `contact/`, not `Contact/`\n')
  expect(stdout).toContain('✗ ^old/(\\d{4})/$                      does not begin with `old/`\n')
})

test('a view that does not allow the method', async () => {
  expect((await whichurl('/contact/')).code).toBe(1)
  expect((await whichurl('/contact/')).stdout).toContain(
    'methods     POST\n\nThe pattern matches, but the view allows only POST, not GET.\n',
  )
  expect((await whichurl('/contact/', '--method', 'post')).code).toBe(0)
})

test('takes an address from the browser, encoded as it is', async () => {
  expect((await whichurl('http://localhost:8000/articles/2024/?q=1#x')).stdout).toContain('parameters  year=2024')
  expect((await whichurl('articles/2024/')).code).toBe(0)
  expect((await whichurl('/%E0%A4%A/')).code).toBe(2)
})

test('--json', async () => {
  expect(JSON.parse((await whichurl('/blog/x/', '--json')).stdout)).toMatchObject({
    path: '/blog/x/',
    method: 'GET',
    match: { view: 'detail', name: 'blog:detail', kwargs: { slug: "'x'" }, allowsMethod: true },
    ways: [
      { routes: [''], name: 'index', reason: 'matches the empty path only' },
      { routes: ['articles/<int:year>/'], reason: 'does not begin with `articles/`' },
      { routes: ['articles/new/'] },
      { routes: ['blog/', '<slug:slug>/'], name: 'detail' },
    ],
  })
})

test('a narrow window has the reasons under the routes', async () => {
  const { stdout } = await tinyDjango(['whichurl', '/articles/20x4/'], { devServer, columns: 60 })
  expect(stdout).toContain(
    "  ✗ articles/<int:year>/ [name='year']\n      `<int:year>` does not accept `20x4`\n  ✗ articles/new/\n",
  )
})
