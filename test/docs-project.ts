import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { emptyFolder, typeErrors } from './cli/helpers.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The code of a page of docs/ as a project: each block begins with its file's name. */
export class DocsProject {
  readonly page: string
  readonly files: readonly string[]
  readonly folder = emptyFolder()

  constructor(page: string) {
    this.page = readFileSync(join(root, 'docs', page), 'utf8')
    const blocks = [...this.page.matchAll(/```(?:ts|html)\n(?:\/\/|<!--) ([\w/]+\.(?:ts|html))(?: -->)?\n(.*?)```/gs)]
    for (const [, name, code] of blocks) this.#write(name!, code!)
    this.files = blocks.map(([, name]) => name!)
  }

  /** What the compiler says about it. */
  typeErrors(): string[] {
    return docsTypeErrors(this.folder)
  }

  /** What a module beside its files exports, with a copy of tiny-django of its own. */
  run<Exports>(main: string): Promise<Exports> {
    return importBundled(this.#write('main.ts', main), { 'tiny-django/receive': join(root, 'src/http/receive.ts') })
  }

  #write(name: string, text: string): string {
    const file = join(this.folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
}

/** What the compiler says about the modules in a folder. What is wrong in the source itself `npm run check` says. */
export function docsTypeErrors(folder: string): string[] {
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'ESNext', moduleResolution: 'bundler', strict: true, noEmit: true },
    lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: Object.fromEntries(Object.entries(sources()).map(([name, file]) => [name, [file]])),
  }
  const include = ['**/*.ts', join(root, 'src/text-files.d.ts')]
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }))
  return typeErrors(folder)
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('src/'))
}

/** What a module exports, with a copy of tiny-django of its own. `more` are further names for files. */
export async function importBundled<Exports>(
  file: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Exports> {
  const outfile = file.replace(/\.ts$/, '.mjs')
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
    loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
    alias: { ...sources(), ...more },
  })
  return import(pathToFileURL(outfile).href)
}

/** The sources of the public paths, the longest first: `tiny-django` is the beginning of all. */
function sources(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { default?: string }>
  }
  const entries = Object.entries(exports).flatMap(([path, { default: file }]) =>
    file ? [[path.replace('.', 'tiny-django'), join(root, file.replace('./dist', 'src').replace(/\.js$/, '.ts'))]] : [],
  )
  return Object.fromEntries(entries.sort(([a], [b]) => b!.length - a!.length))
}
