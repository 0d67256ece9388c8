// Builds dist/: one JavaScript entry per public path (esbuild, shared code in chunks) and its types (tsc).
import { spawnSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const fresh = `${root}dist-new-${process.pid}`
const source = path => `${root}src/${path}`

/** Output name in dist/ -> source file. The first group is the public API, the second what bin/ starts. */
const entries = {
  index: 'index.ts',
  'http/index': 'http/index.ts',
  'urls/index': 'urls/index.ts',
  'conf/index': 'conf/index.ts',
  'middleware/index': 'middleware/index.ts',
  'views/index': 'views/index.ts',
  'adapters/node': 'adapters/node.ts',
  'adapters/fetch': 'adapters/fetch.ts',

  'cli/main': 'cli/main.ts',
  'devserver/spawn': 'devserver/spawn.ts',
  'devserver/app/main': 'devserver/app/main.ts',
  'devserver/app/guard': 'devserver/app/guard.ts',
}

async function buildJavaScript() {
  await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries)
      .filter(([, path]) => existsSync(source(path)))
      .map(([out, path]) => ({ out, in: source(path) })),
    outdir: fresh,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
    legalComments: 'none',
    logLevel: 'warning',
  })
}

function buildTypes() {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc')
  const { status } = spawnSync(
    process.execPath,
    [tsc, '-p', `${root}tsconfig.build.json`, '--outDir', `${fresh}/types`],
    { stdio: 'inherit' },
  )
  if (status !== 0) process.exitCode = 1
}

await buildJavaScript()
if (!process.argv.includes('--no-types')) buildTypes()
replaceDist()

// At once, so that a server that runs from dist/ never finds half of it.
function replaceDist() {
  const old = `${root}dist-old-${process.pid}`
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old)
  renameSync(fresh, `${root}dist`)
  rmSync(old, { recursive: true, force: true })
}
