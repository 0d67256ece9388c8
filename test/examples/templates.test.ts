import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { emptyFolder, typeErrors } from '../cli/helpers.js'

// `expected/` is what Django makes of the same templates: record-templates.py wrote it.

const folder = join(packageRoot, 'examples/templates')

interface Site {
  get(path: string): Promise<{ statusCode: number; text: string }>
}

/** The example as its users have it: one program, made with the sources of this package. */
async function openSite(): Promise<Site> {
  const outfile = join(emptyFolder(), 'site.mjs')
  await build({
    stdin: { contents: program, resolveDir: folder, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
    loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
    plugins: [
      {
        name: 'tiny-django',
        setup: ({ onResolve, resolve }) => {
          onResolve({ filter: /^tiny-django\// }, async ({ path }) => {
            const name = path.slice('tiny-django/'.length)
            const found = await resolve(`./src/${name}/index.ts`, { resolveDir: packageRoot, kind: 'import-statement' })
            return found.errors.length === 0 ? found : { path: join(packageRoot, `src/${name}.ts`) }
          })
        },
      },
    ],
  })
  return ((await import(pathToFileURL(outfile).href)) as { site: Site }).site
}

const program = `
  import ${JSON.stringify(join(packageRoot, 'src/adapters/node-platform.ts'))}
  import { createApplication } from ${JSON.stringify(join(packageRoot, 'src/index.ts'))}
  import { setTemplateFolders, setTemplateLibraries } from 'tiny-django/template'
  import { Client } from 'tiny-django/test'
  import { register } from './books/templatetags/shelf'
  import settings from './settings'
  import * as urls from './urls'
  setTemplateFolders({ dirs: [${JSON.stringify(join(folder, 'templates'))}], appDirs: [${JSON.stringify(join(folder, 'books/templates'))}] })
  setTemplateLibraries(new Map([['shelf', register]]))
  export const site = new Client({ app: createApplication({ ...urls, settings }) })
`

const expected = (name: string) => readFileSync(join(packageRoot, 'test/examples/expected', name), 'utf8')

describe('examples/templates', () => {
  let opened: Promise<Site> | null = null

  test.each([
    ['/', 'list.html'],
    ['/books/cookery/', 'cookery.html'],
    ['/books/maps/', 'maps.html'],
  ])('%s is the page that Django makes, byte for byte', async (path, page) => {
    opened ??= openSite()
    const { statusCode, text } = await (await opened).get(path)
    expect(statusCode).toBe(200)
    expect(text).toBe(expected(page))
  })

  test('opens without red', () => {
    expect(typeErrors(folder)).toBe('')
  })
})
