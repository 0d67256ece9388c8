import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import type { Problem } from './protocol.js'
import { stateFolder } from './types.js'

/** Why the types could not be looked at; the message says what to do. */
export class NoTypeScript extends Error {
  override readonly name = 'NoTypeScript'
}

/**
 * What the project's own TypeScript says of it, as `tsc` does with its tsconfig.json; and whether what `urls.ts` exports
 * is `URLPatterns`, so that every view gets the parameters it wants. Throws `NoTypeScript`.
 */
export async function checkTypes(root: string): Promise<Problem[]> {
  const compiler = compilerOf(root)
  if (!existsSync(join(root, 'tsconfig.json'))) {
    throw new NoTypeScript('The types cannot be checked without a tsconfig.json. startproject writes one.')
  }
  const shown = await run(compiler, ['-p', 'tsconfig.json', '--showConfig'], root)
  const config = parseConfig(shown)
  if (config === null) return problemsIn(shown, root)
  return problemsIn(await run(compiler, ['-p', writeCheck(root, config), '--noEmit', '--pretty', 'false'], root), root)
}

function compilerOf(root: string): string {
  try {
    const manifest = createRequire(join(root, 'any.js')).resolve('typescript/package.json')
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { tsc: string } }
    return join(dirname(manifest), bin.tsc)
  } catch {
    throw new NoTypeScript(
      'The types cannot be checked without TypeScript. Install it in the project: npm install --save-dev typescript',
    )
  }
}

interface ShownConfig {
  readonly compilerOptions?: { readonly module?: string; readonly moduleResolution?: string }
  readonly files?: readonly string[]
}

function parseConfig(text: string): ShownConfig | null {
  try {
    return JSON.parse(text) as ShownConfig
  } catch {
    return null // it is the compiler's complaint
  }
}

/** The project's configuration and one file more, beside what else is kept in `.tiny-django/`. */
function writeCheck(root: string, { compilerOptions = {}, files = [] }: ShownConfig): string {
  const folder = stateFolder(root)
  const extension = /^node(?:16|next)/i.test(compilerOptions.moduleResolution ?? compilerOptions.module ?? '')
    ? '.js'
    : ''
  const own = existsSync(join(root, 'urls.ts')) ? [assertionFile] : []
  if (own.length > 0) {
    const lines = [
      "import type { URLPatterns } from 'tiny-django/urls'",
      `import { urlpatterns } from '../urls${extension}'`,
      '',
      'urlpatterns satisfies URLPatterns',
    ]
    writeFileSync(join(folder, assertionFile), `${lines.join('\n')}\n`)
  }
  const config = join(folder, 'tsconfig.check.json')
  const all = [...files.map(file => relative(folder, join(root, file))), ...own]
  writeFileSync(config, `${JSON.stringify({ extends: '../tsconfig.json', include: [], files: all }, null, 2)}\n`)
  return config
}

const assertionFile = 'check-types.ts'

/** What it prints, whether it is content or not. */
function run(compiler: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise(resolve => {
    execFile(process.execPath, [compiler, ...args], { cwd, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr)
    })
  })
}

/** `urls.ts(3,5): error TS2322: Type …`, with more of the sentence on lines that are indented. */
function problemsIn(output: string, root: string): Problem[] {
  const problems: { head: string; rest: string[] }[] = []
  for (const line of output.split('\n')) {
    if (/^\s/.test(line)) problems.at(-1)?.rest.push(line)
    else if (line !== '') problems.push({ head: line, rest: [] })
  }
  return problems.map(({ head, rest }) => problemOf(head, rest, root))
}

function problemOf(head: string, rest: readonly string[], root: string): Problem {
  const more = rest.map(line => `\n${line}`).join('')
  const placed = /^(.+)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(head)
  if (placed === null) return { level: 'error', message: head.replace(/^error (TS\d+): /, '') + more }
  const [, path, line, column, code, message] = placed
  const file = relative(root, join(root, path!))
  const id = `types.${code}`
  if (file.endsWith(join('.tiny-django', assertionFile))) {
    return { level: 'error', object: 'urls.ts', file: 'urls.ts', id, message: message! + more, hint: assertionHint }
  }
  const place = { file, line: Number(line), column: Number(column) }
  return { level: 'error', object: `${file}:${line}:${column}`, ...place, id, message: message! + more }
}

const assertionHint =
  'A view wants a parameter that neither its own route nor an include around it has. Write "satisfies URLPatterns" ' +
  'after the list, and the editor shows which.'
