import { createRequire } from 'node:module'
import { extname } from 'node:path'
import type { Loader } from 'esbuild'

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
