import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import type { Application } from '../../src/core/application.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { emptyFolder, typeErrors } from '../cli/helpers.js'
import { bytes, pieces } from '../http/helpers.js'

// The code of the page about middleware is a project: each block begins with its file's name.

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/middleware.md'), 'utf8')

function project(): string {
  const folder = emptyFolder()
  for (const [, name, code] of page.matchAll(/```ts\n\/\/ ([\w/]+\.ts)\n(.*?)```/gs)) {
    mkdirSync(dirname(join(folder, name!)), { recursive: true })
    writeFileSync(join(folder, name!), code!)
  }
  return folder
}

test('every block is a file', () => {
  expect(readdirSync(project()).filter(name => name.endsWith('.ts')).length).toBe(page.split('```ts').length - 1)
})

test('compiles', () => {
  const folder = project()
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'ESNext', moduleResolution: 'bundler', strict: true, noEmit: true },
    lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: Object.fromEntries(Object.entries(sources()).map(([name, file]) => [name, [file]])),
  }
  const include = ['*.ts', join(root, 'src/text-files.d.ts')]
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
  // What is wrong in the source itself `npm run check` says.
  const errors = typeErrors(folder).split('\n')
  expect(errors.filter(line => line !== '' && !line.startsWith('src/'))).toEqual([])
})

test('logs somebody in', async () => {
  const { app, HttpRequest, receiveBody } = await compiled(project())
  const visit = async (method: string, target: string, cookies: Record<string, string>, body = '') => {
    const Cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ')
    const type = 'application/x-www-form-urlencoded'
    const headers = { Host: 'localhost', Cookie, 'Content-Type': type, 'Content-Length': String(body.length) }
    const request = new HttpRequest({ method, target, rawHeaders: Object.entries(headers).flat() })
    await receiveBody(request, pieces([bytes(body)]))
    const response = await app.handle(request)
    return { response, cookies: { ...cookies, ...cookiesOf(response) }, text: String(response.payload) }
  }
  const first = await visit('GET', '/', {})
  expect(first.text).toMatch(/^Anonymous, visit 1\. {2}\w{64}$/)
  const token = first.text.slice(-64)
  expect((await visit('POST', '/login/', first.cookies, 'name=Ann')).response.statusCode).toBe(403)
  const login = await visit('POST', '/login/', first.cookies, `name=Ann&csrfmiddlewaretoken=${token}`)
  expect(login.response.statusCode).toBe(302)
  expect((await visit('GET', '/', login.cookies)).text).toMatch(/^Ann, visit 2\. Welcome! \w{64}$/)
})

function cookiesOf(response: HttpResponseBase): Record<string, string> {
  return Object.fromEntries(Array.from(response.cookies, ([name, { value }]) => [name, value]))
}

interface Compiled {
  readonly app: Application
  readonly HttpRequest: typeof import('../../src/http/request.js').HttpRequest
  receiveBody(request: object, body: AsyncIterable<Uint8Array>): Promise<unknown>
}

/** The project's application, and of its own copy of tiny-django what it takes to ask it something. */
async function compiled(folder: string): Promise<Compiled> {
  const outfile = join(folder, 'main.mjs')
  writeFileSync(
    join(folder, 'main.ts'),
    `import { createApplication } from 'tiny-django'
     import settings from './settings'
     import { urlpatterns } from './urls'
     export { HttpRequest } from 'tiny-django/http'
     export { receiveBody } from 'tiny-django/receive'
     export const app = createApplication({ urlpatterns, settings })`,
  )
  await build({
    entryPoints: [join(folder, 'main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
    loader: { '.html': 'text', '.css': 'text' },
    alias: { ...sources(), 'tiny-django/receive': join(root, 'src/http/receive.ts') },
  })
  return import(pathToFileURL(outfile).href)
}

/** The sources of the public paths, the longest first: `tiny-django` is the beginning of all. */
function sources(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { default?: string }>
  }
  const entries = Object.entries(exports).flatMap(([path, { default: file }]) =>
    file ? [[path.replace('.', 'tiny-django'), join(root, file.replace('./dist', 'src').replace(/\.js$/, '.ts'))]] : [],
  )
  return Object.fromEntries(entries.sort(([a], [b]) => b!.length - a!.length))
}
