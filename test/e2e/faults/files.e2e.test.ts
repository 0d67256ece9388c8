import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expectFine, goodView } from '../harness/fault.js'
import { isRunning } from '../harness/processes.js'
import { type Project, project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

// Files that come, go, move and lead elsewhere. Whoever asks afterwards gets what is there, or what is wrong with it.

/** The page, the terminal and the front are as they must be after a change that breaks the project. */
async function expectBroken(server: RunningServer, ...texts: readonly string[]): Promise<void> {
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  for (const text of texts) expect(answer.text).toContain(text)
  await server.printed(texts[0]!)
  expect(isRunning(server.pid)).toBe(true)
}

const urls = `import { path } from 'tiny-django/urls'
import * as views from './views'
export const urlpatterns = [path('', views.index)]
`
const settings = `import { defineSettings } from 'tiny-django/conf'
export default defineSettings({ DEBUG: true, SECRET_KEY: 'a secret of a test' })
`

describe('a file is deleted, and comes back', () => {
  const complete = () => project({ 'views.ts': views(goodView), 'urls.ts': urls, 'settings.ts': settings })
  const contents: Record<string, string> = { 'views.ts': views(goodView), 'urls.ts': urls, 'settings.ts': settings }

  test('views.ts, which urls.ts imports', async () => {
    const site = complete()
    await using server = await startServer(site)
    await expectFine(server)
    for (let round = 0; round < 3; round++) {
      site.remove('views.ts')
      await expectBroken(server, 'Could not resolve "./views"', 'urls.ts:2:24')
      site.write('views.ts', contents['views.ts']!)
      await expectFine(server)
    }
  })

  test('urls.ts: without it the views have URLs of their own', async () => {
    const site = project({ 'views.ts': views(`${goodView}export const other = () => new HttpResponse('other')`) })
    site.write('urls.ts', urls)
    await using server = await startServer(site)
    for (let round = 0; round < 3; round++) {
      expect((await server.get('/other/')).status).toBe(404)
      site.remove('urls.ts')
      expect((await server.get('/other/')).text).toBe('other')
      site.write('urls.ts', urls)
    }
    await expectFine(server)
  })

  test('settings.ts: without it the defaults count', async () => {
    const site = complete()
    site.write('settings.ts', settings.replace('DEBUG: true', `DEBUG: true, APPEND_SLASH: false`))
    site.write('urls.ts', urls.replace(`''`, `'here/'`))
    await using server = await startServer(site)
    for (let round = 0; round < 3; round++) {
      expect((await server.get('/here')).status).toBe(404)
      site.remove('settings.ts')
      expect((await server.get('/here')).status).toBe(301)
      site.write('settings.ts', settings.replace('DEBUG: true', `DEBUG: true, APPEND_SLASH: false`))
    }
    expect(isRunning(server.pid)).toBe(true)
  })

  test('all of them at once', async () => {
    const site = complete()
    await using server = await startServer(site)
    for (const file of Object.keys(contents)) site.remove(file)
    await expectBroken(server, `There is neither a urls.ts nor a views.ts in ${site.folder}.`)
    for (const [file, text] of Object.entries(contents)) site.write(file, text)
    await expectFine(server)
  })
})

describe('a folder', () => {
  const blog = (folder: string) => `import { include, path } from 'tiny-django/urls'
import * as blog from './${folder}/urls'
export const urlpatterns = [path('', include(blog))]
`
  const make = () =>
    project({
      'urls.ts': blog('blog'),
      'blog/urls.ts': urls,
      'blog/views.ts': views(
        `import { text } from './deep/er/text'\nexport const index = () => new HttpResponse(text)`,
      ),
      'blog/deep/er/text.ts': `export const text = 'fine'`,
    })

  test('is renamed, with the import of it before, afterwards, and back again', async () => {
    const site = make()
    await using server = await startServer(site)
    await expectFine(server)
    renameSync(site.path('blog'), site.path('news'))
    await expectBroken(server, 'Could not resolve "./blog/urls"', 'urls.ts:2:23')
    site.write('urls.ts', blog('news'))
    await expectFine(server)
    site.write('news/deep/er/text.ts', `export const text = 'watched there too'`)
    await expectFine(server, 'watched there too')
    site.write('urls.ts', blog('blog'))
    await expectBroken(server, 'Could not resolve "./blog/urls"')
    renameSync(site.path('news'), site.path('blog'))
    await expectFine(server, 'watched there too')
    const events = await server.events()
    site.write('blog/deep/er/text.ts', `export const text = 'and here again'`)
    await events.next()
    await expectFine(server, 'and here again')
  })

  test('in the middle is moved out and in', async () => {
    const site = make()
    await using server = await startServer(site)
    for (let round = 0; round < 3; round++) {
      renameSync(site.path('blog/deep'), site.path('elsewhere'))
      await expectBroken(server, 'Could not resolve "./deep/er/text"')
      renameSync(site.path('elsewhere'), site.path('blog/deep'))
      await expectFine(server)
    }
  })

  test('is replaced by another of the same name, with the same files', async () => {
    const site = make()
    await using server = await startServer(site)
    await expectFine(server)
    for (let round = 1; round <= 3; round++) {
      site.write('next/er/text.ts', `export const text = 'round ${round}'`)
      rmSync(site.path('blog/deep'), { recursive: true })
      renameSync(site.path('next'), site.path('blog/deep'))
      await expectFine(server, `round ${round}`)
    }
  })

  test('that is a link is turned to another', async () => {
    const site = make()
    renameSync(site.path('blog/deep'), site.path('release-0'))
    symlinkSync('../release-0', site.path('blog/deep'))
    await using server = await startServer(site)
    await expectFine(server)
    const events = await server.events()
    for (let round = 1; round <= 3; round++) {
      site.write(`release-${round}/er/text.ts`, `export const text = 'release ${round}'`)
      symlinkSync(`../release-${round}`, site.path('link'))
      renameSync(site.path('link'), site.path('blog/deep'))
      await events.next()
      await expectFine(server, `release ${round}`)
    }
  })

  test('leads back to itself by a link', async () => {
    const site = make()
    symlinkSync('..', site.path('blog/round'))
    symlinkSync(site.folder, site.path('blog/deep/all'))
    await using server = await startServer(site)
    await expectFine(server)
    site.write('blog/deep/er/text.ts', `export const text = 'still watched'`)
    await expectFine(server, 'still watched')
  })
})

describe('what is imported', () => {
  const importing = (specifier: string) =>
    views(`import { text } from '${specifier}'\nexport const index = () => new HttpResponse(text)`)

  async function served(files: Record<string, string>): Promise<{ site: Project; server: RunningServer }> {
    const site = project(files)
    return { site, server: await startServer(site) }
  }

  test('is not there yet: the page says what, and goes away when it is written', async () => {
    const { site, server } = await served({ 'views.ts': importing('./not/yet/there') })
    await expectBroken(server, 'Could not resolve "./not/yet/there"', 'views.ts:2:22')
    for (const file of ['not/yet/there.ts', 'not/yet/there/index.ts', 'not/yet/there.js']) {
      site.write(file, `export const text = '${file}'`)
      await expectFine(server, file)
      site.remove('not')
      await expectBroken(server, 'Could not resolve "./not/yet/there"')
    }
    await server.stop()
  })

  test('is there but empty, then without the name that is wanted, then complete', async () => {
    const { site, server } = await served({ 'views.ts': importing('./text'), 'text.ts': `export const text = 'fine'` })
    await expectFine(server)
    site.write('text.ts', '')
    await expectBroken(
      server,
      'Import "text" will always be undefined because the file "text.ts" has no exports',
      'views.ts:2:10',
    )
    site.write('text.ts', 'export const test = 1')
    await expectBroken(server, 'No matching export in "text.ts" for import "text"')
    site.write('text.ts', `export const text = 'fine'`)
    await expectFine(server)
    await server.stop()
  })

  test('leads in a circle', async () => {
    const { site, server } = await served({
      'views.ts': importing('./a'),
      'a.ts': `import { b } from './b'\nexport const text = 'fine'\nexport const a = () => b()`,
      'b.ts': `import { a } from './a'\nexport const b = () => typeof a`,
    })
    await expectFine(server)
    site.write('b.ts', `import { a } from './a'\nexport const b = a()`)
    await expectBroken(server, `Cannot access 'a' before initialization`, `${site.path('b.ts')}:2:18`)
    site.write('b.ts', `import { a } from './a'\nexport const b = () => typeof a`)
    await expectFine(server)
    await server.stop()
  })

  test('changes its case only', async () => {
    const { site, server } = await served({ 'views.ts': importing('./text'), 'text.ts': `export const text = 'fine'` })
    await expectFine(server)
    renameSync(site.path('text.ts'), site.path('Text.ts'))
    await expectBroken(server, `views.ts:2:22: Cannot read file: ${site.path('text.ts')}`)
    site.write('views.ts', importing('./Text'))
    await expectFine(server)
    renameSync(site.path('Text.ts'), site.path('TEXT.ts'))
    renameSync(site.path('TEXT.ts'), site.path('Text.ts'))
    await expectFine(server)
    await server.stop()
  })

  test('comes from two places of which one comes and goes', async () => {
    const { site, server } = await served({
      'views.ts': importing('./text'),
      'text/index.ts': `export const text = 'folder'`,
    })
    await expectFine(server, 'folder')
    const events = await server.events()
    site.write('text.ts', `export const text = 'file'`)
    await events.next()
    await expectFine(server, 'file')
    site.remove('text.ts')
    await expectFine(server, 'folder')
    await server.stop()
  })

  test('is a package that is not installed: the page says how to, and goes away when it is', async () => {
    const { site, server } = await served({ 'views.ts': importing('left-pad-of-nobody') })
    await expectBroken(server, 'The package "left-pad-of-nobody" is not installed.', 'npm install left-pad-of-nobody')
    const events = await server.events()
    site.write(
      'node_modules/left-pad-of-nobody/package.json',
      '{ "name": "left-pad-of-nobody", "type": "module", "main": "index.js" }',
    )
    site.write('node_modules/left-pad-of-nobody/index.js', `export const text = 'installed'`)
    while ((await server.get('/')).text !== 'installed') await events.next()
    await expectFine(server, 'installed')
    await server.stop()
  })

  test('is found by the paths of tsconfig.json, which change', async () => {
    const paths = (folder: string) =>
      JSON.stringify({ compilerOptions: { paths: { '@/*': [`./${folder}/*`] } }, include: ['.'] })
    const { site, server } = await served({
      'views.ts': importing('@/text'),
      'tsconfig.json': paths('one'),
      'one/text.ts': `export const text = 'one'`,
      'two/text.ts': `export const text = 'two'`,
    })
    await expectFine(server, 'one')
    site.write('tsconfig.json', paths('two'))
    await expectFine(server, 'two')
    site.remove('tsconfig.json')
    const answer = await server.get('/')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('@/text')
    site.write('tsconfig.json', paths('one'))
    await expectFine(server, 'one')
    await server.stop()
  })
})

test('.env is created, changed and removed', async () => {
  const site = project({
    'views.ts': views(`export const index = () => new HttpResponse(process.env.GREETING ?? 'none')`),
  })
  await using server = await startServer(site)
  for (let round = 0; round < 3; round++) {
    await expectFine(server, 'none')
    site.write('.env', 'GREETING=hello')
    await expectFine(server, 'hello')
    site.write('.env', 'GREETING=byeee')
    await expectFine(server, 'byeee')
    site.remove('.env')
  }
  await expectFine(server, 'none')
})

describe('files of every kind', () => {
  test('names that are not ASCII, with spaces, and with what means something elsewhere', async () => {
    const site = project()
    mkdirSync(site.path('mon café [1]'))
    site.write(
      'mon café [1]/views.ts',
      views(`import { text } from './ü ñ/日本 (2)#?%20'\nexport const index = () => new HttpResponse(text)`),
    )
    site.write('mon café [1]/ü ñ/日本 (2)#?%20.ts', `export const text: string = 'fine'`)
    await using server = await startServer(site, { args: ['mon café [1]'] })
    await expectFine(server)
    const events = await server.events()
    site.write(
      'mon café [1]/ü ñ/日本 (2)#?%20.ts',
      `export const text: string = failing()\nfunction failing(): string { throw new Error('here') }`,
    )
    await events.next()
    await expectBroken(server, `${site.path('mon café [1]/ü ñ/日本 (2)#?%20.ts')}:2:36`)
    site.write('mon café [1]/ü ñ/日本 (2)#?%20.ts', `export const text: string = 'mended'`)
    await events.next()
    await expectFine(server, 'mended')
  })

  test('a byte order mark and the line ends of Windows: places are right all the same', async () => {
    const site = project()
    const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`
    site.write('views.ts', windows(views(goodView)))
    await using server = await startServer(site)
    await expectFine(server)
    site.write('views.ts', windows(views(`\nexport const index = () => {\n  throw new Error('here')\n}\n`)))
    const thrown = await server.get('/')
    expect(thrown.text).toContain(`${site.path('views.ts')}:4:9`)
    expect(thrown.text).toContain(`> 4 |   throw new Error('here')\n`)
    site.write('views.ts', windows(views(`\nexport const index = (\n`)))
    const broken = await server.get('/')
    expect(broken.text).toMatch(/views\.ts:4:1: Unexpected end of file/)
    site.write('views.ts', windows(views(`export const index = () => 1 +;\n`)))
    expect((await server.get('/')).text).toContain('views.ts:2:31: Unexpected ";"')
    site.write('views.ts', windows(views(goodView)))
    await expectFine(server)
  })

  test('bytes that are no text', async () => {
    const site = project({ 'views.ts': views(goodView) })
    await using server = await startServer(site)
    site.write('views.ts', `\0\u0001\uFFFD`)
    const { status } = await server.get('/')
    expect(status).toBe(500)
    site.write('views.ts', views(goodView))
    await expectFine(server)
  })
})
