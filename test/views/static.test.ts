import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import '../../src/adapters/node.js'
import { overrideSettings } from '../../src/conf/testing.js'
import { LocmemLoader } from '../../src/template/loaders/locmem.js'
import { Client } from '../../src/test/index.js'
import '../../src/test/matchers.js'
import { path } from '../../src/urls/path.js'
import type { URLPatterns } from '../../src/urls/types.js'
import { serve, staticUrls } from '../../src/views/index.js'

const documentRoot = mkdtempSync(join(tmpdir(), 'tiny-django-serve-'))
mkdirSync(join(documentRoot, 'photos'))
writeFileSync(join(documentRoot, 'photos', 'a & b.txt'), '0123456789')
writeFileSync(join(documentRoot, 'photos', '.hidden'), '')
afterAll(() => rmSync(documentRoot, { recursive: true }))

const urlpatterns = [
  path('media/<path:path>', serve, { kwargs: { documentRoot } }),
  path('list/<path:path>', serve, { kwargs: { documentRoot, showIndexes: true } }),
] satisfies URLPatterns
const client = new Client({ app: { urlpatterns } })

async function text(target: string, headers = {}): Promise<string> {
  return String(Buffer.from(await (await client.get(target, null, { headers })).read()))
}

describe('serve', () => {
  test('sends a file, or a part of it', async () => {
    expect(await text('/media/photos/a & b.txt')).toBe('0123456789')
    expect(await text('/media/photos/a & b.txt', { Range: 'bytes=2-4' })).toBe('234')
    expect(await client.get('/media/photos/a & b.txt', null, { headers: { Range: 'bytes=99-' } })).toHaveStatus(416)
  })

  test('sends nothing to who has it', async () => {
    const date = (await client.get('/media/photos/a & b.txt')).getHeader('Last-Modified')!
    const headers = { 'If-Modified-Since': date }
    expect(await client.get('/media/photos/a & b.txt', null, { headers })).toHaveStatus(304)
  })

  test('lists a folder when told to, and escapes what it shows', async () => {
    expect(await client.get('/media/photos/')).toHaveStatus(404)
    const page = await client.get('/list/photos/')
    expect(page).toContainText('<a href="a%20%26%20b.txt">a &amp; b.txt</a>')
    expect(page).not.toContainText('hidden')
  })

  test("lists it by the project's own template", async () => {
    const source = '{{ directory }}: {{ file_list|join:"," }}'
    const loaders = [[LocmemLoader, { 'static/directory_index.html': source }]] as const
    using _ = overrideSettings({ TEMPLATES: [{ OPTIONS: { loaders } }] } as never)
    expect((await client.get('/list/photos/')).text).toBe('photos/: a &amp; b.txt')
  })

  test('answers what leads out with 400, what is not there with 404', async () => {
    expect(await client.get('/media/../../etc/passwd')).toHaveStatus(400)
    expect(await client.get('/media/photos/nope')).toHaveStatus(404)
    expect(await client.get('/media/photos/a & b.txt%00')).toHaveStatus(404)
  })
})

test('staticUrls is empty without DEBUG, and has any view when told', () => {
  expect(overrideSettings({ DEBUG: false }, () => staticUrls('/media/', { documentRoot }))).toEqual([])
  const patterns = overrideSettings({ DEBUG: true }, () => [
    ...staticUrls('/media/', { documentRoot }),
    ...staticUrls('/other/', { view: serve, documentRoot, showIndexes: true }),
  ])
  expect(patterns.map(({ route }) => route)).toEqual(['^media/(?P<path>.*)$', '^other/(?P<path>.*)$'])
})
