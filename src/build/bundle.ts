import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import type { BuildOptions, Message, Metafile, OutputFile, PartialMessage, Plugin } from 'esbuild'
import { assetLoaders, loadEsbuild } from '../project/esbuild.js'
import { type EntryParts, entryModule, names, projectModule, runtime, settingsModule, type Target } from './entry.js'

export interface BundleOptions extends Omit<EntryParts, 'modules'> {
  readonly packageRoot: string
  /** Name of the file, in whatever folder. */
  readonly outfile: string
  /** The text of the module with templates and names of static files. */
  readonly contents: string
}

/** A file of a build. */
export interface ProgramFile {
  readonly path: string
  readonly contents: Uint8Array
}

export interface Bundled {
  readonly files: readonly ProgramFile[]
  readonly metafile: Metafile
  readonly warnings: readonly Message[]
}

/** The project cannot be made one file: messages of esbuild, ready to be printed. */
export class BundleError extends Error {
  override readonly name = 'BundleError'

  constructor(messages: readonly PartialMessage[], color: boolean) {
    super(formatted(messages, 'error', color))
  }
}

/** Makes one file of the project. Nothing is written. Throws BundleError. */
export async function bundle(options: BundleOptions, color: boolean): Promise<Bundled> {
  const { build } = loadEsbuild()
  try {
    const first = await build({ ...esbuildOptions(options, []), sourcemap: false, ...kept })
    const modules = projectModules(first.metafile, options.root)
    const { outputFiles, metafile, warnings } = await build({ ...esbuildOptions(options, modules), ...kept })
    return { files: outputFiles.map(file => withoutPlaces(file, options)), metafile, warnings }
  } catch (error) {
    const { errors } = error as { errors?: readonly Message[] }
    throw errors ? new BundleError(errors, color) : error
  }
}

/** A source map names the modules of packages as such, not by where they were installed. */
function withoutPlaces(file: OutputFile, { packageRoot, root, outfile }: BundleOptions): ProgramFile {
  const { path, contents } = file
  if (!path.endsWith('.map')) return { path, contents }
  const map = JSON.parse(file.text) as { sources: string[] }
  const folder = dirname(join(root, outfile))
  const own = [join(packageRoot, 'dist', 'modules'), packageRoot].map(place => `${relative(folder, place)}${sep}`)
  const sources = map.sources.map(source => {
    const installed = source.lastIndexOf('node_modules/')
    const prefix = own.find(each => source.startsWith(each))
    if (prefix !== undefined && installed < prefix.length) return `tiny-django/${source.slice(prefix.length)}`
    return installed === -1 ? source : source.slice(installed)
  })
  return { path, contents: new TextEncoder().encode(JSON.stringify({ ...map, sources })) }
}

/** What esbuild has to say, with file, line and caret. */
export function formatted(messages: readonly PartialMessage[], kind: 'error' | 'warning', color: boolean): string {
  return loadEsbuild()
    .formatMessagesSync([...messages], { kind, color })
    .join('')
    .trimEnd()
}

/** Modules of the project that something imports when it is evaluated, which is when they are evaluated themselves. */
function projectModules({ inputs }: Metafile, root: string): string[] {
  const found = new Set<string>()
  const visit = (name: string) => {
    if (found.has(name) || !inputs[name]) return
    found.add(name)
    for (const { path, kind } of inputs[name].imports) if (kind === 'import-statement') visit(path)
  }
  visit(`made:${names.project}`)
  const isOurs = (name: string) => /\.[cm]?[jt]sx?$/.test(name) && !/^\.\.|(^|\/)node_modules\//.test(name)
  return [...found].filter(name => !name.startsWith('made:') && isOurs(name)).map(name => join(root, name))
}

/** In memory, with what it is made of. */
const kept = { write: false, metafile: true } as const

function esbuildOptions(options: BundleOptions, modules: readonly string[]): BuildOptions {
  const { root, outfile, target } = options
  return {
    absWorkingDir: root,
    entryPoints: [names.entry],
    outfile: join(root, outfile),
    bundle: true,
    format: 'esm',
    sourcemap: 'linked',
    charset: 'utf8',
    legalComments: 'none',
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: true, // with them go the paths of modules, which are of this machine
    keepNames: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: assetLoaders,
    logLevel: 'silent',
    plugins: [ownPackage(options), madeModules({ ...options, modules }), ...(target === 'fetch' ? [noNode(root)] : [])],
    ...targets[target],
  }
}

