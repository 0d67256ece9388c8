import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import '../../src/adapters/node.js'
import { StaticFilesHandler } from '../../src/contrib/staticfiles/index.js'
import { LiveReload } from '../../src/devserver/front/live-reload.js'
import { OwnUrls } from '../../src/devserver/front/own-urls.js'
import { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import { createApplication } from '../../src/index.js'
import { rePath } from '../../src/urls/path.js'
import { isSoak } from '../e2e/harness/soak.js'

const numRuns = isSoak ? 100_000 : 3_000

// Every file says where it is, so that whoever gets it can be asked whether he should have.
const project = realpathSync(mkdtempSync(join(tmpdir(), 'tiny-django-paths-')))
afterAll(() => rmSync(project, { recursive: true }))
const root = join(project, 'static')
const inside = ['site.css', 'sub/deep.css', 'a b.css', 'ü.css', '%2e%2e.css', 'site.css.map']
const outside = ['secret.txt', '.env', 'settings.ts', 'static-secret/x.css', 'static.css', 'sub/deep.css']
const withheld = ['static/.env', 'static/.env.local', 'static/code.ts', 'static/CODE.TSX', 'static/.git/config']
for (const file of [...inside.map(each => `static/${each}`), ...outside, ...withheld]) {
  const path = join(project, file)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, path)
}
symlinkSync(join(project, 'secret.txt'), join(root, 'link.txt'))
symlinkSync(join(project, 'static-secret'), join(root, 'link'))
symlinkSync(project, join(root, 'up'))
symlinkSync('/dev/zero', join(root, 'zero'))
symlinkSync(join(root, 'loop'), join(root, 'loop'))
symlinkSync(join(root, 'code.ts'), join(root, 'code.css'))
execFileSync('mkfifo', [join(root, 'pipe')])

const viewAnswer = 'the view'
const app = createApplication({
  urlpatterns: [rePath('', () => new HttpResponse(viewAnswer))],
  settings: { DEBUG: true, STATICFILES_DIRS: [root], ALLOWED_HOSTS: ['*'] },
  observer: {},
})
const handler = new StaticFilesHandler(app)

async function get(target: string): Promise<{ status: number; body: string }> {
  const response = await handler.handle(request(target))
  const pieces: Uint8Array[] = []
  if (response.streaming) for await (const piece of response.streamingContent) pieces.push(piece)
  const body = response.streaming ? Buffer.concat(pieces).toString() : String(response.payload)
  response.close()
  return { status: response.statusCode, body }
}

const request = (target: string) => new HttpRequest({ method: 'GET', target, rawHeaders: ['Host', 'localhost'] })

test.each(inside)('what is in the folder is served: %s', async file => {
  const target = `/static/${file.split('/').map(encodeURIComponent).join('/')}`
  expect(await get(target)).toEqual({ status: 200, body: join(root, file) })
})

/** Beyond what people write: pieces of every advisory about files outside the root that we know of. */
const pieces = [
  ...['/', '//', '\\', '%2f', '%2F', '%5c', '%252f', '.', '..', '...', '%2e', '%2e%2e', '%252e%252e', '.%2e', '..;'],
  ...['%00', '%zz', '%', '%ff', '%c0%ae', '%u002e', '::$DATA', '~1', ':', '?', '?raw??', '?import&raw', '#', '&url'],
  ...['static', 'STATIC', 'static-secret', 'secret.txt', 'SECRET.TXT', '.env', '.ENV', 'settings.ts', 'settings.TS'],
  ...['site.css', 'sub', 'deep.css', 'link.txt', 'link', 'x.css', 'up', 'zero', 'loop', 'pipe', 'code.ts', 'code.css'],
  ...['.git', 'config', '.map', 'CON', 'AUX.txt', '@fs', project, encodeURIComponent(project), 'file:', 'C:'],
]

const targets = fc
  .array(fc.tuple(fc.constantFrom('/', '/', ''), fc.oneof(fc.constantFrom(...pieces), fc.string())), { maxLength: 8 })
  .map(parts => `/static/${parts.flat().join('').slice(0, 500)}`)

test('no target leads to a file outside, by no encoding and no link', async () => {
  let served = 0
  await fc.assert(
    fc.asyncProperty(targets, async target => {
      const { status, body } = await get(target)
      if (status !== 200) {
        expect([400, 404]).toContain(status)
        return
      }
      served++
      expect(realpathSync(body).startsWith(root + sep), `${target} gave ${body}`).toBe(true)
      expect(withheld.map(file => join(project, file))).not.toContain(body)
    }),
    { numRuns },
  )
  expect(served).toBeGreaterThan(0)
})

test('router, static files and the dev server’s own addresses see the same path', async () => {
  const own = new OwnUrls(new LiveReload(), () => {
    throw new Error('The inspector is not asked for a page of another origin.')
  })
  const isOwn = (target: string) => {
    const response = { writeHead: () => response, end: () => response, write: () => true, on: () => response }
    const message = { method: 'GET', headers: { origin: 'null' } } as unknown as IncomingMessage
    return own.answer(message, response as unknown as ServerResponse, { target, rawHeaders: [], hasBody: false })
  }
  const prefixes = [
    '/static/',
    '/__tiny_django__/',
    '/%73tatic/',
    '/%5f_tiny_django__/',
    '/static%2f',
    '//static/',
    '/',
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...prefixes), fc.constantFrom(...pieces), async (prefix, piece) => {
      const target = prefix + piece
      const { path } = request(target)
      expect(isOwn(target)).toBe(path.startsWith('/__tiny_django__/'))
      expect((await get(target)).body === viewAnswer).toBe(!path.startsWith('/static/'))
    }),
    { numRuns: 1000 },
  )
})
