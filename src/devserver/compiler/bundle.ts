import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'
import { packageRoot } from '../package.js'
import { stateFolder } from '../types.js'
import { bundleOptions, loadEsbuild } from './esbuild.js'

let bundles = 0

// The file lies in a folder from which no import would find this package, and must get the code the app process runs.
const ownModules: Plugin = {
  name: 'tiny-django',
  setup(build) {
    build.onResolve({ filter: /^tiny-django(\/|$)/ }, ({ path }) => {
      const name = path.split('/').slice(1).join('/') || 'index'
      const file = join(packageRoot, 'dist', 'devserver', 'app', 'own', `${name}.js`)
      return { path: pathToFileURL(file).href, external: true }
    })
  },
}

/** Writes the project as one ES module that Node imports from disk: the only way to run top-level await as it is. */
export async function writeBundle(root: string, entryPaths: readonly string[]): Promise<{ file: string; map: string }> {
  const { build } = await loadEsbuild()
  const folder = join(stateFolder(root), 'cache')
  mkdirSync(folder, { recursive: true })
  // A name of its own for each, because Node keeps what it has imported by name.
  const file = join(folder, `bundle-${process.pid}-${++bundles}.mjs`)
  const options = {
    ...bundleOptions(root, entryPaths),
    outfile: file,
    sourcemap: 'external' as const,
    external: [],
    plugins: [ownModules],
  }
  const { outputFiles } = await build({ ...options, write: false })
  const map = outputFiles.find(each => each.path.endsWith('.map'))!.text
  writeFileSync(file, outputFiles.find(each => each.path === file)!.contents)
  return { file, map }
}
