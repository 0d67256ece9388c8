import { join, resolve } from 'node:path'
import { appExtras, appFolders, commandFiles } from '../adapters/app-folders.js'
import { readEnv } from '../adapters/env-file.js'

/** A plugin of Vite, as far as this one is one. */
export interface VitestPlugin {
  readonly name: string
  readonly enforce: 'pre'
  config(config: { readonly root?: string }): { readonly test: TestOptions }
  resolveId(id: string): string | undefined
  load(id: string): string | undefined
  transform(code: string, id: string): Promise<{ code: string; map: string } | null>
}

/** What a project's tests are run with. */
interface TestOptions {
  readonly setupFiles: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/**
 * Has Vitest run a project as `runserver` does: `.env` is read, the tag libraries, commands and `signals.ts` of its apps count, and
 * decorators (`@methodDecorator(neverCache)`) are compiled. Vite leaves those as they are, and no Node.js knows them: a file that has
 * some would be a SyntaxError without a place.
 *
 * ```ts
 * // vitest.config.ts
 * export default { plugins: [tinyDjango()] }
 * ```
 */
export function tinyDjango(): VitestPlugin {
  let setup = ''
  return {
    name: 'tiny-django',
    enforce: 'pre',
    config({ root = '.' }) {
      setup = join(resolve(root), setupName)
      return { test: { setupFiles: [setup], env: missingEnv(join(root, '.env')) } }
    },
    resolveId: id => (id.endsWith(setupName) ? setup : undefined),
    load: id => (id === setup ? setupModule(resolve(setup, '..')) : undefined),
    transform: compileDecorators,
  }
}

/** What `.env` says and the environment does not. */
function missingEnv(file: string): Record<string, string> {
  return Object.fromEntries(Object.entries(readEnv(file)).filter(([name]) => process.env[name] === undefined))
}

/** A file that is not there: Vite asks the plugin what is in it. */
const setupName = '.tiny-django-tests.ts'

function setupModule(root: string): string {
  const extras = appFolders(root).flatMap(appExtras)
  const names = extras.map((_, index) => `extra${index}`)
  return [
    `import { useCommands, useTagLibraries } from 'tiny-django/test'`,
    ...extras.map((path, index) => `import * as ${names[index]} from ${JSON.stringify(path)}`),
    `useTagLibraries({ ${extras.map((path, index) => `${JSON.stringify(path)}: ${names[index]}`).join(', ')} })`,
    `useCommands({ ${commandFiles(root)
      .toReversed()
      .map(({ name, path }) => `${JSON.stringify(name)}: () => import(${JSON.stringify(path)})`)
      .join(', ')} })`,
  ].join('\n')
}

async function compileDecorators(code: string, id: string): Promise<{ code: string; map: string } | null> {
  const [file = ''] = id.split('?')
  if (!isTypeScript.test(file) || file.includes('/node_modules/') || !mayHaveDecorators.test(code)) return null
  const { transform } = await import('esbuild') // most projects have no decorators
  return transform(code, {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    target: 'node20.19',
    sourcefile: file,
    sourcemap: 'external',
  })
}

const isTypeScript = /\.[cm]?tsx?$/
// Comments and strings may look like it too, which costs a millisecond and changes nothing.
const mayHaveDecorators = /(^|[\s;{}])@[\w(]/
