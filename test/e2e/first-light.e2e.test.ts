import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { browser, headerOf } from './harness/http.js'
import { type Installed, installTarball } from './harness/install.js'
import { Project, temporaryFolder } from './harness/project.js'
import { freed, isFree, startServer } from './harness/server.js'
import { npx, run } from './harness/shell.js'

// What somebody does who has just heard of it: an empty folder, npm install, two commands.

let user: string
let installed: Installed
beforeAll(async () => {
  installed = await installTarball()
  user = temporaryFolder()
  await run('npm', ['install', installed.tarball, '--prefix', user], user)
})

function newProject(name: string): Project {
  return new Project(join(user, name))
}

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(installed.folder, 'node_modules/tiny-django/package.json'), 'utf8'))
  expect(await npx(['--version'], user)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('the two commands of the README, then an afternoon with the project', async () => {
  const created = await npx(['startproject', 'mysite'], user)
  expect(created).toMatchObject({ code: 0, stderr: '' })
  expect(created.stdout).toContain('Created project mysite in mysite/.')
  const mysite = newProject('mysite')

  await using server = await startServer(mysite, { command: ['npx', 'tiny-django'] })
  expect(server.output).toMatch(/^tiny-django version \d+\.\d+\.\d+, using settings 'settings\.ts'$/m)
  expect(server.output).toContain(`Starting development server at http://127.0.0.1:${server.port}/\n`)

  // The welcome page.
  const welcome = await server.get('/', browser)
  expect(welcome.status).toBe(200)
  const steps = [...welcome.text.matchAll(/<li class="[a-z]+ s\d"><h3>(.*?)<\/h3>/g)].map(([, step]) => step)
  expect(steps).toEqual([
    'Request',
    'Middleware',
    'URLs',
    'View',
    'Your work',
    'Response',
    'Template',
    'Middleware',
    'Answer',
  ])
  const hello = await server.get('/hello/%C3%BC/')
  expect(hello.text).toContain('<h1>Hello, ü!</h1>')
  expect(hello.text).toContain('<link rel="stylesheet" href="/static/site.css">')
  expect(headerOf(await server.get('/static/site.css'), 'Content-Type')).toBe('text/css')

  // An edit.
  const views = (body: string) => `import { type HttpRequest, HttpResponse } from 'tiny-django/http'

export function index(_request: HttpRequest) {
  ${body}
}

export function hello(_request: HttpRequest, { name }: { name: string }) {
  return new HttpResponse(\`Hello, \${name}!\`)
}
`
  mysite.write('views.ts', views(`return new HttpResponse('Good morning')`))
  expect((await server.get('/')).text).toBe('Good morning')

  // A slip, as curl and as a browser see it.
  mysite.write('views.ts', views(`return new HttpResponse('Good morning'`))
  const text = await server.get('/')
  expect(text.status).toBe(500)
  expect(headerOf(text, 'Content-Type')).toBe('text/plain; charset=utf-8')
  expect(text.text).toBe('views.ts:5:1: Expected ")" but found "}"\n\n    5 │ }\n      │ ~\n\n')
  const page = await server.get('/hello/you/', browser)
  expect(page.status).toBe(500)
  expect(headerOf(page, 'Content-Type')).toBe('text/html; charset=utf-8')
  expect(page.text).toContain('<h2 role="alert">Expected &quot;)&quot; but found &quot;}&quot;</h2>')
  expect(page.text).toContain('views.ts:5:1')
  expect(page.text).toContain('<mark>}</mark>')
  expect(await server.waitForLine(/^views\.ts:5:1: /)).toBe('views.ts:5:1: Expected ")" but found "}"')

  // Mended.
  mysite.write('views.ts', views(`return new HttpResponse('Good evening')`))
  expect((await server.get('/')).text).toBe('Good evening')

  // A file of one's own, first used, then edited.
  mysite.write('greeting.ts', `export const greeting = 'Good night'`)
  mysite.write('views.ts', `import { greeting } from './greeting'\n${views('return new HttpResponse(greeting)')}`)
  expect((await server.get('/')).text).toBe('Good night')
  mysite.write('greeting.ts', `export const greeting = 'Sleep well'`)
  expect((await server.get('/')).text).toBe('Sleep well')

  // An app.
  const app = await npx(['startapp', 'blog'], mysite.folder)
  expect(app).toMatchObject({ code: 0, stderr: '' })
  expect(app.stdout).toContain("path('blog/', include(blog)),")
  mysite.write(
    'urls.ts',
    `import { include, path, type URLPatterns } from 'tiny-django/urls'
import * as blog from './blog/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index, { name: 'index' }),
  path('hello/<str:name>/', views.hello, { name: 'hello' }),
  path('blog/', include(blog)),
] satisfies URLPatterns
`,
  )
  const blog = await server.get('/blog/')
  expect(blog.text).toContain('<p>This is the app blog.</p>')
  expect(blog.text).toContain('<link rel="stylesheet" href="/static/blog/style.css">')
  expect((await server.get('/static/blog/style.css')).status).toBe(200)

  expect(await npx(['check'], mysite.folder)).toEqual({
    code: 0,
    stdout: 'System check identified no issues (0 silenced).\n',
    stderr: '',
  })
  expect(await npx(['showurls'], mysite.folder)).toEqual({
    code: 0,
    stdout:
      '/\tviews.index\tindex\tviews.ts:4\t\n/hello/<str:name>/\tviews.hello\thello\tviews.ts:8\t\n/blog/\tblog.views.index\tblog:index\tblog/views.ts:4\t\n',
    stderr: '',
  })

  await server.stop()
  await freed(server.port)
})

test('Ctrl-C ends with exit code 0, the port free and no process left', async () => {
  await npx(['startproject', 'endings'], user)
  const server = await startServer(newProject('endings'))
  expect((await server.get('/')).status).toBe(200)
  expect(await server.stop('SIGINT')).toEqual({ code: 0, signal: null })
  expect(await isFree(server.port, '127.0.0.1')).toBe(true)
  expect(await isFree(server.port, '::1')).toBe(true)
})

test.each(['SIGTERM', 'SIGHUP'] as const)('%s cleans up as well, and is how the process ends', async signal => {
  await npx(['startproject', signal.toLowerCase()], user)
  const server = await startServer(newProject(signal.toLowerCase()))
  expect(await server.stop(signal)).toEqual({ code: null, signal }) // a shell shows 143 or 129
  expect(await isFree(server.port)).toBe(true)
})

test('Ctrl-C lets a request finish that has begun', async () => {
  await npx(['startproject', 'patience'], user)
  const site = newProject('patience')
  site.write(
    'views.ts',
    `import { type HttpRequest, HttpResponse } from 'tiny-django/http'

export async function index(_request: HttpRequest) {
  console.log('begun')
  await new Promise(resolve => setTimeout(resolve, 300))
  return new HttpResponse('finished')
}

export const hello = index
`,
  )
  const server = await startServer(site, { env: { TINY_DJANGO_SHUTDOWN_MS: '10000' } })
  const answer = server.get('/')
  await server.waitForLine(/^begun$/)
  const exit = server.stop('SIGINT')
  expect((await answer).text).toBe('finished')
  expect(await exit).toEqual({ code: 0, signal: null })
})

test('a second start answers from what the first has kept', async () => {
  await npx(['startproject', 'again'], user)
  const site = newProject('again')
  for (const greeting of ['first', 'second']) {
    site.write(
      'views.ts',
      `import { HttpResponse } from 'tiny-django/http'\n` +
        `export const index = () => new HttpResponse('${greeting}')\nexport const hello = index\n`,
    )
    for (const _ of ['once', 'twice']) {
      await using server = await startServer(site)
      expect((await server.get('/')).text).toBe(greeting)
    }
  }
})

test('what is in the project wins over another copy that is called', async () => {
  await npx(['startproject', 'pinned'], user)
  const bin = join(user, 'pinned', 'node_modules', 'tiny-django', 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'tiny-django.js'), `console.log('the one in the project:', ...process.argv.slice(2))`)
  expect(await run(process.execPath, [installed.bin, 'runserver', '8001'], join(user, 'pinned'))).toEqual({
    code: 0,
    stdout: 'the one in the project: runserver 8001\n',
    stderr: '',
  })
})

test('the package installs nothing that nobody needs', () => {
  const files = join(installed.folder, 'node_modules', 'tiny-django')
  for (const wanted of ['bin/tiny-django.js', 'dist/index.js', 'dist/types/index.d.ts', 'README.md', 'LICENSE']) {
    expect(existsSync(join(files, wanted)), wanted).toBe(true)
  }
  for (const unwanted of ['src', 'test', 'bench', 'scripts', 'examples']) {
    expect(existsSync(join(files, unwanted)), unwanted).toBe(false)
  }
})
