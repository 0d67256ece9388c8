import { join, relative } from 'node:path'
import vm from 'node:vm'
import { didYouMean } from '../../utils/suggest.js'

/** Own parts that few projects import, so that nobody else waits for them. */
const ownParts: Readonly<Record<string, () => Promise<object>>> = {
  'tiny-django/node': () => import('../../adapters/node.js'),
  'tiny-django/fetch': () => import('../../adapters/fetch.js'),
}

const ownNames = ['http', 'urls', 'conf', 'middleware', 'views', 'shortcuts', 'node', 'fetch'].map(
  name => `tiny-django/${name}`,
)

/** A package could not be imported. Says which, by whom, and what to do. */
export class PackageError extends Error {
  override readonly name = 'PackageError'
  readonly specifier: string

  constructor(specifier: string, message: string) {
    super(message)
    this.specifier = specifier
    this.stack = `${this.name}: ${message}` // where it was thrown explains nothing
  }
}

/** The namespace of `specifier` as a file in `root` would import it. Throws PackageError when it is not there. */
export async function importPackage(
  root: string,
  specifier: string,
  importersOf: (specifier: string) => readonly string[],
): Promise<object> {
  const own = ownParts[specifier]
  if (own) return own()
  if (/^tiny-django(\/|$)/.test(specifier)) {
    throw new PackageError(specifier, `There is no "${specifier}".${didYouMean(specifier, ownNames)}`)
  }
  try {
    return await importFrom(root, specifier)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    const importers = importersOf(specifier).map(path => relative(root, path))
    throw new PackageError(specifier, missing(specifier, importers, String((error as Error).message)))
  }
}

function missing(specifier: string, importers: readonly string[], message: string): string {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
  if (!message.includes(`'${name}'`)) return message // the package is there and misses something itself
  const who = importers.length === 0 ? '' : `, imported by ${importers.join(', ')},`
  return `The package "${name}"${who} is not installed. Install it in the project: npm install ${name}`
}

/** A real `import()` of `specifier` as a file in `root` would do it; also of a file's URL. */
export function importFrom(root: string, specifier: string): Promise<object> {
  return withoutWarnings(() => {
    const importer = vm.compileFunction('return import(specifier)', ['specifier'], {
      filename: join(root, 'tiny-django-import.js'),
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
