import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import '../../../src/adapters/node.js'
import { overrideSettings } from '../../../src/conf/testing.js'
import { find, findAll, StaticFilesHandler, staticfilesUrlpatterns } from '../../../src/contrib/staticfiles/index.js'
import { createApplication } from '../../../src/core/create-application.js'
import { HttpResponse } from '../../../src/http/response.js'
import { path } from '../../../src/urls/path.js'
import { get } from '../../core/requests.js'

// What is inside is the working directory of these tests, as it is the one of the server.
const outside = realpathSync(mkdtempSync(join(tmpdir(), 'tiny-django-staticfiles-')))
const folder = join(outside, 'site')
const before = process.cwd()
// Nobody needs to hear of what is refused here.
const LOGGING = { loggers: { django: { handlers: ['null'] } } }

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

beforeEach(() => {
  write('settings.ts', 'secret')
  write('static/site.css', 'of the project')
  write('static/page.ts', 'source')
  write('static/.env', 'SECRET=1')
  write('blog/static/blog/post.css', 'of the blog')
  write('blog/static/site.css', 'hidden')
  write('shop/static/shop.js', 'of the shop')
  write('extra/site.css', 'extra')
  writeFileSync(join(outside, 'passwords.txt'), 'secret')
  process.chdir(folder)
})

afterEach(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true })
})

async function read(content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('the finders', () => {
  test('look in STATICFILES_DIRS, the static folder of the project and those of its apps', () => {
    expect(find('site.css')?.path).toBe(join(folder, 'static/site.css'))
    expect(find('blog/post.css')?.path).toBe(join(folder, 'blog/static/blog/post.css'))
    expect(find('nope.css')).toBeNull()
    using _ = overrideSettings({ STATICFILES_DIRS: ['extra', ['downloads', 'extra']] })
    expect(findAll('site.css').map(each => each.path)).toEqual([
      join(folder, 'extra/site.css'),
      join(folder, 'static/site.css'),
      join(folder, 'blog/static/site.css'),
    ])
    expect(find('downloads/site.css')?.path).toBe(join(folder, 'extra/site.css'))
  })

  test('look in INSTALLED_APPS alone when there are some', () => {
    using _ = overrideSettings({ INSTALLED_APPS: ['shop'] })
    expect([find('shop.js') !== null, find('blog/post.css')]).toEqual([true, null])
  })
})

describe('in front of an application', () => {
  const app = createApplication({
    settings: { DEBUG: true, ALLOWED_HOSTS: ['testserver'], LOGGING },
    urlpatterns: [path('', () => new HttpResponse('the view'))],
  })
  const server = new StaticFilesHandler(app)

  async function fetch(target: string, headers?: Readonly<Record<string, string>>) {
    const response = await server.handle(get(target, headers))
    const body = response.streaming ? await read(response.streamingContent) : Buffer.from(response.payload)
    response.close()
    return { status: response.statusCode, headers: response.headers, body: String(body) }
  }

  test('static files are served from wherever they are', async () => {
    expect(await fetch('/static/site.css')).toMatchObject({ status: 200, body: 'of the project' })
    expect(await fetch('/static/blog/post.css')).toMatchObject({ status: 200, body: 'of the blog' })
    expect(await fetch('/')).toMatchObject({ status: 200, body: 'the view' })
  })

  test('in part, or not at all to who has them', async () => {
    const part = await fetch('/static/site.css', { Range: 'bytes=3-5' })
    expect([part.status, part.body, part.headers.get('Content-Range')]).toEqual([206, 'the', 'bytes 3-5/14'])
    const { headers } = await fetch('/static/site.css')
    const again = await fetch('/static/site.css', { 'If-Modified-Since': headers.get('Last-Modified')! })
    expect([again.status, again.body]).toEqual([304, ''])
  })

  test.each([
    ['/static/', 404],
    ['/static/blog', 404],
    ['/static/nope.css', 404],
    ['/static/../settings.ts', 400],
    ['/static/..%2fsettings.ts', 400],
    ['/static/%2e%2e/settings.ts', 400],
    ['/static/%2e%2e%2f%2e%2e%2fpasswords.txt', 400],
    ['/static/blog/../../../passwords.txt', 400],
    ['/static/..%5csettings.ts', 404],
    ['/static/%252e%252e/settings.ts', 404],
    ['/static/site.css%00.txt', 404],
    ['/static//etc/passwd', 404],
    ['/static/page.ts', 404],
    ['/static/page.ts/', 404],
    ['/static/PAGE.TS', 404],
    ['/static/.env', 404],
  ])('%s is answered with %i', async (target, status) => {
    const answer = await fetch(target)
    expect(answer.status).toBe(status)
    for (const secret of ['of the', 'secret', 'source', 'SECRET', 'root:']) expect(answer.body).not.toBe(secret)
  })

  test('what a link leads to is served inside the folder only', async () => {
    symlinkSync(join(folder, 'static/site.css'), join(folder, 'static/same.css'))
    symlinkSync(outside, join(folder, 'static/up'))
    symlinkSync(join(folder, 'settings.ts'), join(folder, 'static/settings.txt'))
    symlinkSync(join(folder, 'static/page.ts'), join(folder, 'static/page.txt'))
    symlinkSync(join(folder, 'static/loop'), join(folder, 'static/loop'))
    expect(await fetch('/static/same.css')).toMatchObject({ status: 200, body: 'of the project' })
    for (const name of ['up/passwords.txt', 'settings.txt', 'page.txt', 'loop']) {
      expect((await fetch(`/static/${name}`)).status, name).toBe(404)
    }
  })

  test('STATIC_URL may be relative, and on another host', async () => {
    {
      using _ = overrideSettings({ STATIC_URL: 'assets/' })
      expect((await fetch('/assets/site.css')).status).toBe(200)
    }
    using _ = overrideSettings({ STATIC_URL: 'https://cdn.example.com/static/' })
    expect((await fetch('/static/site.css')).status).toBe(404)
  })
})

test('staticfilesUrlpatterns serve them elsewhere, while DEBUG is on', async () => {
  const settings = { DEBUG: true, ALLOWED_HOSTS: ['testserver'] }
  using _ = overrideSettings({ DEBUG: true })
  const app = createApplication({ settings, urlpatterns: staticfilesUrlpatterns() })
  expect((await app.handle(get('/static/shop.js'))).statusCode).toBe(200)
  expect(overrideSettings({ DEBUG: false }, staticfilesUrlpatterns)).toEqual([])
})
