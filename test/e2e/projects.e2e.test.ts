import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { installTarball } from './harness/install.js'
import { project, views } from './harness/project.js'
import { spawnServer, startServer, until } from './harness/server.js'
import { run } from './harness/shell.js'

// Projects of every kind: what people write in them, and what becomes of their files.

const fine = views(`export const index = () => new HttpResponse('fine')`)

test('decorators, using, enums, parameter properties, and imports that are types only', async () => {
  const site = project({
    'types.ts': 'export interface Article { readonly title: string }\nexport type Title = string',
    'views.ts': views(`
import { type Article, Title } from './types'

function shout<This, Result extends string>(method: (this: This) => Result) {
  return function (this: This) { return method.call(this).toUpperCase() }
}
enum Kind { News = 'news' }
class Page implements Article {
  constructor(readonly title: Title) {}
  @shout kind() { return Kind.News as string }
}
const closed: string[] = []
export function index() {
  {
    using _ = { [Symbol.dispose]: () => void closed.push('closed') }
  }
  return new JsonResponse([new Page('Hi').title, new Page('').kind(), closed], { safe: false })
}
`),
  })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('["Hi", "NEWS", ["closed"]]'.replaceAll(', ', ','))
})

test('JSON with import attributes', async () => {
  const site = project({
    'site.json': '{ "title": "Hi" }',
    'views.ts': views(
      `import site from './site.json' with { type: 'json' }\nexport const index = () => new HttpResponse(site.title)`,
    ),
  })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('Hi')
  site.write('site.json', '{ "title": "Hello" }')
  expect((await server.get('/')).text).toBe('Hello')
})

test('check and showurls load the project as the server does: with .env, and what it prints apart', async () => {
  const { bin } = await installTarball()
  const site = project({
    '.env': 'GREETING=hello',
    'views.ts': views(`console.log('loading')
if (process.env.GREETING !== 'hello') throw new Error('no greeting')
export const index = () => new HttpResponse('fine')`),
  })
  const tinyDjango = (...args: string[]) => run(process.execPath, [bin, ...args], site.folder)
  expect(await tinyDjango('check')).toEqual({
    code: 0,
    stdout: 'System check identified no issues (0 silenced).\n',
    stderr: 'loading\n',
  })
  expect(JSON.parse((await tinyDjango('showurls', '--json')).stdout)).toMatchObject([{ route: '', name: 'index' }])

  site.write('views.ts', views(`import 'left-pad-of-nobody'\nexport const index = () => new HttpResponse('')`))
  const missing = await tinyDjango('check')
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain('views.ts:2:8: The package "left-pad-of-nobody" is not installed.')
  site.write('views.ts', views(`process.exit(1)\nexport const index = () => new HttpResponse('')`))
  expect((await tinyDjango('check')).stderr).toMatch(/process\.exit\(1\) was called\.\n.*views\.ts:2:9/)
})

test('a folder that is reached by a symbolic link is watched where it is', async () => {
  const site = project({ 'real/views.ts': fine })
  symlinkSync(site.path('real'), site.path('link'))
  await using server = await startServer(site, { args: ['link'] })
  expect((await server.get('/')).text).toBe('fine')
  const events = await server.events()
  site.write('link/views.ts', fine.replace('fine', 'through the link'))
  await events.next()
  expect((await server.get('/')).text).toBe('through the link')
})

test('the whole folder is deleted, or moved away, and comes back', async () => {
  const site = project({ 'mysite/views.ts': fine })
  await using server = await startServer(site, { args: ['mysite'] })
  expect((await server.get('/')).text).toBe('fine')
  renameSync(site.path('mysite'), site.path('elsewhere'))
  expect((await server.get('/')).text).toContain(`There is no folder ${site.path('mysite')}.`)
  mkdirSync(site.path('mysite'))
  site.write('mysite/views.ts', fine.replace('fine', 'back'))
  expect((await server.get('/')).text).toBe('back')
  site.remove('mysite')
  expect((await server.get('/')).status).toBe(500)
  renameSync(site.path('elsewhere'), site.path('mysite'))
  expect((await server.get('/')).text).toBe('fine')
})

test('a request that has waited for a save and then hangs is named', async () => {
  const site = project({ 'views.ts': fine })
  await using server = await startServer(site, { env: { TINY_DJANGO_STUCK_MS: '1500', TINY_DJANGO_SAMPLE_MS: '5000' } })
  expect((await server.get('/')).text).toBe('fine')
  site.write('views.ts', views(`export function index() {\n  for (;;) {}\n}`))
  const answer = await server.get('/')
  expect(answer.status).toBe(504)
  expect(answer.text).toContain('views.index kept the process busy for 1.5 s without an answer.')
  expect(answer.text).toContain(`${site.path('views.ts')}:3:`)
})

