import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type BuildOptions, build, OutputError } from '../../src/build/build.js'
import { BundleError } from '../../src/build/bundle.js'
import { packageRoot } from '../../src/devserver/package.js'
import { emptyFolder } from '../cli/helpers.js'

// What goes into a build, and what does not. That it runs, the tests beside this one show.

const files = {
  'settings.ts': `import { defineSettings } from 'tiny-django/conf'
import { CommonMiddleware } from 'tiny-django/middleware'
export default defineSettings({ SECRET_KEY: 'secret', ALLOWED_HOSTS: ['*'], MIDDLEWARE: [CommonMiddleware] })`,
  'urls.ts': `import { path } from 'tiny-django/urls'
import * as views from './views'
export const urlpatterns = [path('', views.index)]`,
  'views.ts': `import { HttpResponse } from 'tiny-django/http'
export const index = () => new HttpResponse('Hello')`,
}

/** A project and the options that build it. */
function site(more: Readonly<Record<string, string>> = {}) {
  const root = emptyFolder()
  for (const [name, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const options: BuildOptions = {
    root,
    entry: { settings: join(root, 'settings.ts'), urls: join(root, 'urls.ts'), extras: [] },
    target: 'node',
    out: join(root, 'dist'),
    packageRoot,
    debug: false,
    templates: [],
    staticFiles: [],
    naming: null,
    color: false,
  }
  return { root, options }
}

/** The modules of this package in a build, as they are named in `src/`. */
async function ownModules(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build(options)
  const output = Object.values(metafile.outputs).find(({ inputs }) => Object.keys(inputs).length > 0)!
  const modules = join(packageRoot, 'dist', 'modules')
  return Object.keys(output.inputs)
    .map(path => relative(modules, join(options.root, path)))
    .filter(path => !path.startsWith('..'))
}

const isDebugPage = (path: string) => path.startsWith('views/debug/')

describe.each(['node', 'fetch'] as const)('for %s', target => {
  test('nothing of the dev server, the command line, the tests or the technical pages is in it', async () => {
    const { options } = site()
    const modules = await ownModules({ ...options, target })
    expect(modules).toContain('core/application.js')
    expect(modules.filter(path => /^(build|cli|devserver|test)\//.test(path))).toEqual([])
    expect(modules.filter(isDebugPage)).toEqual([])
  })

  test('with DEBUG, the technical pages are', async () => {
    const { options } = site()
    expect((await ownModules({ ...options, target, debug: true })).some(isDebugPage)).toBe(true)
  })

  test('what no module asks for stays out', async () => {
    const { options } = site()
    const modules = await ownModules({ ...options, target })
    expect(
      modules.filter(path => /^(contrib\/(sessions|messages)\/(storage|backends)|middleware\/csrf\.)/.test(path)),
    ).toEqual([])
  })

  test('names no path of this machine', async () => {
    const { options, root } = site()
    const { files } = await build({ ...options, target })
    for (const { content } of files) {
      const text = Buffer.from(content).toString()
      expect([root, packageRoot.slice(1)].filter(place => text.includes(place))).toEqual([])
    }
  })
})

test('for fetch, Node stays out of it', async () => {
  const { options } = site()
  await build({ ...options, target: 'fetch' })
  const text = readFileSync(join(options.out, 'worker.js'), 'utf8')
  expect([...text.matchAll(/from ?"(node:[a-z/_]+)"/g)].map(([, name]) => name)).toEqual([])
})

test('for fetch, a module that needs Node is refused with its place', async () => {
  const { options } = site({
    'views.ts': `import { readFileSync } from 'node:fs'
import { HttpResponse } from 'tiny-django/http'
export const index = () => new HttpResponse(readFileSync('page.html'))`,
  })
  await expect(build({ ...options, target: 'fetch' })).rejects.toThrow(BundleError)
  await expect(build({ ...options, target: 'fetch' })).rejects.toThrow(
    /node:fs is of Node alone: what the fetch target runs on does not have it \(imported by views\.ts\)[\s\S]*views\.ts:1:/,
  )
})

test('what is for tests may not be imported by the project itself', async () => {
  const { options } = site({
    'views.ts': `import { Client } from 'tiny-django/test'\nexport const index = () => new Client()`,
  })
  await expect(build(options)).rejects.toThrow('"tiny-django/test" is for tests')
})

describe('the folder', () => {
  test('is written again, whatever an earlier build has left in it', async () => {
    const { options } = site()
    await build({ ...options, target: 'fetch' })
    await build(options)
    expect(readdirSync(options.out).sort()).toEqual(['build.json', 'package.json', 'server.js', 'server.js.map'])
    expect(readdirSync(options.root).filter(name => name.startsWith('.dist'))).toEqual([])
  })

  test('that holds anything else is left alone', async () => {
    const { options } = site({ 'dist/thesis.txt': 'years of work' })
    await expect(build(options)).rejects.toThrow(OutputError)
    await expect(build({ ...options, out: options.root })).rejects.toThrow('holds files that no build has written')
    expect(readFileSync(join(options.out, 'thesis.txt'), 'utf8')).toBe('years of work')
  })

  test('is left as it was when the build fails', async () => {
    const { options, root } = site()
    await build(options)
    writeFileSync(join(root, 'views.ts'), 'export const index = (')
    await expect(build(options)).rejects.toThrow(BundleError)
    expect(existsSync(join(options.out, 'server.js'))).toBe(true)
  })
})
