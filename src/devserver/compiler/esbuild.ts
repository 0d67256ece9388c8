import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import type { BuildOptions, Loader } from 'esbuild'
import { packageOptions } from './linked-packages.js'

const requireHere = createRequire(import.meta.filename)

/**
 * esbuild, loaded on first use; its process starts beside whatever the front does meanwhile. By `require`: it is
 * CommonJS, and `import()` would take some ten milliseconds more to find that out.
 */
export function loadEsbuild(): typeof import('esbuild') {
  return requireHere('esbuild') as typeof import('esbuild')
}

/** Files other than code that a module may import, as text or data. */
export const assetLoaders = { '.html': 'text', '.svg': 'text', '.css': 'text', '.txt': 'text' } as const

const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
  '.json': 'json',
  ...assetLoaders,
}

/** How esbuild is to read a file when it is given only its text. */
export function loaderOf(path: string): Loader {
  return loaders[extname(path)] ?? 'js'
}

/** The options of every bundle of the project: what resolves, and what stays outside. */
export function bundleOptions(root: string, entryPaths: readonly string[]): BuildOptions & { metafile: true } {
  return {
    absWorkingDir: root,
    stdin: { contents: entryModule(entryPaths), resolveDir: root, loader: 'js', sourcefile: entryName },
    outfile: join(root, '.tiny-django', 'bundle.mjs'),
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    ...packageOptions(root),
    // Before `paths` of tsconfig.json, which point at types.
    external: ['tiny-django', 'tiny-django/*'],
    loader: assetLoaders,
    logLevel: 'silent',
  }
}

export const entryName = 'tiny-django-entry.js'

// Named by path, so that the app process finds settings and URLs in the bundle as it finds modules elsewhere.
function entryModule(paths: readonly string[]): string {
  const imports = paths.map((path, index) => `import * as m${index} from ${JSON.stringify(path)}`)
  const members = paths.map((path, index) => `${JSON.stringify(path)}: m${index}`)
  return `${imports.join('\n')}\nexport default { ${members.join(', ')} }`
}