test('an answer that HTTP cannot say is a 500 that says why', async () => {
  const site = project({
    'views.ts': views(`
export const index = () => new HttpResponse('fine')
export function status() {
  const response = new HttpResponse('x')
  Object.defineProperty(response, 'statusCode', { value: 1000 })
  return response
}
export function header() {
  const response = new StreamingHttpResponse(['x'])
  Object.defineProperty(response, 'wireHeaders', { value: () => ['X-Line', 'one\\r\\nX-Two: two'] })
  return response
}`),
  })
  await using server = await startServer(site)
  const status = await server.get('/status/')
  expect([status.status, status.text]).toEqual([500, expect.stringContaining('1000')])
  const header = await server.get('/header/')
  expect([header.status, header.text]).toEqual([
    500,
    `The view's response cannot be sent: Invalid character in header content ["X-Line"]\n`,
  ])
  expect((await server.get('/')).text).toBe('fine')
})

test('a view that returns no response is shown where it is written, decorated or not', async () => {
  const site = project({
    'views.ts': views(`
const logged = <F extends (request: HttpRequest) => unknown>(view: F) => Object.assign(() => view(undefined as never), { wrapped: view })

export function index() {
  return 'a string'
}
export const decorated = logged(() => undefined)
`),
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.text).toContain("The view views.index didn't return an HttpResponse object.")
  expect(answer.text).toContain(`  ${site.path('views.ts')}:5:17 in index\n`)
  expect(answer.text).toContain('  > 5 | export function index() {\n')
  await server.waitForLine(new RegExp(`at index \\(${site.path('views.ts')}:5:17\\)`))
  expect((await server.get('/decorated/')).text).toContain(`${site.path('views.ts')}:8:`)
})

test('a 404 names the module of the patterns, and the terminal the cause of an error', async () => {
  const site = project({
    'urls.ts': `import { path } from 'tiny-django/urls'\nimport * as views from './views'\nexport const urlpatterns = [path('', views.index)]`,
    'views.ts': views(`export function index() {
  try {
    JSON.parse('{')
  } catch (cause) {
    throw new Error('No settings today', { cause })
  }
}`),
  })
  await using server = await startServer(site)
  expect((await server.get('/nowhere/')).text).toContain(
    'Using the URLconf defined in urls, these URL patterns were tried',
  )
  expect((await server.get('/')).status).toBe(500)
  await server.waitForLine(/^Error: No settings today$/)
  await server.waitForLine(/^Caused by SyntaxError: /)
  await server.waitForLine(/views\.ts:4:10\)$/)
})

test('--json: every line is an event', async () => {
  const site = project({
    'views.ts': views(`export function index() {\n  console.log('said')\n  return new HttpResponse('fine')\n}`),
  })
  const server = await spawnServer(site, { args: ['--json'] })
  const events = () =>
    server.output
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line))
  const event = async (name: string) => {
    const find = () => events().findLast(each => each.event === name)
    await until(
      () => find() !== undefined,
      () => `There was no ${name}:\n${server.output}`,
    )
    return find()
  }
  expect(await event('ready')).toMatchObject({
    settings: null,
    urls: [`${server.url}/`, `http://[::1]:${server.port}/`],
  })
  await server.get('/')
  expect(await event('output')).toMatchObject({ stream: 'stdout', text: 'said\n' })
  expect(await event('request')).toMatchObject({
    method: 'GET',
    target: '/',
    status: 200,
    bytes: 4,
  })
  site.write('views.ts', 'export const index = (')
  await server.get('/')
  expect(await event('error')).toMatchObject({
    file: 'views.ts',
    line: 1,
    column: 23,
  })
  site.write('views.ts', fine)
  expect((await server.get('/')).text).toBe('fine')
  await until(
    () => events().filter(each => each.event === 'live').length === 2,
    () => server.output,
  )
  const second = await spawnServer(site, { args: ['--json'], address: String(server.port) })
  expect((await second.exited).code).toBe(1)
  expect(JSON.parse(second.output)).toMatchObject({ event: 'error' })
  await server.stop()
  for (const each of events()) expect(each).toMatchObject({ event: expect.any(String), time: expect.any(String) })
})
