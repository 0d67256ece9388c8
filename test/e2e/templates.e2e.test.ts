import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { browser } from './harness/http.js'
import { installTarball } from './harness/install.js'
import { type Project, project, temporaryFolder } from './harness/project.js'
import { type RunningServer, startServer, until } from './harness/server.js'
import { run } from './harness/shell.js'

const settings = (more = '') =>
  `import { defineSettings } from 'tiny-django/conf'\nexport default defineSettings({ DEBUG: true, ${more} })\n`

/** Pages are rendered from templates by name; every answer says which process made it. */
const urls = `import { HttpResponse } from 'tiny-django/http'
import { render } from 'tiny-django/shortcuts'
import { path } from 'tiny-django/urls'

let open
const gate = new Promise(resolve => { open = resolve })
const page = (request, name, context = {}) => render(request, name, context, { headers: { 'X-Pid': String(process.pid) } })

export const urlpatterns = [
  path('', request => page(request, 'page.html', { name: 'Ann' })),
  path('slow/', async request => { await gate; return page(request, 'page.html', { name: 'Ann' }) }),
  path('open/', () => { open(); return new HttpResponse('') }),
  path('t/<path:name>', (request, { name }) => page(request, name)),
]
`

const site = (files: Readonly<Record<string, string>>) =>
  project({ 'settings.ts': settings(), 'urls.ts': urls, 'templates/page.html': '{{ name }} 0', ...files })

async function textOf(server: RunningServer, target = '/'): Promise<string> {
  const { text } = await server.get(target)
  return text
}

const pidOf = async (server: RunningServer) => {
  const { headers } = await server.get('/')
  return headers.find(header => header.startsWith('X-Pid'))
}

const waysToSave: Record<string, (site: Project, file: string, text: string) => void> = {
  'by writing over it': (site, file, text) => site.write(file, text),
  'by renaming another over it': (site, file, text) => {
    site.write(`${file}.part`, text)
    renameSync(site.path(`${file}.part`), site.path(file))
  },
  'by moving it aside first': (site, file, text) => {
    renameSync(site.path(file), site.path(`${file}~`))
    site.write(file, text)
    rmSync(site.path(`${file}~`))
  },
  'by emptying it first': (site, file, text) => {
    site.write(file, '')
    appendFileSync(site.path(file), text)
  },
}

test.each(Object.entries(waysToSave))(
  'a template that is saved %s is in the next answer, of the same process',
  async (_, save) => {
    const mysite = site({})
    await using server = await startServer(mysite)
    const pid = await pidOf(server)
    for (let number = 1; number <= 10; number++) {
      save(mysite, 'templates/page.html', `{{ name }} ${number}`)
      expect(await textOf(server)).toBe(`Ann ${number}`)
    }
    expect(await pidOf(server)).toBe(pid)
  },
)

test('what is included and extended counts, and so do the templates of apps', async () => {
  const mysite = site({
    'templates/page.html': '{% extends "base.html" %}{% block a %}{% include "blog/part.html" %}{% endblock %}',
    'templates/base.html': '<{% block a %}{% endblock %}>',
    'blog/templates/blog/part.html': 'part',
  })
  await using server = await startServer(mysite)
  expect(await textOf(server)).toBe('<part>')
  mysite.write('blog/templates/blog/part.html', 'PART')
  expect(await textOf(server)).toBe('<PART>')
  mysite.write('templates/base.html', '[{% block a %}{% endblock %}]')
  expect(await textOf(server)).toBe('[PART]')
})

