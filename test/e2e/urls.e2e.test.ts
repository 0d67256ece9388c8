import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { headerOf } from './harness/http.js'
import { installTarball } from './harness/install.js'
import { type Project, project, views } from './harness/project.js'
import { startServer, until } from './harness/server.js'
import { run } from './harness/shell.js'

// The names of a project's URLs as an editor knows them, and what the checks say at the start.

const names = '.tiny-django/urls.d.ts'

const urls = (...patterns: string[]) =>
  `import { path } from 'tiny-django/urls'\nimport * as views from './views'\n\nexport const urlpatterns = [${patterns.join(', ')}]\n`

/** A new project, types and all, with these files. */
async function site(files: Readonly<Record<string, string>>): Promise<Project> {
  const made = project()
  expect((await tinyDjango(made, 'startproject', 'mysite', '.')).code).toBe(0)
  made.write(
    'views.ts',
    views(`
      export const index = (_request: HttpRequest) => new HttpResponse('index')
      export const article = (_request: HttpRequest, { year }: { year: number }) => new HttpResponse(String(year))
    `),
  )
  for (const [file, text] of Object.entries(files)) made.write(file, text)
  return made
}

/** What an editor would underline. */
async function typeErrors(where: Project): Promise<string> {
  const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc')
  return (await run(process.execPath, [tsc, '-p', where.folder, '--pretty', 'false'], where.folder)).stdout
}

async function tinyDjango(where: Project, ...args: string[]) {
  const { bin } = await installTarball()
  return run(process.execPath, [bin, ...args], where.folder)
}

const namesOf = (where: Project) => (existsSync(where.path(names)) ? readFileSync(where.path(names), 'utf8') : '')
const says = (where: Project, text: string) =>
  until(
    () => namesOf(where).includes(text),
    () => `No ${text} in ${namesOf(where)}`,
  )

test('while the server runs, the names are those of the last save', async () => {
  const project = await site({
    'urls.ts': urls(`path('', views.index, { name: 'home' })`),
    'links.ts': `import { reverse } from 'tiny-django/urls'\n\nexport const link = () => reverse('home')\n`,
  })
  await using server = await startServer(project)
  expect((await server.get('/')).text).toBe('index')
  await says(project, '"home": Record<string, never>')
  expect(await typeErrors(project)).toBe('')

  project.write('urls.ts', urls(`path('<int:year>/', views.article, { name: 'article' })`))
  await says(project, '"article": { year: number }')
  expect(namesOf(project)).not.toContain('"home"')
  expect(await typeErrors(project)).toContain(`links.ts(3,35): error`)
  project.write(
    'links.ts',
    `import { reverse } from 'tiny-django/urls'\n\nexport const link = () => reverse('article', { year: 1 })\n`,
  )
  expect(await typeErrors(project)).toBe('')
})

test('check writes them too, and a misspelt one is refused', async () => {
  const project = await site({
    'urls.ts': urls(
      `path('', views.index, { name: 'home' })`,
      `path('<int:year>/', views.article, { name: 'article' })`,
    ),
    'links.ts':
      "import { redirect } from 'tiny-django/shortcuts'\nimport { reverse } from 'tiny-django/urls'\n\n" +
      "export const right = () => [reverse('article', { year: 2024 }), redirect('home')]\n",
  })
  expect(await tinyDjango(project, 'check')).toEqual({
    code: 0,
    stdout: 'System check identified no issues (0 silenced).\n',
    stderr: '',
  })
  expect(namesOf(project)).toContain('"article": { year: number }')
  expect(await typeErrors(project)).toBe('')
  project.write('wrong.ts', "import { reverse } from 'tiny-django/urls'\n\nreverse('artcle', { year: 2024 })\n")
  expect(await typeErrors(project)).toMatch(
    /^wrong\.ts\(3,9\): error TS2345: Argument of type '"artcle"' is not assignable to parameter of type '"article" \| "home" \| /,
  )
})

