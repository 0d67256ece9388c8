import { type Dirent, readdirSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { BuildOptions, Plugin } from 'esbuild'

/**
 * What esbuild is to do with packages: they stay outside of a bundle and are Node's to load. Packages that are links to
 * somewhere else, as those of a workspace are, belong to what somebody is working on: they are sources like any other.
 */
export function packageOptions(root: string): Pick<BuildOptions, 'packages' | 'plugins'> {
  return hasLinkedPackages(root) ? { plugins: [linkedPackages] } : { packages: 'external' }
}

const linkedPackages: Plugin = {
  name: 'linked-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === asked || isOutsideAnyway.test(path)) return undefined
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: asked })
      const isSource = found.errors.length === 0 && !found.external && !found.path.includes(`${sep}node_modules${sep}`)
      return isSource ? { path: found.path } : { path, external: true }
    })
  },
}

/** Marks a question of the plugin's own. */
const asked = Symbol('asked')
const isOutsideAnyway = /^(node:|tiny-django(\/|$))/

function hasLinkedPackages(folder: string): boolean {
  const packages = join(folder, 'node_modules')
  if (entriesOf(packages).some(entry => isLinked(packages, entry))) return true
  return dirname(folder) !== folder && hasLinkedPackages(dirname(folder))
}

function isLinked(folder: string, entry: Dirent): boolean {
  if (entry.isDirectory() && entry.name.startsWith('@')) {
    const scope = join(folder, entry.name)
    return entriesOf(scope).some(each => isLinked(scope, each))
  }
  return entry.isSymbolicLink() && leadsOut(join(folder, entry.name))
}

/** pnpm's packages are links too, but to another folder of packages. */
function leadsOut(link: string): boolean {
  try {
    return !realpathSync(link).includes(`${sep}node_modules${sep}`)
  } catch {
    return false
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
