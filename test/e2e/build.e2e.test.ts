import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { answersAsItShould } from './built/cases.js'
import { builtSite, files, tinyDjango } from './built/site.js'
import { spawnBuilt, startBuilt } from './harness/built.js'
import { project, temporaryFolder, views } from './harness/project.js'
import type { RunningServer } from './harness/server.js'

describe('node dist/server.js', () => {
  let server: RunningServer
  let folder: string

  beforeAll(async () => {
    const { site, stdout } = await builtSite('node')
    expect(stdout).toMatch(/^dist\/server\.js {2}[\d.]+ kB \([\d.]+ kB gzipped\)\n/)
    expect(stdout).toContain('dist/staticfiles/  2 files\n5 templates inside. Start it: node dist/server.js\n')
    // It needs nothing of what it was made of.
    folder = temporaryFolder()
    renameSync(site.path('dist'), `${folder}/dist`)
    rmSync(site.folder, { recursive: true })
    server = await startBuilt(folder)
  })

  answersAsItShould(async (target, options = {}) => {
    const { status, headers, text } = await server.request(target, options)
    const pairs = headers.map(
      line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as [string, string],
    )
    return { status, headers: new Headers(pairs), text }
  })

  test('static files have names for ever, and name each other by them', async () => {
    const href = /href="([^"]+)"/.exec((await server.get('/')).text)![1]!
    const css = await server.get(href)
    expect(css.headers).toContain('Cache-Control: max-age=315360000, public, immutable')
    const image = /url\("([^"]+)"\)/.exec(css.text)![1]!
    expect(image).toMatch(/^img\/dot\.[0-9a-f]{12}\.svg$/)
    expect((await server.get(`/static/${image}`)).text).toBe(files['static/img/dot.svg'])
    expect((await server.get('/static/site.css')).headers).toContain('Cache-Control: max-age=60, public')
    const part = await server.get(href, { Range: 'bytes=0-3' })
    expect([part.status, part.text]).toEqual([206, 'body'])
    expect((await server.get('/static/nope.css')).status).toBe(404)
    expect((await server.get('/static/%2e%2e/server.js')).status).toBe(400)
  })

  test('errors are in the log with their traceback, requests with their line', async () => {
    await server.get('/boom/?x=1', { 'User-Agent': 'a "test"', Referer: 'http://example.com/' })
    await server.printed('Error: on purpose')
    await server.printed('"GET /boom/?x=1 HTTP/1.1" 500')
    expect(server.output).toMatch(
      /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/boom\/\?x=1 HTTP\/1\.1" 500 \d+ "http:\/\/example\.com\/" "a \\"test\\""$/m,
    )
    await server.get('/nothing/')
    await server.printed("The view views.nothing didn't return an HttpResponse object.")
  })
})

/** A project whose views tell when they have begun, and wait until they are let go. */
const slow = {
  'settings.ts': `import { defineSettings } from 'tiny-django/conf'
export default defineSettings({ SECRET_KEY: 'x'.repeat(50), ALLOWED_HOSTS: ['127.0.0.1'] })`,
  'urls.ts': `import { path } from 'tiny-django/urls'
import * as views from './views'
export const urlpatterns = [path('', views.index), path('slow/', views.slow), path('go/', views.go), path('events/', views.events), path('die/', views.die), path('pid/', views.pid)]`,
  'views.ts': views(`
    let go = () => {}
    export const index = () => new HttpResponse('Hello')
    export const slow = async () => {
      console.log('slow has begun')
      const released = new Promise<void>(resolve => { go = resolve })
      process.once('SIGTERM', () => console.log('told to stop'))
      setTimeout(go, 60_000).unref()
      process.once('SIGUSR2', go)
      await released
      return new HttpResponse('done')
    }
    export const events = () => new StreamingHttpResponse((async function* () {
      yield 'data: 1\\n\\n'
      await new Promise(() => {})
    })(), { contentType: 'text/event-stream' })
    export const go_ = 1
    export const die = () => process.exit(3) as never
    export const pid = () => new HttpResponse(String(process.pid))
  `).replace('export const go_ = 1', 'export { index as go }'),
}

