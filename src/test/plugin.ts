import { transform } from 'esbuild'

/** A plugin of Vite, as far as this one is one. */
export interface VitestPlugin {
  readonly name: string
  readonly enforce: 'pre'
  transform(code: string, id: string): Promise<{ code: string; map: string } | null>
}

/**
 * Has Vitest compile decorators (`@methodDecorator(neverCache)`) as `runserver` does. Vite leaves them as they are, and no
 * Node.js knows them: the file that has some is a SyntaxError without a place.
 *
 * ```ts
 * // vitest.config.ts
 * export default defineConfig({ plugins: [tinyDjango()] })
 * ```
 */
export function tinyDjango(): VitestPlugin {
  return { name: 'tiny-django', enforce: 'pre', transform: compileDecorators }
}

async function compileDecorators(code: string, id: string): Promise<{ code: string; map: string } | null> {
  const [file = ''] = id.split('?')
  if (!isTypeScript.test(file) || file.includes('/node_modules/') || !mayHaveDecorators.test(code)) return null
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