test('the types of tiny-django come back that git does not keep, by check and by runserver', async () => {
  const project = await site({ 'urls.ts': urls(`path('', views.index, { name: 'home' })`) })
  project.remove('.tiny-django')
  expect(await typeErrors(project)).toContain("Cannot find module 'tiny-django/http'")
  expect((await tinyDjango(project, 'check')).code).toBe(0)
  expect(await typeErrors(project)).toBe('')

  project.write('.tiny-django/types/version', '0.0.1-of-long-ago')
  project.write('.tiny-django/types/http/index.d.ts', 'export {}')
  await using server = await startServer(project)
  expect((await server.get('/')).text).toBe('index')
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  const stamp = project.path('.tiny-django/types/version')
  await until(
    () => statSync(stamp, { throwIfNoEntry: false })?.size === version.length,
    () => 'The types of another version are still there.',
  )
  expect(await typeErrors(project)).toBe('')
})

test('what the checks have to say is told at the start, and again when it is something else', async () => {
  const project = await site({
    'urls.ts': urls(`path('/slash/', views.index, { name: 'a:b' })`),
    'checks.ts':
      "import { register, Warning } from 'tiny-django/checks'\n" +
      "register(() => [new Warning('Paint is wet.', { id: 'site.W001', hint: 'Wait.' })], 'site')\n",
  })
  await using server = await startServer(project)
  await server.printed('System check identified some issues:\n')
  await server.printed('WARNINGS:\n')
  await server.printed("?: (urls.W002) Your URL pattern '/slash/' [name='a:b'] has a route beginning with a '/'")
  await server.printed('?: (urls.W003) ')
  await server.printed('System check identified 2 issues (0 silenced).')

  project.write('urls.ts', `import './checks'\n${urls(`path('', views.index)`)}`)
  await server.printed('?: (site.W001) Paint is wet.')
  await server.printed('\tHINT: Wait.')
  await server.printed('System check identified 1 issue (0 silenced).')
})

test('with --skip-checks nothing is told; silenced ones are counted by check', async () => {
  const project = await site({
    'urls.ts': urls(`path('/slash/', views.index)`, `path('', views.index)`),
    'settings.ts':
      "import { defineSettings } from 'tiny-django/conf'\n\n" +
      "export default defineSettings({ DEBUG: true, SECRET_KEY: 'e2e', SILENCED_SYSTEM_CHECKS: ['urls.W002'] })\n",
  })
  expect((await tinyDjango(project, 'check')).stdout).toBe('System check identified no issues (1 silenced).\n')
  project.remove('settings.ts')
  await using server = await startServer(project, { args: ['--skip-checks'] })
  expect((await server.get('/')).text).toBe('index')
  await until(
    () => namesOf(project) !== '',
    () => 'No names',
  )
  expect(server.output).not.toContain('System check')
})

test('a view that allows other methods: 405, the line in the log, and what showurls and whichurl know', async () => {
  const bare = project({
    'views.ts': views(`
      import { requirePOST } from 'tiny-django/decorators'
      export const zebra = requirePOST((_request: HttpRequest) => new HttpResponse('sent'))
      export const apple = (_request: HttpRequest) => new HttpResponse('apple')
    `),
  })
  await using server = await startServer(bare)
  const answer = await server.get('/zebra/')
  expect([answer.status, headerOf(answer, 'Allow')]).toEqual([405, 'POST'])
  await server.waitForLine(/^Method Not Allowed \(GET\): \/zebra\//)
  expect((await server.post('/zebra/', {})).text).toBe('sent')
  expect((await tinyDjango(bare, 'showurls')).stdout).toBe(
    '/zebra/\tviews.zebra\tzebra\tviews.ts:4\tPOST\n/apple/\tviews.apple\tapple\tviews.ts:5\t\n',
  )
  const which = await tinyDjango(bare, 'whichurl', '/zebra/')
  expect(which.code).toBe(1)
  expect(which.stdout).toContain('The pattern matches, but the view allows only POST, not GET.\n')
})