test('templates that come, go and move count, and so do apps', async () => {
  const mysite = site({ 'blog/templates/a.html': 'of the app' })
  await using server = await startServer(mysite)
  expect(await textOf(server, '/t/a.html')).toBe('of the app')
  mysite.write('templates/a.html', 'of the project')
  expect(await textOf(server, '/t/a.html')).toBe('of the project')
  mysite.remove('templates/a.html')
  expect(await textOf(server, '/t/a.html')).toBe('of the app')
  renameSync(mysite.path('blog/templates/a.html'), mysite.path('blog/templates/b.html'))
  expect((await server.get('/t/a.html')).status).toBe(500)
  expect(await textOf(server, '/t/b.html')).toBe('of the app')
  mysite.write('shop/templates/shop/new.html', 'of a new app')
  expect(await textOf(server, '/t/shop/new.html')).toBe('of a new app')
  renameSync(mysite.path('shop'), mysite.path('store'))
  expect(await textOf(server, '/t/shop/new.html')).toBe('of a new app')
})

test('folders that the settings name count, wherever they are', async () => {
  const elsewhere = temporaryFolder()
  const mysite = project({
    'settings.ts': settings(`TEMPLATES: [{ DIRS: ['pages', ${JSON.stringify(elsewhere)}] }]`),
    'urls.ts': urls,
    'pages/page.html': 'one',
  })
  await using server = await startServer(mysite)
  expect(await textOf(server)).toBe('one')
  mysite.write('pages/page.html', 'two')
  expect(await textOf(server)).toBe('two')
  mysite.remove('pages/page.html')
  writeFileSync(join(elsewhere, 'page.html'), 'three')
  expect(await textOf(server)).toBe('three')
})

test('a saved template loads open pages again, and lets requests in flight finish', async () => {
  const mysite = site({})
  await using server = await startServer(mysite)
  const pid = await pidOf(server)
  const events = await server.events()
  const slow = server.get('/slow/')
  mysite.write('templates/page.html', '{{ name }} 1')
  await events.next()
  await server.get('/open/')
  const answer = await slow
  expect(answer.text).toBe('Ann 1')
  expect(answer.headers).toContain(pid)
  events.answer.close()
})

test('an error in a template is shown with its line, and goes away when it is mended', async () => {
  const mysite = site({ 'templates/page.html': 'one\n{% inclde "part.html" %}' })
  await using server = await startServer(mysite)
  const { status, text } = await server.get('/', browser)
  expect(status).toBe(500)
  expect(text).toContain('<mark>{% inclde &quot;part.html&quot; %}</mark>')
  expect(text).toContain('Did you mean &quot;include&quot;?')
  await server.printed(`in the template ${mysite.path('templates/page.html')}:2:1`)
  mysite.write('templates/page.html', 'one\n{% include "part.html" %}')
  expect((await server.get('/', browser)).text).toContain('Template-loader postmortem')
  mysite.write('templates/part.html', 'two')
  expect(await textOf(server)).toBe('one\ntwo')
})

test('a variable that is missing is told once, with its place', async () => {
  const mysite = site({ 'templates/page.html': '<p>\n{{ nam }}{% if nothing %}{% endif %}</p>' })
  await using server = await startServer(mysite)
  for (let number = 0; number < 3; number++) expect(await textOf(server)).toBe('<p>\n</p>')
  const line = `${mysite.path('templates/page.html')}:2: The template variable 'nam' is not there, in {{ nam }}. Did you mean "name"?`
  await server.printed(line)
  await server.get('/t/page.html')
  await until(
    () => server.output.split('GET /t/page.html').length === 2,
    () => server.output,
  )
  expect(server.output.split(line)).toHaveLength(2)
  expect(server.output).not.toContain('nothing')
})

test('the libraries of apps are loaded by the names of their files, and are code', async () => {
  const library = (text: string) =>
    `import { Library } from 'tiny-django/template'\nexport const register = new Library()\nregister.filter('shout', value => value + '${text}')\n`
  const mysite = site({
    'templates/page.html': '{% load shouting %}{{ name|shout }}',
    'blog/templatetags/shouting.ts': library('!'),
  })
  await using server = await startServer(mysite)
  expect(await textOf(server)).toBe('Ann!')
  mysite.write('blog/templatetags/shouting.ts', library('!!'))
  expect(await textOf(server)).toBe('Ann!!')
})

