import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { settings } from '../../../src/conf/settings.js'
import { overrideSettings } from '../../../src/conf/testing.js'
import { serve as serveStaticFile } from '../../../src/contrib/staticfiles/index.js'
import { FileResponse, HttpRequest, type HttpResponse, type HttpResponseBase } from '../../../src/http/index.js'
import { serve, staticUrls, wasModifiedSince } from '../../../src/views/index.js'
import type { Family, Input, Recording } from '../family.js'
import { decode } from '../values.js'
import { wireFacts } from './response.js'

export const staticFiles: Family = {
  name: 'static',
  operations: {
    serve: inFolder(serveFromMedia),
    staticfiles_serve: inFolder(serveFromFinders),
    was_modified_since: ({ header, mtime }) => ({ value: wasModifiedSince(header as string, Number(decode(mtime))) }),
    static_helper: ({ prefix }) => ({
      value: staticUrls(prefix as string, { documentRoot: '/' }).map(({ route }) => route),
    }),
  },
}

interface RecordedFile {
  readonly content: Uint8Array
  readonly mtime: number
}

interface Fixtures {
  readonly media: Readonly<Record<string, RecordedFile>>
  readonly media_empty_directories: readonly string[]
  readonly outside_media: Readonly<Record<string, string>>
  readonly staticfiles: {
    readonly dirs: readonly { readonly prefix?: string; readonly files: Readonly<Record<string, string>> }[]
    readonly mtime: number
  }
}

/** Has the recorded files in a folder of their own while `run` answers. */
function inFolder(run: (input: Input, folder: string, fixtures: Fixtures) => HttpResponseBase) {
  return async (input: Input, { fixtures }: Recording): Promise<unknown> => {
    const folder = mkdtempSync(join(tmpdir(), 'tiny-django-static-'))
    try {
      const files = decode(fixtures) as Fixtures
      writeFixtures(folder, files)
      const response = run(input, folder, files)
      const facts = input.show_indexes === true && !response.streaming ? index(response) : await wireFacts(response)
      response.close()
      return response instanceof FileResponse ? inBlocks(facts) : facts
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

function writeFixtures(folder: string, { media, media_empty_directories, outside_media, staticfiles }: Fixtures): void {
  for (const name of media_empty_directories) mkdirSync(join(folder, 'media', name), { recursive: true })
  for (const [name, { content, mtime }] of Object.entries(media)) write(join(folder, 'media', name), content, mtime)
  for (const [name, content] of Object.entries(outside_media)) write(join(folder, 'media', name), content, 0)
  for (const [index, { files }] of staticfiles.dirs.entries())
    for (const [name, content] of Object.entries(files))
      write(join(folder, `sf${index + 1}`, name), content, staticfiles.mtime)
}

function write(path: string, content: string | Uint8Array, mtime: number): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  const date = new Date(1000 * mtime) // a number before 1970 would be taken for now
  utimesSync(path, date, date)
}

function serveFromMedia({ path, request, show_indexes }: Input, folder: string): HttpResponseBase {
  return serve(requestOf(request), {
    path: path as string,
    documentRoot: join(folder, 'media'),
    showIndexes: show_indexes === true,
  })
}

function serveFromFinders({ path, request, insecure }: Input, folder: string, { staticfiles }: Fixtures) {
  const STATICFILES_DIRS = staticfiles.dirs.map(({ prefix }, index): string | [string, string] => {
    const place = join(folder, `sf${index + 1}`)
    return prefix === undefined ? place : [prefix, place]
  })
  return overrideSettings({ STATICFILES_DIRS, DEBUG: settings.DEBUG }, () =>
    serveStaticFile(requestOf(request), { path: path as string, insecure: insecure === true }),
  )
}

function requestOf(described: unknown): HttpRequest {
  const { method = 'GET', headers = {} } = (described ?? {}) as { method?: string; headers?: Record<string, string> }
  return new HttpRequest({ method, target: '/', rawHeaders: Object.entries(headers).flat() })
}

function index(response: HttpResponseBase): Record<string, unknown> {
  const { statusCode: status, text } = response as HttpResponse
  const title = /<title>(.*)<\/title>/.exec(text)?.[1]
  const links = Array.from(text.matchAll(/<a href="(.*)">(.*)<\/a>/g), ([, url, name]) => [url, name])
  return { status, headers: [...response.items()], index: { title, links: links.sort() } }
}

/** A path is read in larger pieces here than in Django: see the README's table. No client can tell. */
function inBlocks({ chunks, ...facts }: Record<string, unknown>): Record<string, unknown> {
  const bytes = Buffer.concat(chunks as Uint8Array[])
  const size = FileResponse.blockSize
  const count = Math.ceil(bytes.length / size)
  return { ...facts, chunks: Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size)) }
}
