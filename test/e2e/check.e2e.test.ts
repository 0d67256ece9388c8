import { mkdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project } from './harness/project.js'
import { run } from './harness/shell.js'

// `check --deploy` and `check --types` on real projects, with the compiler they have installed.

const root = join(import.meta.dirname, '../..')
const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'ES2023',
    module: 'ESNext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    types: [],
  },
  include: ['**/*.ts', '.tiny-django/*.d.ts'],
})

function typed(files: Readonly<Record<string, string>>): Project {
  const site = project({ 'tsconfig.json': tsconfig, ...files })
  mkdirSync(site.path('node_modules'))
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  symlinkSync(typescript, site.path('node_modules/typescript'))
  symlinkSync(root, site.path('node_modules/tiny-django'))
  return site
}

const check = (site: Project, ...args: string[]) =>
  run(process.execPath, [join(root, 'bin/tiny-django.js'), 'check', ...args], site.folder)

const views = `import { HttpResponse, type HttpRequest } from 'tiny-django/http'
export const index = (request: HttpRequest) => new HttpResponse(request.path)
export const article = (_: HttpRequest, { year }: { year: number }) => new HttpResponse(String(year))
`

test('--types finds nothing where there is nothing', async () => {
  const site = typed({
    'views.ts': views,
    'urls.ts': `import { path, type URLPatterns } from 'tiny-django/urls'
import * as views from './views'
export const urlpatterns = [path('', views.index), path('<int:year>/', views.article)] satisfies URLPatterns
`,
  })
  expect(await check(site, '--types')).toMatchObject({ code: 0 })
})

test('--types tells what the compiler says, with its place, and a list that nobody has asserted', async () => {
  const site = typed({
    'views.ts': `${views}export const wrong: number = 'text'\n`,
    'urls.ts': `import { path } from 'tiny-django/urls'
import * as views from './views'
export const urlpatterns = [path('', views.index), path('latest/', views.article)]
`,
  })
  const { code, stdout } = await check(site, '--types', '--json')
  expect(code).toBe(1)
  const { problems } = JSON.parse(stdout) as { problems: object[] }
  expect(problems).toMatchObject([
    { id: 'types.TS1360', file: 'urls.ts', hint: expect.stringContaining('satisfies URLPatterns') },
    {
      id: 'types.TS2322',
      file: 'views.ts',
      line: 4,
      column: 14,
      message: "Type 'string' is not assignable to type 'number'.",
    },
  ])
})

test('--types says what is missing', async () => {
  const site = project({ 'views.ts': views })
  expect(await check(site, '--types')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('npm install --save-dev typescript'),
  })
})

test('--deploy tells what a new project has to change for production', async () => {
  const site = project({ 'views.ts': views })
  expect(await check(site)).toMatchObject({ code: 0, stderr: '' })
  const { code, stderr } = await check(site, '--deploy')
  expect(code).toBe(0)
  expect(stderr).toContain('?: (security.W018) You should not have DEBUG set to True in deployment.\n')
  expect(await check(site, '--deploy', '--fail-level', 'WARNING', '--tag', 'security', '--json')).toMatchObject({
    code: 1,
  })
})