test('with DEBUG off templates are read once, as in production', async () => {
  const mysite = site({
    'settings.ts': settings(`ALLOWED_HOSTS: ['127.0.0.1']`).replace('DEBUG: true', 'DEBUG: false'),
  })
  await using server = await startServer(mysite)
  expect(await textOf(server)).toBe('Ann 0')
  mysite.write('templates/page.html', '{{ name }} 1')
  mysite.write('templates/other.html', 'other')
  expect(await textOf(server)).toBe('Ann 0')
  mysite.write('urls.ts', `${urls}\n`)
  mysite.write('urls.ts', urls.replace('Ann', 'Bob'))
  expect(await textOf(server)).toBe('Bob 1')
})

const saves = Number(process.env.TINY_DJANGO_E2E_SAVES ?? 30)

test(`${saves} saves of a template under steady load: no request is lost, none is older than one already seen`, async () => {
  const mysite = site({})
  await using server = await startServer(mysite)
  let [newest, isOver] = [0, false]
  const wrong: string[] = []
  const ask = async () => {
    while (!isOver) {
      const seen = newest
      const { status, text } = await server.get('/')
      const number = Number(text.replace('Ann ', ''))
      if (status !== 200 || number < seen) wrong.push(`${status} ${text} came after ${seen}`)
      newest = Math.max(newest, number)
    }
  }
  const clients = [ask(), ask(), ask()]
  for (let number = 1; number <= saves; number++) {
    mysite.write('templates/page.html', `{{ name }} ${number}`)
    expect(await textOf(server)).toBe(`Ann ${number}`)
  }
  isOver = true
  await Promise.all(clients)
  expect(wrong).toEqual([])
})

async function tinyDjango(where: Project, ...args: string[]) {
  const { bin } = await installTarball()
  return run(process.execPath, [bin, ...args], where.folder)
}

test('tiny-django check --templates tells places, and fails', async () => {
  const mysite = site({
    'settings.ts': settings(`SECRET_KEY: 'x'`),
    'templates/page.html': '{% extends "base.html" %}\n{% block body %}{{ nam }}{% url "nowhere" %}{% endblock %}',
    'templates/base.html': '{% block body %}{% endblock %}',
    'blog/templates/blog/list.html': '<p>\n  {{ x|uper }}',
    'views.ts': `import { render } from 'tiny-django/shortcuts'
interface Page { name: string }
export const page = request => render<Page>(request, 'page.html', { name: 'Ann' })`,
    'urls.ts': `import { path } from 'tiny-django/urls'\nimport { page } from './views'\nexport const urlpatterns = [path('', page, { name: 'page' })]`,
  })
  const plain = await tinyDjango(mysite, 'check', '--templates')
  expect(plain.code).toBe(1)
  expect(plain.stderr).toContain(
    [
      'ERRORS:',
      `blog/templates/blog/list.html:2:3: (templates.E101) Invalid filter: 'uper'\n\tHINT: Did you mean "upper"?`,
      `templates/page.html:2:17: (templates.E105) The variable 'nam' is not provided by views.ts:3:32.\n\tHINT: Did you mean "name"?`,
      `templates/page.html:2:26: (templates.E103) There is no URL pattern with the name 'nowhere'.`,
    ].join('\n'),
  )
  const { code, stdout } = await tinyDjango(mysite, 'check', '--templates', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout).problems).toContainEqual({
    level: 'error',
    object: 'blog/templates/blog/list.html:2:3',
    file: 'blog/templates/blog/list.html',
    line: 2,
    column: 3,
    id: 'templates.E101',
    message: "Invalid filter: 'uper'",
    hint: 'Did you mean "upper"?',
  })
  expect((await tinyDjango(mysite, 'check')).code).toBe(0)
})
