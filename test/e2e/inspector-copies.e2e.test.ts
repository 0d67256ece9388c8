import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { installTarball, userEnvironment } from './harness/install.js'
import { type Project, project, views } from './harness/project.js'
import { type RunningServer, startServer } from './harness/server.js'

const run = promisify(execFile)

const site = (settings: boolean) =>
  project({
    ...(settings && {
      'settings.ts': `import { defineSettings } from 'tiny-django/conf'
import { CommonMiddleware } from 'tiny-django/middleware'
export default defineSettings({ DEBUG: true, SECRET_KEY: 'x', MIDDLEWARE: [CommonMiddleware] })`,
      'urls.ts': `import { path } from 'tiny-django/urls'
import * as views from './views'
export const urlpatterns = [
  path('', views.index), path('form/', views.form), path('api/', views.api), path('boom/', views.boom),
  path('htmx/', views.htmx),
]`,
      'templates/index.html': '<title>Shop</title><h1>Hello, {{ name }}!</h1>',
    }),
    'views.ts': views(`import { redirect, render } from 'tiny-django/shortcuts'
export const index = (request: HttpRequest) => render(request, 'index.html', { name: request.GET.get('name') ?? 'you' })
export const form = (request: HttpRequest) =>
  request.POST.getlist('tag').length === 2 ? redirect('/?name=' + request.POST.get('name')) : new HttpResponse('no', { status: 422 })
export const api = (request: HttpRequest) =>
  new JsonResponse({ got: request.method === 'POST' ? request.json() : null, "it's": "a 'quote' \\n", ok: true })
export const boom = (): HttpResponse => { throw new Error("It's gone wrong") }
export const htmx = (request: HttpRequest) =>
  new HttpResponse(request.headers.get('HX-Request') ? 'a part' : 'a page', { contentType: 'text/plain' })`),
  })

/** What the page of each request offers to be pasted, oldest first. */
async function copiesOf(server: RunningServer, name: string): Promise<string[]> {
  const { text } = await server.get('/__tiny_django__/')
  const ids = Array.from(text.matchAll(/requests\/(\d+)\/"/g), ([, id]) => Number(id)).filter(id => id > 0)
  const pages = await Promise.all(
    ids.toSorted((a, b) => a - b).map(id => server.get(`/__tiny_django__/requests/${id}/`)),
  )
  return pages.flatMap(page => {
    const [, copy] = new RegExp(`<textarea[^>]*aria-label="${name}"[^>]*>([^]*?)</textarea>`).exec(page.text) ?? []
    return copy === undefined ? [] : [unescaped(copy)]
  })
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'", '&amp;': '&' }
  return text.replace(/&(?:lt|gt|quot|#x27|amp);/g, each => characters[each]!)
}

async function runTests(folder: Project, tests: readonly string[]): Promise<string> {
  const { folder: installed } = await installTarball()
  cpSync(join(installed, 'node_modules', 'tiny-django'), folder.path('node_modules', 'tiny-django'), {
    recursive: true,
  })
  mkdirSync(folder.path('node_modules', '.bin'), { recursive: true })
  for (const name of ['vitest', 'esbuild'])
    symlinkSync(join(packageRoot, 'node_modules', name), folder.path('node_modules', name))
  folder.write('package.json', '{ "type": "module" }')
  folder.write(
    'vitest.config.ts',
    "import { tinyDjango } from 'tiny-django/test/plugin'\nexport default { plugins: [tinyDjango()] }",
  )
  for (const [index, text] of tests.entries()) folder.write(`pasted-${index}.test.ts`, text)
  const bin = join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs')
  const env = { ...userEnvironment(), CI: '1', NO_COLOR: '1' }
  const { stdout } = await run(process.execPath, [bin, 'run'], { cwd: folder.folder, env }).catch(error => error)
  return String(stdout)
}

test('requests become tests that run and pass when pasted', async () => {
  const folder = site(true)
  const server = await startServer(folder)
  await server.get('/?name=Ada', { Cookie: 'theme=dark' })
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  await server.request('/form/', { method: 'POST', headers: form, body: 'name=Ada&tag=a&tag=b&password=hunter2' })
  const json = { 'Content-Type': 'application/json' }
  await server.request('/api/', { method: 'POST', headers: json, body: '{"name":"Ada","list":[1,{"a":null}]}' })
  await server.get('/api/')
  await server.get('/boom/')
  await server.get('/htmx/', { 'HX-Request': 'true' })
  await server.get('/nowhere/')
  await server.get('/form')
  const tests = await copiesOf(server, 'As a test')
  await server.stop()
  expect(tests.length).toBe(8)
  expect(tests.join('\n')).not.toContain('hunter2')
  for (const wanted of [
    "client.post('/form/', { name: 'Ada', tag: ['a', 'b'], password: '********************' }",
    "toRedirectTo('/?name=Ada', { fetchRedirectResponse: false })",
    "toUseTemplate('index.html')",
    "toContainText('Hello, Ada!')",
    "rejects.toThrow('It\\'s gone wrong')",
    "'HX-Request': 'true'",
    'toHaveStatus(404)',
  ]) {
    expect(tests.join('\n')).toContain(wanted)
  }
  expect(await runTests(folder, tests)).toMatch(/Tests\s+8 passed/)
})

test('a project of views alone has tests too', async () => {
  const folder = site(false)
  const server = await startServer(folder)
  await server.get('/api/')
  const tests = await copiesOf(server, 'As a test')
  await server.stop()
  expect(await runTests(folder, tests)).toMatch(/Tests\s+1 passed/)
})

test('requests become commands for curl, and calls of fetch', async () => {
  await using server = await startServer(site(true))
  const body = '{"name":"it\'s $(Ada)"}'
  await server.request('/api/', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer abc' },
    body,
  })
  const [curl] = await copiesOf(server, 'As curl')
  expect(curl).toContain("-H 'Authorization: ********************'")
  const { stdout } = await run('sh', ['-c', `${curl} -s`])
  expect(JSON.parse(stdout)).toMatchObject({ got: { name: "it's $(Ada)" } })
  const [call] = await copiesOf(server, 'As fetch')
  expect(call).toMatch(/^await fetch\('\/api\/', \{/)
  const ask = new Function('fetch', `return (async () => (${call}).json())()`)
  const answer = await ask((path: string, options: object) => fetch(server.url + path, options))
  expect(answer).toMatchObject({ got: { name: "it's $(Ada)" } })
})
