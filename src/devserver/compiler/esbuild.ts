import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { assetLoaders } from '../../project/esbuild.js'
import { packageOptions } from './linked-packages.js'

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
