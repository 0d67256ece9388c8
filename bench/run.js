// The benchmarks are TypeScript, which the oldest supported Node cannot run: esbuild makes one module of them first.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outfile = join(root, 'node_modules', '.cache', 'tiny-django-bench', 'main.js')

await build({
  entryPoints: [join(root, 'bench', 'main.ts')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'inline',
  logLevel: 'warning',
})
process.setSourceMapsEnabled(true)
const { main } = await import(pathToFileURL(outfile).href)
process.exitCode = await main(root, process.argv.slice(2))
