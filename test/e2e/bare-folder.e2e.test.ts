import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { browser } from './harness/http.js'
import { project, views } from './harness/project.js'
import { startServer } from './harness/server.js'

// No package.json, no node_modules, no settings: only what a person wrote.

const urls = (patterns: string) =>
  `import { path, rePath } from 'tiny-django/urls'\nimport * as views from './views'\n\nexport const urlpatterns = [${patterns}]\n`

test('the functions of views.ts are URLs, each under its own name', async () => {
  const site = project({
    'views.ts': views(`
      export function index() { return new HttpResponse('index') }
      export function plainText(request: HttpRequest) { return new HttpResponse(request.path) }
      export const later = async () => new HttpResponse('later')
      export function _helper() { return new HttpResponse('not a view') }
      export const answer = 42
    `),
  })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('index')
  expect((await server.get('/plain-text/')).text).toBe('/plain-text/')
  expect((await server.get('/later/')).text).toBe('later')
  expect((await server.get('/plainText/')).status).toBe(404)
  expect((await server.get('/_helper/')).status).toBe(404)
  expect((await server.get('/answer/')).status).toBe(404)
})

test('a function that cannot be a view is told of, once for all generations', async () => {
  const site = project({
    'views.ts': views(`
      export const index = () => new HttpResponse('first')
      export const add = (one: number, two: number, three: number) => one + two + three
    `),
  })
  await using server = await startServer(site)
  const note = 'views.ts: add takes 3 parameters, so it is no view and has no URL'
  await server.printed(note)
  const events = await server.events()
  for (const text of ['second', 'third']) {
    site.write(
      'views.ts',
      views(
        `export const index = () => new HttpResponse('${text}')\nexport const add = (a: number, b: number, c: number) => a + b + c`,
      ),
    )
    await events.next()
    expect((await server.get('/')).text).toBe(text)
  }
  site.write(
    'views.ts',
    views(
      `export const index = () => new HttpResponse('fourth')\nexport const less = (a: number, b: number, c: number) => a - b - c`,
    ),
  )
  await server.printed('views.ts: less takes 3 parameters')
  expect(server.output.split(note).length - 1).toBe(1)
})