const targets: Readonly<Record<Target, BuildOptions>> = {
  node: {
    platform: 'node',
    target: 'node20',
    // What is CommonJS among the packages may ask for modules of Node.
    banner: {
      js: 'import{createRequire as __tinyDjangoRequire}from"node:module";const require=__tinyDjangoRequire(import.meta.url);',
    },
  },
  fetch: {
    platform: 'browser',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['module', 'main'],
  },
}

/** The modules that no file has. */
function madeModules(parts: EntryParts & Pick<BundleOptions, 'contents'>): Plugin {
  const texts: Readonly<Record<string, () => string>> = {
    [names.entry]: () => entryModule(parts),
    [names.project]: () => projectModule(parts),
    [names.settings]: () => settingsModule(parts),
    [names.contents]: () => parts.contents,
  }
  return {
    name: 'made',
    setup(build) {
      build.onResolve({ filter: /^tiny-django:/ }, ({ path }) => ({ path, namespace: 'made' }))
      build.onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => ({
        contents: texts[path]!(),
        resolveDir: parts.root,
        loader: 'js',
      }))
    },
  }
}

/**
 * Leads `tiny-django/*` to the modules of this package one by one, whoever imports them: what a project does not use does
 * not come along, and there is one of each.
 */
function ownPackage({ packageRoot }: Pick<BundleOptions, 'packageRoot'>): Plugin {
  const modules = join(packageRoot, 'dist', 'modules')
  const { exports } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    exports: Readonly<Record<string, { readonly default?: string }>>
  }
  return {
    name: 'tiny-django',
    setup(build) {
      build.onResolve({ filter: /^tiny-django:runtime\// }, ({ path }) => ({
        path: join(modules, 'production', path.slice(runtime.length)),
      }))
      build.onResolve({ filter: /^tiny-django(\/|$)/ }, ({ path }) => {
        const file = exports[`.${path.slice('tiny-django'.length)}`]?.default
        if (file === undefined) return { errors: [{ text: `tiny-django has nothing of the name "${path}"` }] }
        if (/^tiny-django\/test(\/|$)/.test(path))
          return { errors: [{ text: `"${path}" is for tests: no module of the project itself may import it` }] }
        return { path: join(modules, file.slice('./dist/'.length)) }
      })
      // The pages of the package lie beside its code, not in it.
      build.onResolve({ filter: /^(\.\.\/)+templates\// }, ({ path, importer }) =>
        importer.startsWith(modules + sep) ? { path: join(packageRoot, path.replace(/^(\.\.\/)+/, '')) } : undefined,
      )
      // In one file, it is a part like any other that is evaluated when it is first asked for.
      build.onLoad({ filter: /[\\/]adapters[\\/]node-charsets\.js$/ }, ({ path }) =>
        path.startsWith(modules + sep)
          ? { contents: readFileSync(path, 'utf8').replace('createRequire(import.meta.filename)', 'require') }
          : undefined,
      )
    },
  }
}

const portableBuiltins = new Set([
  'assert',
  'async_hooks',
  'buffer',
  'crypto',
  'diagnostics_channel',
  'events',
  'path',
  'process',
  'querystring',
  'stream',
  'string_decoder',
  'timers',
  'url',
  'util',
  'zlib',
])

/** Leaves to the runtime what every one has of Node's modules, and refuses the others. */
function noNode(root: string): Plugin {
  return {
    name: 'no-node',
    setup(build) {
      build.onResolve({ filter: /^(node:)?[a-z_0-9]+(\/.*)?$/ }, ({ path, importer }) => {
        const name = path.replace(/^node:/, '')
        if (!path.startsWith('node:') && !builtinModules.includes(name)) return undefined
        if (portableBuiltins.has(name.split('/')[0]!)) return { path: `node:${name}`, external: true }
        const from = importer.startsWith(root) ? relative(root, importer) : importer
        return {
          errors: [
            {
              text: `node:${name} is of Node alone: what the fetch target runs on does not have it (imported by ${from})`,
            },
          ],
        }
      })
    },
  }
}
