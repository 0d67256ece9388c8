// Builds dist/: the public entries, what bin/ starts (esbuild), and the types (tsc).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { buildProgram } from './programs.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const fresh = `${root}dist-new-${process.pid}`

/** Public paths that the app process has in it: import name -> source file. */
const ownModules = {
  'tiny-django': 'index.ts',
  'tiny-django/http': 'http/index.ts',
  'tiny-django/urls': 'urls/index.ts',
  'tiny-django/conf': 'conf/index.ts',
  'tiny-django/dispatch': 'dispatch/index.ts',
  'tiny-django/middleware': 'middleware/index.ts',
  'tiny-django/views': 'views/index.ts',
  'tiny-django/decorators': 'views/decorators/index.ts',
  'tiny-django/checks': 'checks/index.ts',
  'tiny-django/signing': 'signing/index.ts',
  'tiny-django/management': 'management/index.ts',
  'tiny-django/hot': 'hot.ts',
  'tiny-django/shortcuts': 'shortcuts.ts',
  'tiny-django/template': 'template/index.ts',
  'tiny-django/template/context-processors': 'template/context-processors.ts',
  'tiny-django/template/response': 'template/response.ts',
  'tiny-django/contrib/sessions': 'contrib/sessions/index.ts',
  'tiny-django/contrib/messages': 'contrib/messages/index.ts',
  'tiny-django/contrib/staticfiles': 'contrib/staticfiles/index.ts',
  'tiny-django/utils/cache': 'http/cache.ts',
  'tiny-django/utils/csp': 'utils/csp.ts',
  'tiny-django/utils/datastructures': 'utils/datastructures.ts',
  'tiny-django/utils/duration': 'utils/duration.ts',
  'tiny-django/utils/encoding': 'utils/encoding.ts',
  'tiny-django/utils/html': 'utils/html.ts',
  'tiny-django/utils/http': 'utils/http.ts',
  'tiny-django/utils/log': 'utils/log.ts',
  'tiny-django/utils/text': 'utils/text.ts',
  'tiny-django/utils/dateformat': 'utils/dateformat.ts',
  'tiny-django/utils/formats': 'utils/formats.ts',
  'tiny-django/utils/python': 'utils/python.ts',
  'tiny-django/utils/safestring': 'utils/safestring.ts',
  'tiny-django/utils/timesince': 'utils/timesince.ts',
  'tiny-django/utils/timezone': 'utils/timezone.ts',
  'tiny-django/utils/translation': 'utils/translation.ts',
  'tiny-django/contrib/humanize': 'contrib/humanize.ts',
}

/** ES modules that share their code in chunks. */
const entries = [
  ...Object.values(ownModules),
  'adapters/node.ts',
  'adapters/fetch.ts',
  'test/index.ts',
  'test/plugin.ts',
  'test/vitest.ts',
]

/** One CommonJS file each: nothing starts faster, and the dev server's start is made of these. */
const starters = ['cli/start.ts', 'devserver/app/launch.ts', 'devserver/app/guard.ts']

/** What the starters run: in parts, so that a start reads no more than it needs (programs.js). */
const programs = [
  [['cli/main.ts', 'cli/commands/runserver.ts', 'devserver/index.ts']],
  [
    ['devserver/app/main.ts', 'http/index.ts', 'urls/index.ts', 'conf/index.ts'],
    ['middleware/index.ts', 'views/decorators/index.ts'],
    ['template/index.ts', 'shortcuts.ts'],
  ],
]

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
  legalComments: 'none',
  logLevel: 'warning',
}

try {
  await buildEntries()
  await buildModules()
  await buildPrograms()
  await writeStandIns()
  if (!process.argv.includes('--no-types')) buildTypes()
  replaceDist()
} finally {
  rmSync(fresh, { recursive: true, force: true })
}

async function buildEntries() {
  await build({
    ...shared,
    entryPoints: entries.map(named),
    outdir: fresh,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
  })
}

// One by one, for `tiny-django build`, which takes what a project uses and no more.
async function buildModules() {
  const parts = readdirSync(`${root}src`, { recursive: true })
  const entryPoints = parts
    .filter(path => path.endsWith('.ts') && !path.endsWith('.d.ts') && !/^(build|cli|devserver|test)[\\/]/.test(path))
    .map(path => `${root}src/${path}`)
  await build({
    ...shared,
    packages: undefined,
    bundle: false,
    entryPoints,
    outbase: `${root}src`,
    outdir: `${fresh}/modules`,
    format: 'esm',
  })
}

async function buildPrograms() {
  const options = {
    ...shared,
    outdir: fresh,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    minifyWhitespace: true,
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    charset: 'ascii',
    banner: { js: '"use strict";' },
  }
  await build({ ...options, entryPoints: starters.map(named) })
  for (const groups of programs) await buildProgram(options, 'src', groups)
}

function named(file) {
  return { in: `${root}src/${file}`, out: file.replace(/\.ts$/, '') }
}

// In the app process a package that imports tiny-django must get the very code the process runs, not a copy. It is
// started with the condition "tiny-django-app", under which package.json leads to these.
async function writeStandIns() {
  for (const folder of ['utils', 'contrib', 'template'])
    mkdirSync(`${fresh}/devserver/app/own/${folder}`, { recursive: true })
  for (const [name, file] of Object.entries(ownModules)) {
    const exports = Object.keys(await import(pathToFileURL(`${fresh}/${file.replace(/\.ts$/, '.js')}`).href))
    const text =
      `const own = globalThis[Symbol.for('tiny-django.own')][${JSON.stringify(name)}]\n` +
      `export const { ${exports.join(', ')} } = own\n`
    writeFileSync(`${fresh}/devserver/app/own/${name.slice('tiny-django/'.length) || 'index'}.js`, text)
  }
}

function buildTypes() {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc')
  const args = [tsc, '-p', `${root}tsconfig.build.json`, '--outDir', `${fresh}/types`]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}

// At once, so that a server that runs from dist/ never finds half of it.
function replaceDist() {
  const old = `${root}dist-old-${process.pid}`
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old)
  renameSync(fresh, `${root}dist`)
  rmSync(old, { recursive: true, force: true })
}