describe('it stops', () => {
  let folder: string
  beforeAll(async () => {
    folder = (await builtSiteOf(slow)).folder
  })

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'at %s when what has begun is answered, and takes nothing more',
    async signal => {
      await using server = await startBuilt(folder)
      const answer = server.get('/slow/')
      await server.printed('slow has begun')
      const idle = connect(server.port, '127.0.0.1')
      const closed = new Promise(resolve => idle.once('close', resolve))
      idle.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
      await new Promise(resolve => idle.once('data', resolve))
      process.kill(server.pid, signal)
      await closed // a connection that waits for another request
      await expect(server.get('/')).rejects.toThrow(/ECONN(REFUSED|RESET)/)
      process.kill(server.pid, 'SIGUSR2')
      const { status, text, headers } = await answer
      expect([status, text]).toEqual([200, 'done'])
      expect(headers).toContain('Connection: close')
      expect(await server.exited).toEqual({ code: 0, signal: null })
      expect(server.output).toContain('"GET /slow/ HTTP/1.1" 200')
    },
  )

  test('streams of events are cut', async () => {
    await using server = await startBuilt(folder)
    const answer = await server.open('/events/')
    await answer.chunks.next()
    process.kill(server.pid, 'SIGTERM')
    expect(await server.exited).toEqual({ code: 0, signal: null })
  })

  test('a second signal does not wait', async () => {
    await using server = await startBuilt(folder)
    const answer = server.get('/slow/').catch(() => 'lost')
    await server.printed('slow has begun')
    process.kill(server.pid, 'SIGTERM')
    await server.printed('told to stop')
    process.kill(server.pid, 'SIGTERM')
    expect(await server.exited).toEqual({ code: 1, signal: null })
    expect(await answer).toBe('lost')
  })
})

describe('--workers', () => {
  let folder: string
  beforeAll(async () => {
    folder = (await builtSiteOf(slow)).folder
  })

  test('answer on one port, and one that dies is replaced', async () => {
    await using server = await startBuilt(folder, { args: ['--workers', '2'] })
    const pids = () => Promise.all(Array.from({ length: 8 }, async () => (await server.get('/pid/')).text))
    const before = new Set(await pids())
    expect(before.size).toBe(2)
    expect(before.has(String(server.pid))).toBe(false)
    await server.get('/die/').catch(() => {})
    await server.waitForLine(/^Worker \d+ ended \(code 3\); another takes its place\./)
    await server.waitForLine(/^2 workers are answering/)
    const after = new Set(await pids())
    expect(after.size).toBe(2)
    expect(after).not.toEqual(before)
    process.kill(server.pid, 'SIGTERM')
    expect(await server.exited).toEqual({ code: 0, signal: null })
    await server.nothingLeft()
  })

  test('that cannot begin end the server', async () => {
    await using first = await startBuilt(folder)
    const second = await spawnBuilt(folder, { args: ['--workers=2'], env: { PORT: String(first.port) } })
    expect(await second.exited).toEqual({ code: 1, signal: null })
    expect(second.output).toContain(`Error: Port ${first.port} of 127.0.0.1 is already in use.`)
    await second.nothingLeft()
  })
})

test('the command line and the environment say how it runs', async () => {
  const { folder } = await builtSiteOf(slow)
  const wrong = await spawnBuilt(folder, { args: ['--wrokers', '2'] })
  expect(await wrong.exited).toEqual({ code: 2, signal: null })
  expect(wrong.output).toContain('--wrokers')
  const port = await spawnBuilt(folder, { env: { PORT: 'eighty' } })
  expect(await port.exited).toEqual({ code: 2, signal: null })
  expect(port.output).toContain('PORT must be a number from 0 to 65535, not "eighty".')
  await using quiet = await startBuilt(folder, { args: ['--no-access-log'], flags: ['--enable-source-maps'] })
  expect((await quiet.get('/')).text).toBe('Hello')
  await quiet.stop('SIGTERM')
  expect(quiet.output).not.toContain('GET /')
})

test('with source maps, a traceback names the lines that were written', async () => {
  const { site } = await builtSite('node')
  await using server = await startBuilt(site.folder, { flags: ['--enable-source-maps'] })
  await server.get('/boom/')
  const line = files['views.ts']!.split('\n').findIndex(text => text.includes('on purpose')) + 1
  await server.printed(`views.ts:${line}:`)
})