test('what a view prints stands before the line of its request', async () => {
  const site = project({
    'views.ts': views(`
      export function index(request: HttpRequest) {
        console.log('answering ' + request.GET.get('n'))
        return new HttpResponse('hi')
      }
    `),
  })
  const server = await startServer(site)
  const numbers = Array.from({ length: 30 }, (_, number) => number)
  for (const number of numbers) await server.get(`/?n=${number}`)
  await server.stop()
  const lines = server.output.match(/^answering \d+|"GET \/\?n=\d+/gm)
  expect(lines).toEqual(numbers.flatMap(number => [`answering ${number}`, `"GET /?n=${number}`]))
})

test('the folder gains nothing but .tiny-django/, which git does not see', async () => {
  const site = project({ 'views.ts': views(`export const index = () => new HttpResponse('hi')`) })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('hi')
  await server.stop()
  expect(readdirSync(site.folder).sort()).toEqual(['.tiny-django', 'views.ts'])
  expect(readdirSync(site.path('.tiny-django'))).toContain('.gitignore')
})

test('urls.ts says what is where, also with captures and regular expressions', async () => {
  const site = project({
    'views.ts': views(`
      export const article = (_request: HttpRequest, { year, slug }: { year: number; slug: string }) =>
        new JsonResponse({ year, slug })
      export const page = (_request: HttpRequest, number: string, kwargs: object) => new JsonResponse({ number, kwargs })
    `),
    'urls.ts': urls(`path('articles/<int:year>/<slug:slug>/', views.article), rePath('^page/([0-9]+)/$', views.page)`),
  })
  await using server = await startServer(site)
  expect((await server.get('/articles/2026/first-light/')).text).toBe('{"year":2026,"slug":"first-light"}')
  expect((await server.get('/page/07/')).text).toBe('{"number":"07","kwargs":{}}')
  expect((await server.get('/article/')).status).toBe(404)
})

test('a urls.ts that is added takes over from the names of the functions', async () => {
  const site = project({ 'views.ts': views(`export const hello = () => new HttpResponse('hello')`) })
  await using server = await startServer(site)
  expect((await server.get('/hello/')).text).toBe('hello')
  const events = await server.events()
  site.write('urls.ts', urls(`path('greeting/', views.hello)`))
  await events.next()
  expect((await server.get('/greeting/')).text).toBe('hello')
  expect((await server.get('/hello/')).status).toBe(404)
  site.remove('urls.ts')
  await events.next()
  expect((await server.get('/hello/')).text).toBe('hello')
})

test('the project is found from any of its folders', async () => {
  const site = project({
    'urls.ts': `import { include, path } from 'tiny-django/urls'
      import * as blog from './blog/urls'
      export const urlpatterns = [path('blog/', include(blog))]`,
    'settings.ts': `import { defineSettings } from 'tiny-django/conf'
      export default defineSettings({ DEBUG: true })`,
    'blog/urls.ts': urls(`path('', views.index)`),
    'blog/views.ts': views(`export const index = () => new HttpResponse('the blog of the whole project')`),
  })
  mkdirSync(site.path('blog', 'drafts'))
  for (const cwd of [site.path('blog'), site.path('blog', 'drafts')]) {
    await using server = await startServer(site, { cwd })
    expect((await server.get('/blog/')).text).toBe('the blog of the whole project')
  }
})

test('the project is named as a folder', async () => {
  const site = project({ 'mysite/views.ts': views(`export const index = () => new HttpResponse('mysite')`) })
  await using server = await startServer(site, { args: ['mysite'] })
  expect((await server.get('/')).text).toBe('mysite')
})

test('a folder with neither file: said, and served as soon as there is one', async () => {
  const site = project()
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain(`There is neither a urls.ts nor a views.ts in ${site.folder}.`)
  await server.printed('There is neither a urls.ts nor a views.ts')
  const events = await server.events()
  site.write('views.ts', views(`export const index = () => new HttpResponse('now')`))
  await events.next()
  expect((await server.get('/')).text).toBe('now')
})

test('--settings names a file that is not there, or a folder: said, and mended', async () => {
  const site = project({ 'views.ts': views(`export const index = () => new HttpResponse('hi')`) })
  await using server = await startServer(site, { args: ['--settings', 'production.ts'] })
  expect((await server.get('/')).text).toBe(`There is no file production.ts in ${site.folder}.\n`)
  mkdirSync(site.path('production.ts'))
  site.write('views.ts', views(`export const index = () => new HttpResponse('hello')`))
  expect((await server.get('/')).text).toBe('production.ts is a folder; a file was expected.\n')
  site.remove('production.ts')
  const events = await server.events()
  site.write('production.ts', 'export default { DEBUG: true }')
  await events.next()
  expect((await server.get('/')).text).toBe('hello')
})

test.each([
  ['{ DEBUG: "yes" }', 'settings.ts: The DEBUG setting must be true or false.'],
  ['{ DEBUG: false }', 'settings.ts: You must set settings.ALLOWED_HOSTS if DEBUG is False.'],
])('settings that cannot be used, %s, are told with their file', async (settings, message) => {
  const site = project({
    'views.ts': views(`export const index = () => new HttpResponse('hi')`),
    'settings.ts': `export default ${settings}`,
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect([answer.status, answer.text]).toEqual([500, expect.stringContaining(`\n${message}\n`)])
  await server.printed(`ImproperlyConfigured: ${message}`)
  site.write('settings.ts', 'export default { DEBUG: true }')
  expect((await server.get('/')).text).toBe('hi')
})

test('an empty urls.ts', async () => {
  const site = project({ 'views.ts': views(`export const index = () => new HttpResponse('hi')`), 'urls.ts': '' })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('The URLconf urls.ts does not appear to have any patterns in it.')
  expect(answer.text).toContain('export const urlpatterns = [path(…), …]')
  site.write('urls.ts', urls(`path('', views.index)`))
  expect((await server.get('/')).text).toBe('hi')
})

test('a urls.ts without urlpatterns', async () => {
  const site = project({
    'views.ts': views(`export const index = () => new HttpResponse('hi')`),
    'urls.ts': `import { path } from 'tiny-django/urls'\nimport * as views from './views'\n\nexport const patterns = [path('', views.index)]\n`,
  })
  await using server = await startServer(site)
  const answer = await server.get('/', browser)
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('The URLconf urls.ts does not appear to have any patterns in it.')
})

test('a urls.ts that is deleted and restored', async () => {
  const text = urls(`path('greeting/', views.hello)`)
  const site = project({ 'views.ts': views(`export const hello = () => new HttpResponse('hello')`), 'urls.ts': text })
  await using server = await startServer(site)
  expect((await server.get('/greeting/')).text).toBe('hello')
  site.remove('urls.ts')
  expect((await server.get('/hello/')).text).toBe('hello')
  const events = await server.events()
  site.write('urls.ts', text)
  await events.next()
  expect((await server.get('/greeting/')).text).toBe('hello')
})

test('a view that is not a function', async () => {
  const site = project({
    'views.ts': `export const index = { hello: 'world' }\n`,
    'urls.ts': urls(`path('', views.index)`),
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('view must be a callable or a list/tuple in the case of include().')
  expect(answer.text).toContain(`${site.path('urls.ts')}:4:`)
  site.write('views.ts', views(`export const index = () => new HttpResponse('hi')`))
  expect((await server.get('/')).text).toBe('hi')
})

test('a view that does not exist', async () => {
  const site = project({
    'views.ts': views(`export const index = () => new HttpResponse('hi')`),
    'urls.ts': urls(`path('', views.indx)`),
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toMatch(/urls\.ts:4/)
  expect(answer.text).toContain('indx')
})

test('an import of a name that is not exported', async () => {
  const site = project({
    'views.ts': views(`export const index = () => new HttpResponse('hi')`),
    'urls.ts': `import { path } from 'tiny-django/urls'\nimport { indx } from './views'\n\nexport const urlpatterns = [path('', indx)]\n`,
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('urls.ts:2:10: No matching export in "views.ts" for import "indx"')
})

test('a file that is not there', async () => {
  const site = project({
    'views.ts': `import { name } from './names'\n${views('export const index = () => new HttpResponse(name)')}`,
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain(`views.ts:1:22: Could not resolve "./names"`)
  const events = await server.events()
  site.write('names.ts', `export const name = 'Ann'`)
  await events.next()
  expect((await server.get('/')).text).toBe('Ann')
})

test('a package that is not installed', async () => {
  const site = project({
    'views.ts': `import pad from 'left-pad-of-nobody'\n${views('export const index = () => new HttpResponse(pad)')}`,
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('left-pad-of-nobody')
  expect(answer.text).toContain('views.ts')
})

test('a module that throws while it is loaded', async () => {
  const site = project({
    'views.ts': views(`\nthrow new Error('no database today')\nexport const index = () => new HttpResponse('hi')`),
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('no database today')
  expect(answer.text).toContain(`${site.path('views.ts')}:3:7`)
  await server.printed('no database today')
  site.write('views.ts', views(`export const index = () => new HttpResponse('hi')`))
  expect((await server.get('/')).text).toBe('hi')
})

test('an error in a view shows its line in the .ts file', async () => {
  const site = project({
    'views.ts': views(`
interface Basket { readonly items: string[] }

function first(basket: Basket | undefined): string {
  return basket!.items[0]!
}

export function index(request: HttpRequest) {
  return new HttpResponse(first(undefined))
}
`),
  })
  await using server = await startServer(site)
  const text = await server.get('/?page=2')
  expect(text.status).toBe(500)
  expect(text.text).toContain(
    `TypeError at /\n\nCannot read properties of undefined (reading 'items')\n\n` +
      '`basket` is undefined here. Look at where it comes from, or write `basket?.items`.\n\n' +
      `Where it happened:\n  ${site.path('views.ts')}:6:18 in first\n`,
  )
  expect(text.text).toContain('  >  6 |   return basket!.items[0]!\n')
  expect(text.text).toContain(`  ${site.path('views.ts')}:10:27 in index\n`)
  const page = await server.get('/?page=2', browser)
  expect(page.text).toContain('<title>TypeError at /</title>')
  expect(page.text).toContain(`${site.path('views.ts')}:6:18`)
  const json = await server.get('/?page=2', { Accept: 'application/json' })
  expect(JSON.parse(json.text)).toMatchObject({
    status: 500,
    error: {
      name: 'TypeError',
      frames: [
        { file: site.path('views.ts'), line: 6, column: 18, functionName: 'first', isProject: true },
        { file: site.path('views.ts'), line: 10, column: 27, functionName: 'index', isProject: true },
      ],
    },
  })
})

test('a view that returns nothing', async () => {
  const site = project({ 'views.ts': views(`export function index() {}`) })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain("The view views.index didn't return an HttpResponse object.")
})

// Root may read and write everything, so these need somebody else: when root runs the tests, that is `nobody`.
const asUser = process.getuid?.() === 0 ? { uid: 65534 } : {}

/** Takes rights away, until the test is over. */
function restrict(path: string, mode: number): void {
  chmodSync(path, mode)
  onTestFinished(() => chmodSync(path, 0o755))
}

test('a folder that may not be read', async () => {
  const site = project({ 'private/views.ts': views(`export const index = () => new HttpResponse('hi')`) })
  restrict(site.path('private'), 0o000)
  await using server = await startServer(site, { ...asUser, args: ['private'] })
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain(site.path('private'))
  expect(answer.text).toMatch(/permission/i)
})

test('a file that may not be read, until it may', async () => {
  const site = project({ 'views.ts': views(`export const index = () => new HttpResponse('hi')`) })
  restrict(site.path('views.ts'), 0o000)
  await using server = await startServer(site, asUser)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('views.ts')
  expect(answer.text).toMatch(/permission/i)
  const events = await server.events()
  chmodSync(site.path('views.ts'), 0o644)
  await events.next()
  expect((await server.get('/')).text).toBe('hi')
})

test('a folder that may not be written to is served all the same', async () => {
  const site = project({ 'views.ts': views(`export const index = () => new HttpResponse('hi')`) })
  restrict(site.folder, 0o555)
  await using server = await startServer(site, asUser)
  expect((await server.get('/')).text).toBe('hi')
  expect(readdirSync(site.folder)).toEqual(['views.ts'])
})
