import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import Module, { createRequire, type ResolveFnOutput, type ResolveHookContext, register } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { didYouMean } from '../../utils/suggest.js'
import { importClauses, namesIn } from '../compiler/imported-names.js'
import type { BuildMessage } from '../compiler/messages.js'
import { packageRoot } from '../package.js'
import { stateFolder } from '../types.js'
import { messagesAbout } from './imports.js'
import { ownPathOf } from './own-modules.js'

/** Own parts that few projects import, so that nobody else waits for them. */
const ownParts: Readonly<Record<string, () => Promise<object>>> = {
  'tiny-django/node': () => import('../../adapters/node.js'),
  'tiny-django/fetch': () => import('../../adapters/fetch.js'),
}

/** A package could not be imported. Says which, by whom, and what to do. */
export class PackageError extends Error {
  override readonly name = 'PackageError'
  readonly specifier: string
  /** The names of packages that would have to be installed. */
  readonly missing: readonly string[]
  /** The same about each place where it is imported; `undefined` when none is known. */
  readonly messages?: readonly BuildMessage[]

  constructor(
    specifier: string,
    message: string,
    missing: readonly string[] = [],
    messages: readonly BuildMessage[] = [],
  ) {
    super(message)
    this.specifier = specifier
    this.missing = missing
    if (messages.length > 0) this.messages = messages
    this.stack = `${this.name}: ${message}` // where it was thrown explains nothing
  }
}

/**
 * The namespace of `specifier` as a file in `root` would import it. `ownNames` are the paths of this package that there
 * are. Throws PackageError when it is not there.
 */
export async function importPackage(
  root: string,
  specifier: string,
  ownNames: readonly string[],
  importersOf: (specifier: string) => readonly string[],
): Promise<object> {
  const own = ownParts[specifier]
  if (own) return own()
  const noPath = async () => {
    const importers = importersOf(specifier)
    const sentence = await noSuchPath(specifier, [...ownNames, ...Object.keys(ownParts)], importers)
    return new PackageError(specifier, sentence, [], messagesAbout(specifier, importers, sentence, root))
  }
  if (/^tiny-django(\/|$)/.test(specifier)) throw await noPath()
  leadRequireToOwn()
  try {
    return await importFrom(root, specifier).catch(error => importWithOwn(root, specifier, error))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    // Whoever comes from Django means this package, and not what somebody has published under that name.
    if (/^django(\/|$)/.test(specifier)) throw await noPath()
    throw missing(root, specifier, importersOf(specifier), String((error as Error).message))
  }
}

/** The path that has what is imported from one that there is not, or else the most similar one. */
async function noSuchPath(specifier: string, paths: readonly string[], importers: readonly string[]): Promise<string> {
  const sentence = `There is no "${specifier}".`
  const clauses = importers.flatMap(file => importClauses(readFileSync(file, 'utf8'), specifier))
  for (const name of clauses.flatMap(({ text }) => namesIn(text))) {
    const home = await ownPathOf(name)
    if (home !== undefined) return `${sentence} ${name} is in "${home}".`
  }
  return `${sentence}${didYouMean(specifier.replace(/^django/, 'tiny-django'), paths)}`
}

type ResolveFilename = (request: string, ...others: unknown[]) => string

/**
 * `require('tiny-django/http')` in a CommonJS package gets the code of this process, also while tiny-django is in nobody's
 * node_modules. Node has no public hook for it in its version 20.
 */
function leadRequireToOwn(): void {
  if (leadsRequire) return
  leadsRequire = true
  const loader = Module as unknown as { _resolveFilename: ResolveFilename }
  const resolve = loader._resolveFilename
  loader._resolveFilename = function (request, ...others) {
    const [, path] = /^tiny-django(?:\/(.+))?$/.exec(request) ?? [request, null]
    const file = path === null ? '' : join(ownPath, `${path ?? 'index'}.js`)
    return file !== '' && existsSync(file) ? file : resolve.call(this, request, ...others)
  }
}

let leadsRequire = false

/**
 * A package that imports tiny-django while that is in nobody's node_modules (npx keeps it elsewhere): once more, with
 * a hook that leads it to the code of this process. Such hooks cost every import some time, so nobody else gets them.
 */
function importWithOwn(root: string, specifier: string, error: unknown): Promise<object> {
  if (!String((error as Error).message).startsWith("Cannot find package 'tiny-django'")) throw error
  if (!hasOwnHook) {
    const code = `const own = ${JSON.stringify(ownFolder)}\nexport const resolve = ${leadToOwn}`
    register(`data:text/javascript,${encodeURIComponent(code)}`)
    hasOwnHook = true
  }
  return importFrom(root, specifier, retryName)
}

let hasOwnHook = false
const retryName = 'tiny-django-retry.js'
type NextResolve = (specifier: string, context: ResolveHookContext) => Promise<ResolveFnOutput>
const ownPath = join(packageRoot, 'dist', 'devserver', 'app', 'own')
const ownFolder = pathToFileURL(ownPath).href
declare const own: string

// Runs in Node's thread for hooks, which gets its text. Node never tries again what it failed to load under a name, so
// what is loaded now has another one.
async function leadToOwn(specifier: string, context: ResolveHookContext, next: NextResolve): Promise<ResolveFnOutput> {
  const [, path] = /^tiny-django(?:\/(.+))?$/.exec(specifier) ?? [specifier, null]
  if (path !== null) return { url: `${own}/${path ?? 'index'}.js`, shortCircuit: true }
  const found = await next(specifier, context)
  const isAgain = /[/?]tiny-django-retry(?:\.js)?$/.test(context.parentURL ?? '') && found.url.startsWith('file:')
  return isAgain ? { ...found, url: `${found.url}?tiny-django-retry` } : found
}

function missing(root: string, specifier: string, importers: readonly string[], message: string): PackageError {
  const name = /^Cannot find package '([^']+)'/.exec(message)?.[1]
  if (name === undefined) return new PackageError(specifier, message)
  const isItself = specifier === name || specifier.startsWith(`${name}/`)
  if (!isItself) return new PackageError(specifier, message, [name]) // the package is there and misses another
  const sentence = (who: string) =>
    `The package "${name}"${who} is not installed. Install it in the project: npm install ${name}`
  const messages = messagesAbout(specifier, importers, sentence(''), root)
  const files = new Set(messages.map(({ file }) => file))
  const who = files.size === 0 ? '' : `, imported by ${[...files].join(', ')},`
  return new PackageError(specifier, sentence(who), [name], messages)
}

/** What `import.meta.resolve` in a file of `root` answers for a package. */
export async function packageResolver(root: string): Promise<(specifier: string) => string> {
  const require = createRequire(join(root, 'tiny-django-import.js'))
  try {
    // Only a file can ask as a file of the project does.
    const file = join(stateFolder(root), 'cache', 'resolve.mjs')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'export const resolve = specifier => import.meta.resolve(specifier)\n')
    const { resolve } = (await importFrom(root, pathToFileURL(file).href)) as { resolve(specifier: string): string }
    return resolve
  } catch {
    return specifier => pathToFileURL(require.resolve(specifier)).href
  }
}

/** A real `import()` of `specifier` as a file in `root` would do it; also of a file's URL. */
export function importFrom(root: string, specifier: string, importerName = 'tiny-django-import.js'): Promise<object> {
  return withoutWarnings(() => {
    const importer = vm.compileFunction('return import(specifier)', ['specifier'], {
      filename: join(root, importerName),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as (specifier: string) => Promise<object>
    return importer(specifier)
  })
}

// Node calls the constant above experimental, once a process, in a line that no project could do anything about.
function withoutWarnings<T>(work: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}
