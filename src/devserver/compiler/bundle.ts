import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Metafile, Plugin } from 'esbuild'
import { loadEsbuild, loaderOf } from '../../project/esbuild.js'
import { packageRoot } from '../package.js'
import { type Bundle, importMetaName } from '../protocol.js'
import { stateFolder } from '../types.js'
import { bundleOptions, entryName } from './esbuild.js'
import { importedByBundle } from './imported-names.js'

let bundles = 0

/** Where bundles are that could not be written into the project. */
let elsewhere: string | null = null

/** Writes the project as one ES module that Node imports from disk: the only way to run top-level await as it is. */
export async function writeBundle(root: string, entryPaths: readonly string[]): Promise<Omit<Bundle, 'awaiting'>> {
  try {
    return await writeInto(ownFolderOf(root), root, entryPaths)
  } catch (error) {
    if (!unwritable.has((error as NodeJS.ErrnoException).code)) throw error
    return writeInto(temporaryFolderFor(root), root, entryPaths)
  }
}

/** The disk is full, or not this user's to write to. */
const unwritable = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'])

function ownFolderOf(root: string): string {
  const folder = join(stateFolder(root), 'cache')
  mkdirSync(folder, { recursive: true })
  return folder
}

// From there imports must find the packages that they find in the project.
function temporaryFolderFor(root: string): string {
  if (elsewhere !== null) return elsewhere
  elsewhere = mkdtempSync(join(tmpdir(), 'tiny-django-'))
  const packages = nodeModulesOf(root)
  if (packages) symlinkSync(packages, join(elsewhere, 'node_modules'))
  return elsewhere
}

function nodeModulesOf(folder: string): string | undefined {
  const packages = join(folder, 'node_modules')
  if (existsSync(packages)) return packages
  return dirname(folder) === folder ? undefined : nodeModulesOf(dirname(folder))
}

async function writeInto(
  folder: string,
  root: string,
  entryPaths: readonly string[],
): Promise<Omit<Bundle, 'awaiting'>> {
  const { build } = loadEsbuild()
  // A name of its own for each, because Node keeps what it has imported by name.
  const file = join(folder, `${prefix}${process.pid}-${++bundles}.mjs`)
  const usual = bundleOptions(root, entryPaths)
  const options = {
    ...usual,
    outfile: file,
    sourcemap: 'external' as const,
    external: [],
    plugins: [ownModules, importMeta, ...(usual.plugins ?? [])],
    define: { 'import.meta': importMetaName },
    banner: { js: `const ${resolveName} = specifier => import.meta.resolve(specifier);` },
  }
  const { outputFiles, metafile } = await build({ ...options, write: false })
  const map = outputFiles.find(each => each.path.endsWith('.map'))!.text
  const { contents, text } = outputFiles.find(each => each.path === file)!
  writeFileSync(file, contents)
  removeOldBundles(folder)
  return { file, map, names: ownNamed(importedByBundle(text)), sources: sourcesOf(metafile, root) }
}

/** Removes the bundles that this process has written. */
export function removeBundles(root: string): void {
  removeWhere(join(root, '.tiny-django', 'cache'), ({ pid }) => pid === process.pid)
  if (elsewhere !== null) rmSync(elsewhere, { recursive: true, force: true })
  elsewhere = null
}

const prefix = 'bundle-'

// The last two stay: while the newer is being loaded, a process that crashed may still need the one before. And what a
// server has left that was ended by force is nobody's.
function removeOldBundles(folder: string): void {
  removeWhere(folder, ({ pid, number }) => (pid === process.pid ? number < bundles - 1 : !isAlive(pid)))
}

function removeWhere(folder: string, isOver: (bundle: { pid: number; number: number }) => boolean): void {
  for (const name of namesIn(folder)) {
    const [, pid, number] = /^bundle-(\d+)-(\d+)\.mjs$/.exec(name) ?? []
    if (pid && isOver({ pid: Number(pid), number: Number(number) })) rmSync(join(folder, name), { force: true })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const ownFolder = pathToFileURL(join(packageRoot, 'dist', 'devserver', 'app', 'own')).href

// The file lies in a folder from which no import would find this package, and must get the code the app process runs.
const ownModules: Plugin = {
  name: 'tiny-django',
  setup(build) {
    build.onResolve({ filter: /^tiny-django(\/|$)/ }, ({ path }) => {
      const name = path.split('/').slice(1).join('/') || 'index'
      return { path: `${ownFolder}/${name}.js`, external: true }
    })
  },
}

/** What `ownModules` has done to the specifiers, undone. */
function ownNamed(names: Bundle['names']): Bundle['names'] {
  const own = (specifier: string) => {
    if (!specifier.startsWith(`${ownFolder}/`)) return specifier
    return `tiny-django/${specifier.slice(ownFolder.length + 1, -'.js'.length)}`.replace(/\/index$/, '')
  }
  return Object.fromEntries(Object.entries(names).map(([specifier, each]) => [own(specifier), each]))
}

const resolveName = '__tinyDjangoResolve'
const metaNamespace = 'tiny-django-import-meta'

// In one file all modules have one `import.meta`, so each imports its own instead. The import comes last, where it moves
// no line and no column.
const importMeta: Plugin = {
  name: metaNamespace,
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, ({ path }) => {
      const source = readText(path)
      if (!source?.includes('import.meta')) return undefined // esbuild reads it, or says why it cannot
      const contents = `${source}\nimport ${importMetaName} from ${JSON.stringify(`${metaNamespace}:${path}`)}`
      return { contents, loader: loaderOf(path), resolveDir: dirname(path) }
    })
    build.onResolve({ filter: new RegExp(`^${metaNamespace}:`) }, ({ path }) => ({
      path: path.slice(metaNamespace.length + 1),
      namespace: metaNamespace,
    }))
    build.onLoad({ filter: /.*/, namespace: metaNamespace }, ({ path }) => ({ contents: metaModule(path) }))
  },
}

function metaModule(path: string): string {
  const url = pathToFileURL(path).href
  return (
    `const url = ${JSON.stringify(url)}\n` +
    `export default { url, dirname: ${JSON.stringify(dirname(path))}, filename: ${JSON.stringify(path)}, ` +
    `resolve: specifier => /^[./]/.test(specifier) ? new URL(specifier, url).href : ${resolveName}(specifier) }\n`
  )
}

function sourcesOf({ inputs }: Metafile, root: string): string[] {
  const names = Object.keys(inputs).filter(name => name !== entryName && !name.startsWith(`${metaNamespace}:`))
  return names.map(name => resolve(root, name))
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
