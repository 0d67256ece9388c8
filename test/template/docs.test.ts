import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { chromium } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { emptyFolder } from '../cli/helpers.js'

// The code of the pages about templates is run: a block that begins with a file's name is a file, each of the others a
// program beside them, and what a comment says an expression gives, it has to give.

describe.each(['docs/templates.md', 'docs/templates-tag-libraries.md'])('%s', page => {
  const blocks = [...readFileSync(join(packageRoot, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, code]) => code!,
  )
  const files = blocks.filter(code => fileName.test(code))
  const programs = blocks.filter(code => !fileName.test(code))

  test.each(programs.map((code, index) => [index + 1, code] as const))(
    'program %i gives what it says',
    async (_, code) => {
      const folder = emptyFolder()
      for (const file of files) writeFileSync(join(folder, fileName.exec(file)![1]!), file)
      writeFileSync(join(folder, 'main.ts'), observed(code))
      const results = await run(folder)
      expect(results.length).toBeGreaterThan(0)
      for (const [expression, actual, expected] of results) expect([expression, actual]).toEqual([expression, expected])
    },
  )
})

const fileName = /^\/\/ (\w+\.ts)\n/

/** Each line with a value behind it becomes one that notes both. */
function observed(code: string): string {
  const lines = code.replace(/^(?!import|const)(\S.*?) \/\/ (.+)$/gm, (_, expression: string, value: string) => {
    return `results.push([${JSON.stringify(expression)}, ${expression}, ${value}])`
  })
  return `${lines}\nexport default results\n`.replace(
    /^((?:import [^;]*?from '[^']+'\n|import '[^']+'\n)*)/,
    '$1\nconst results: unknown[][] = []\n',
  )
}

/** `tiny-django/…` as it is in this folder. */
const ownModules: Plugin = {
  name: 'tiny-django',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^tiny-django(\/|$)/ }, async ({ path }) => {
      const name = path.replace(/^tiny-django\/?/, '')
      if (name === 'node') return { path: join(packageRoot, 'src/adapters/node.ts'), sideEffects: true }
      const found = await resolve(`./${name}/index.ts`, {
        resolveDir: join(packageRoot, 'src'),
        kind: 'import-statement',
      })
      return found.errors.length === 0 ? found : { path: join(packageRoot, `src/${name}.ts`) }
    })
  },
}

const options: BuildOptions = {
  bundle: true,
  format: 'esm',
  logLevel: 'silent',
  plugins: [ownModules],
  loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
}

async function run(folder: string): Promise<unknown[][]> {
  const outfile = join(folder, 'main.mjs')
  await build({ ...options, entryPoints: [join(folder, 'main.ts')], outfile, platform: 'node', packages: 'external' })
  return ((await import(pathToFileURL(outfile).href)) as { default: unknown[][] }).default
}

const shop = `
  import { Context, defaultLibraries, Engine, LocmemLoader } from 'tiny-django/template'
  const templates = {
    'base.html': '<h1>{% block title %}Shop{% endblock %}</h1>{% block main %}{% endblock %}',
    'list.html': '{% extends "base.html" %}{% load i18n %}{% block main %}{% for tea in teas %}<p class="{% cycle \\'a\\' \\'b\\' %}">' +
      '{{ tea.name|title }}: {{ tea.price|floatformat:2 }} ({{ tea.since|date:"j F Y" }})</p>{% endfor %}{% translate "Bye" %}{% endblock %}',
  }
  const engine = new Engine({ loaders: [[LocmemLoader, templates]], libraries: defaultLibraries })
  const teas = [{ name: '<oolong>', price: 4.5, since: new Date('2024-02-01T12:00:00Z') }]
  export const page = engine.renderToString('list.html', new Context({ teas }))
`
const expectedPage = '<h1>Shop</h1><p class="a">&lt;Oolong&gt;: 4.50 (1 February 2024)</p>Bye'

async function bundled(code: string): Promise<string> {
  const stdin = { contents: code, resolveDir: packageRoot, loader: 'ts' } as const
  const { outputFiles } = await build({ ...options, stdin, platform: 'browser', write: false })
  return outputFiles![0]!.text
}

/** The program without its exports: a script. */
async function script(end: string): Promise<string> {
  return `${(await bundled(shop)).replace(/export \{[^}]*\};?\s*$/, '')}\n${end}`
}

test('in a worker', async () => {
  const code = await script("import { parentPort } from 'node:worker_threads'\nparentPort.postMessage(page)")
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
  const answer = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
  expect(answer).toBe(expectedPage)
})

const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(file => file && existsSync(file))

test.skipIf(!executablePath)('in a browser, under a policy that lets nothing but its script run', async () => {
  const page = await script('document.body.innerHTML = page')
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  try {
    const tab = await browser.newPage()
    const complaints: string[] = []
    tab.on('console', message => complaints.push(message.text()))
    tab.on('pageerror', error => complaints.push(String(error)))
    const policy = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types default"
    const allowing = `trustedTypes.createPolicy('default', { createHTML: text => text });\n`
    await tab.route('http://site.test/**', route => {
      const isScript = route.request().url().endsWith('.js')
      const body = isScript ? allowing + page : '<!doctype html><body><script type="module" src="/page.js"></script>'
      const contentType = isScript ? 'text/javascript' : 'text/html; charset=utf-8'
      return route.fulfill({ contentType, headers: { 'Content-Security-Policy': policy }, body })
    })
    await tab.goto('http://site.test/')
    await tab.waitForSelector('h1')
    expect(await tab.locator('body').innerHTML()).toBe(expectedPage)
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
  }
})