describe('settings', () => {
  test('that stop runserver stop the build', async () => {
    const site = project({
      ...slow,
      'settings.ts': `import { defineSettings } from 'tiny-django/conf'\nexport default defineSettings({})`,
    })
    const { code, stderr } = await tinyDjango(site, 'build')
    expect(code).toBe(1)
    expect(stderr).toContain('You must set settings.ALLOWED_HOSTS if DEBUG is False.')
    expect(existsSync(site.path('dist'))).toBe(false)
  })

  test('are needed', async () => {
    const { 'settings.ts': _, ...without } = slow
    const { code, stderr } = await tinyDjango(project(without), 'build')
    expect([code, stderr]).toEqual([1, expect.stringContaining('A build needs a settings.ts')])
  })

  test('a template that does not compile stops the build, with its line', async () => {
    const site = project({ ...slow, 'templates/broken.html': 'fine\n{% if %}' })
    const { code, stderr } = await tinyDjango(site, 'build')
    expect(code).toBe(1)
    expect(stderr).toContain('templates/broken.html:2')
  })

  test('DEBUG brings the technical pages along', async () => {
    const debug = { 'settings.ts': slow['settings.ts'].replace('{ SECRET', '{ DEBUG: true, SECRET') }
    const { folder } = await builtSiteOf({ ...slow, ...debug })
    await using server = await startBuilt(folder)
    const { status, text } = await server.get('/nope/')
    expect(status).toBe(404)
    expect(text).toContain('Page not found')
    expect(text).toContain('slow/')
  })

  test('of another file: --settings and --out', async () => {
    const site = project({ ...slow, 'production.ts': slow['settings.ts'].replace("'127.0.0.1'", "'example.com'") })
    expect((await tinyDjango(site, 'build', '--settings', 'production.ts', '--out', 'out/site')).code).toBe(0)
    expect(readdirSync(site.path('out/site')).sort()).toEqual([
      'build.json',
      'package.json',
      'server.js',
      'server.js.map',
    ])
    expect(readFileSync(site.path('out/site/server.js'), 'utf8')).toContain('example.com')
  })
})

test('collectstatic gives them to another server, and templates follow its manifest', async () => {
  const settings = files['settings.ts']!.replace(
    'defineSettings({',
    "defineSettings({\n  STATIC_ROOT: 'collected',\n  STORAGES: { staticfiles: { BACKEND: ManifestStaticFilesStorage } },",
  ).replace(
    'import { Sess',
    "import { ManifestStaticFilesStorage } from 'tiny-django/contrib/staticfiles'\nimport { Sess",
  )
  const site = project({ ...files, 'settings.ts': settings })
  const { code, stdout, stderr } = await tinyDjango(site, 'collectstatic', '--noinput')
  expect(code, stderr).toBe(0)
  expect(stdout).toBe(`\n2 static files copied to '${site.path('collected')}', 2 post-processed.\n`)
  const { paths } = JSON.parse(readFileSync(site.path('collected/staticfiles.json'), 'utf8'))
  expect(Object.keys(paths).sort()).toEqual(['img/dot.svg', 'site.css'])
})

async function builtSiteOf(own: Readonly<Record<string, string>>) {
  const site = project(own)
  const { code, stderr } = await tinyDjango(site, 'build')
  expect(code, stderr).toBe(0)
  return site
}

test('docs/deployment.md: what it says to type does what it says', async () => {
  const text = readFileSync(join(packageRoot, 'docs/deployment.md'), 'utf8')
  const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block]) => block!.trim())
  const storage = blocks('ts')[1]!
    .replaceAll('/srv/mysite/static', 'collected')
    .replace(/ \/\/.*/, '')
  const settings = `import { ManifestStaticFilesStorage } from 'tiny-django/contrib/staticfiles'\n${blocks('ts')[0]!}`
  const site = project({
    ...slow,
    'settings.ts': settings.replace('defineSettings({', `defineSettings({\n${storage}`),
    '.env': `SECRET_KEY=${'a1b2c3d4e5'.repeat(6)}\nALLOWED_HOSTS=127.0.0.1\n`,
    'static/site.css': 'h1 { color: red }',
  })
  const lines = blocks('sh').flatMap(block => block.split('\n'))
  expect(lines).toEqual([
    'npx tiny-django build',
    'PORT=8000 node dist/server.js',
    'npx tiny-django build --target fetch',
    'npx tiny-django collectstatic --noinput',
  ])
  for (const line of lines) {
    const command = /^npx tiny-django (.*)/.exec(line)?.[1]
    if (command !== undefined) {
      const { code, stderr } = await tinyDjango(site, ...command.split(' '))
      expect(code, stderr).toBe(0)
      continue
    }
    await using server = await startBuilt(site.folder, { flags: ['--env-file=.env', '--enable-source-maps'] })
    expect((await server.get('/')).text).toBe('Hello')
  }
  expect(existsSync(site.path('dist/worker.js'))).toBe(true)
  expect(existsSync(site.path('collected/staticfiles.json'))).toBe(true)
  expect(blocks('dockerfile')[0]!.split('\n')).toHaveLength(6)
})
