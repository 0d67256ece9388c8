import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { emptyFolder, typeErrors } from '../cli/helpers.js'

// The code of the two pages about URLs is a project: blocks that begin with a file's name are its files, the others are
// run in it, and what a comment says an expression gives, it has to give.

const root = fileURLToPath(new URL('../..', import.meta.url))

describe.each(['docs/urls-for-django.md', 'docs/urls-for-typescript.md'])('%s', page => {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!)
  const files = blocks.filter(code => fileName.test(code))
  const examples = blocks.filter(code => !fileName.test(code))

  test('has files and examples', () => {
    expect(files.map(code => fileName.exec(code)![1])).toContain('urls.ts')
    expect(examples.length).toBeGreaterThan(1)
  })

  test('compiles', () => {
    const folder = emptyFolder()
    for (const code of files) write(join(folder, fileName.exec(code)![1]!), code)
    for (const [index, code] of examples.entries()) write(join(folder, `example-${index}.ts`), `${code}\nexport {}\n`)
    expect(errorsIn(folder)).toBe('')
  })

  test('says what its examples give', async () => {
    const folder = emptyFolder()
    for (const code of files) write(join(folder, fileName.exec(code)![1]!), code)
    for (const [index, code] of examples.entries()) write(join(folder, `example-${index}.ts`), observed(code))
    write(join(folder, 'main.ts'), program(examples.length))
    const results = await run(folder)
    expect(results.length).toBeGreaterThan(3)
    for (const [expression, actual, expected] of results) expect([expression, actual]).toEqual([expression, expected])
  })
})

const fileName = /^\/\/ ([\w/]+\.ts)\n/

/** Each line with a value behind it becomes one that notes both. */
function observed(code: string): string {
  const lines = code.replace(/^(?!import|const)(.+?) \/\/ (.+)$/gm, (_, expression: string, value: string) => {
    return `results.push([${JSON.stringify(expression)}, ${expression}, ${value}])`
  })
  return `const results: unknown[][] = []\n${lines}\nexport default results\n`
}

// The project is the running one before an example is.
function program(examples: number): string {
  const imports = Array.from({ length: examples }, (_, index) => `import('./example-${index}')`)
  return `import { createApplication } from 'tiny-django'
    import * as urls from './urls'
    createApplication({ ...urls })
    export default (await Promise.all([${imports.join(', ')}])).flatMap(each => each.default)`
}

async function run(folder: string): Promise<unknown[][]> {
  const outfile = join(folder, 'main.mjs')
  const alias = ['http', 'urls', 'checks'].map(name => [`tiny-django/${name}`, join(root, `src/${name}/index.ts`)])
  await build({
    entryPoints: [join(folder, 'main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
    loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
    alias: {
      ...Object.fromEntries(alias),
      'tiny-django/shortcuts': join(root, 'src/shortcuts.ts'),
      'tiny-django': join(root, 'src/index.ts'),
    },
  })
  return ((await import(pathToFileURL(outfile).href)) as { default: unknown[][] }).default
}

function errorsIn(folder: string): string {
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'ESNext', moduleResolution: 'bundler', strict: true, noEmit: true },
    lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: { 'tiny-django/*': [join(root, 'src/*/index.ts'), join(root, 'src/*.ts')] },
  }
  const config = {
    compilerOptions,
    include: ['**/*.ts', join(root, 'src/text-files.d.ts'), join(root, 'src/index.ts')],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  // What is wrong in the source itself `npm run check` says.
  return typeErrors(folder)
    .split('\n')
    .filter(line => !line.startsWith('src/'))
    .join('\n')
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
