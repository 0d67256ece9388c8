import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The types are tested as a project gets them: through the declarations that are published, under the public names, by
// each compiler that a project may have.

/** The packages of the compilers: the installed one, and the last of each line before. */
const compilers = ['typescript', 'typescript-6.0', 'typescript-5.9'] as const
type Compiler = (typeof compilers)[number]

const root = fileURLToPath(new URL('../..', import.meta.url))
const fixtures = fileURLToPath(new URL('fixtures/types/', import.meta.url))
const refused = readFileSync(join(fixtures, 'refused.ts'), 'utf8').split('\n')

/** What refuses each group of expectations in refused.ts, and how to take it away in the declarations. */
const checks: Record<string, { file: string; find: RegExp; replace: string }> = {
  agrees: {
    file: 'types.d.ts',
    find: /export type Agrees<Wanted, Given> = [^;]*;/,
    replace: 'export type Agrees<Wanted, Given> = unknown;',
  },
  inside: {
    file: 'types.d.ts',
    find: /export type AgreesInside<Needs, Given> = [^;]*;/,
    replace: 'export type AgreesInside<Needs, Given> = unknown;',
  },
  missing: {
    file: 'types.d.ts',
    find: /'~needs'\?: \(kwargs: Needs\) => void;/g,
    replace: "'~needs'?: unknown;",
  },
  answer: {
    file: 'types.d.ts',
    find: /export type Answer = [^;]*;/,
    replace: 'export type Answer = unknown;',
  },
  converters: {
    file: 'types.d.ts',
    find: /Converters\[Converter\]/,
    replace: 'string',
  },
  registered: {
    file: 'converters.d.ts',
    find: /<Name extends keyof Converters>\(name: Name, converter: Converter<Converters\[Name\]>\)/,
    replace: '(name: string, converter: AnyConverter)',
  },
  names: {
    file: 'reverse.d.ts',
    find: /<To extends UrlName \| AnyView>\(to: To, \.\.\.rest: ReverseRest<To, ReverseOptions>\)/,
    replace: '(to: unknown, ...rest: unknown[])',
  },
  redirect: {
    file: '../shortcuts.d.ts',
    find: /<To extends UrlName \| Resolvable>\(to: To, \.\.\.rest: ReverseRest<To, RedirectTo>\)/,
    replace: '(to: unknown, ...rest: unknown[])',
  },
  resolveUrl: {
    file: '../shortcuts.d.ts',
    find: /<To extends UrlName \| Resolvable>\(to: To, \.\.\.rest: ReverseRest<To, never>\)/,
    replace: '(to: unknown, ...rest: unknown[])',
  },
}

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiny-django-types-'))
  emitDeclarations(join(folder, 'types'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(compilers)('%s: what fits compiles, and what does not is refused', compiler => {
  expect(compile(join(folder, 'types'), fixtures, compiler)).toEqual([])
})

test.each(compilers)('%s: a project that declares nothing may use any name', compiler => {
  expect(run(join(folder, 'types'), [join(fixtures, 'unmerged.ts')], { compiler })).toEqual([])
})

describe.each(compilers)('%s: the declarations themselves compile', compiler => {
  const file = () => {
    const path = join(folder, 'everything.ts')
    writeFileSync(path, entries.map((entry, index) => `export * as m${index} from '${entry}'`).join('\n'))
    return path
  }
  const entries = ['tiny-django/urls', 'tiny-django/http', 'tiny-django/shortcuts']

  test('in a new project, should it ask for that', () => {
    const { compilerOptions } = JSON.parse(withoutComments(join(root, 'templates/project/tsconfig.json')))
    const { lib, target, module, moduleResolution, strict, isolatedModules } = compilerOptions
    const settings = { lib, target, module, moduleResolution, strict, isolatedModules, skipLibCheck: false }
    expect(run(join(folder, 'types'), [file()], { compiler, settings })).toEqual([])
  })

  test('where nobody has named the library', () => {
    const settings = { target: 'ES2022', lib: undefined, skipLibCheck: false }
    expect(run(join(folder, 'types'), [file()], { compiler, settings })).toEqual([])
  })
})

describe('each refusal is due to its check', () => {
  test.each(Object.keys(checks))('without the check "%s" what it refuses compiles', check => {
    const unused = compile(without(check), fixtures, 'typescript').filter(line => line.includes('TS2578'))
    expect(unused.map(lineNumber)).toEqual(expect.arrayContaining(expectationsOf(check)))
  })

  test('every expectation names a check', () => {
    const named = Object.keys(checks).flatMap(expectationsOf)
    expect(named.length).toBe(refused.filter(line => line.includes('@ts-expect-error')).length)
  })
})

test.each(compilers)('%s: a view with other parameters is told which one and why', compiler => {
  const file = join(folder, 'clash.ts')
  writeFileSync(
    file,
    `import { HttpResponse, type HttpRequest } from 'tiny-django/http'
     import { path } from 'tiny-django/urls'
     const view = (_request: HttpRequest, { year }: { year: string }) => new HttpResponse(year)
     path('<int:year>/', view)`,
  )
  const output = run(join(folder, 'types'), [file], { compiler }).join('\n')
  expect(output).toContain("Types of property 'year' are incompatible.")
  expect(output).toContain("Type 'number' is not assignable to type 'string'.")
})

test.each(compilers)('%s: a parameter that no route gives is named where the root says what it satisfies', compiler => {
  const file = join(folder, 'missing.ts')
  writeFileSync(
    file,
    `import { HttpResponse, type HttpRequest } from 'tiny-django/http'
     import { path, type URLPatterns } from 'tiny-django/urls'
     const view = (_request: HttpRequest, { id }: { id: number }) => new HttpResponse(String(id))
     export const urlpatterns = [path('', view)] satisfies URLPatterns`,
  )
  expect(run(join(folder, 'types'), [file], { compiler }).join('\n')).toContain("Property 'id' is missing in type")
})

/** Calls that are refused, each with the first line of what is said about it. */
const wrongCalls: readonly (readonly [call: string, message: RegExp])[] = [
  ...["reverse('artcle')", "reverse('artcle', { year: 1 })", "redirect('artcle')", "resolveUrl('artcle')"].map(
    call =>
      [
        call,
        /^Argument of type '"artcle"' is not assignable to parameter of type '"article" \| "home" \| \w+'\./,
      ] as const,
  ),
  ["reverse('article')", /^Expected 2-3 arguments, but got 1\.$/],
  ["redirect('article')", /^Expected 2-3 arguments, but got 1\.$/],
  ["resolveUrl('article')", /^Expected 2-3 arguments, but got 1\.$/],
  ["reverse('article', {})", /^Argument of type '\{\}' is not assignable to parameter .*\{ year: number; \}/],
  ["reverse('article', { yer: 1 })", /'yer' does not exist in type '.*\{ year: number; \}/],
  ["reverse('article', { year: 'x' })", /^Type 'string' is not assignable to type 'number'\.$/],
]

test.each(compilers)('%s: what is wrong with a call is the first thing said', compiler => {
  const lines = [
    "import { redirect, resolveUrl } from 'tiny-django/shortcuts'",
    "import { reverse } from 'tiny-django/urls'",
    "declare module 'tiny-django/urls' {",
    '  interface UrlNames { article: { year: number }; home: Record<string, never> }',
    '}',
  ]
  const file = join(folder, 'wrong.ts')
  writeFileSync(file, [...lines, ...wrongCalls.map(([call]) => call)].join('\n'))
  // What goes on about a message is indented.
  const messages = run(join(folder, 'types'), [file], { compiler }).filter(line => !line.startsWith(' '))
  expect(messages.map(line => line.replace(/^.*?: error TS\d+: /, ''))).toEqual(
    wrongCalls.map(([, message]) => expect.stringMatching(message)),
  )
})

test.each(compilers)('%s: a converter that there is not is named', compiler => {
  const file = join(folder, 'converter.ts')
  writeFileSync(
    file,
    `import { HttpResponse, type HttpRequest } from 'tiny-django/http'
     import { path } from 'tiny-django/urls'
     path('<itn:y>/', (_request: HttpRequest, { y }: { y: number }) => new HttpResponse(String(y)))`,
  )
  const output = run(join(folder, 'types'), [file], { compiler }).join('\n')
  expect(output).toContain(`Type 'UnknownConverter<"itn">' is not assignable to type 'number'.`)
})

/** How often the compiler makes a type of a generic one: what its time goes by. */
test.each(compilers)('%s: a table of patterns costs no more for each when there are more', compiler => {
  const instantiations = (count: number) => {
    const file = join(folder, `many-${count}.ts`)
    const patterns = Array.from(
      { length: count },
      (_, index) =>
        `path('a${index}/<int:id>/<slug:s>/', (_request: HttpRequest, { id }: { id: number; s: string }) => new HttpResponse(String(id + ${index})), { name: 'n${index}' }),`,
    )
    writeFileSync(
      file,
      `import { HttpResponse, type HttpRequest } from 'tiny-django/http'
       import { path, type URLPatterns } from 'tiny-django/urls'
       export const urlpatterns = [${patterns.join('\n')}] satisfies URLPatterns`,
    )
    const output = run(join(folder, 'types'), [file], { compiler, options: ['--extendedDiagnostics'] })
    return Number(/^Instantiations:\s+(\d+)$/m.exec(output.join('\n'))?.[1])
  }
  const [few, many] = [instantiations(100), instantiations(1000)] as const
  expect(few).toBeGreaterThan(0)
  expect(many / few).toBeLessThan(11)
  expect((many - few) / 900).toBeLessThan(150)
})

function emitDeclarations(outDir: string): void {
  const config = join(folder, 'tsconfig.emit.json')
  const entries = ['src/urls/index.ts', 'src/http/index.ts', 'src/shortcuts.ts', 'src/text-files.d.ts']
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.build.json'),
      compilerOptions: { rootDir: join(root, 'src'), outDir, typeRoots: [join(root, 'node_modules/@types')] },
      files: entries.map(entry => join(root, entry)),
      include: [],
    }),
  )
  tsc('typescript', config)
}

/** A copy of the declarations in which one check is taken away. */
function without(check: string): string {
  const types = join(folder, `without-${check}`)
  cpSync(join(folder, 'types'), types, { recursive: true })
  const { file, find, replace } = checks[check]!
  const path = join(types, 'urls', file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(find, replace)
  if (after === before) throw new Error(`${file} has nothing that looks like ${find}`)
  writeFileSync(path, after)
  return types
}

function compile(types: string, folderOfFixtures: string, compiler: Compiler): string[] {
  const files = ['merged.ts', 'compiles.ts', 'refused.ts'].map(name => join(folderOfFixtures, name))
  return run(types, files, { compiler })
}

interface RunOptions {
  readonly compiler: Compiler
  /** Other `compilerOptions` than those of a strict project. */
  readonly settings?: object
  readonly options?: readonly string[]
}

/** What the compiler prints about a project of these files. */
function run(types: string, files: readonly string[], { compiler, settings, options = [] }: RunOptions): string[] {
  const config = join(folder, `tsconfig.${Math.random().toString(36).slice(2)}.json`)
  const compilerOptions = {
    target: 'ES2023',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    // No @types/node: what is published must not need it.
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    paths: { 'tiny-django/*': [`${types}/*/index.d.ts`, `${types}/*.d.ts`] },
    ...settings,
  }
  writeFileSync(config, JSON.stringify({ compilerOptions, files }))
  return tsc(compiler, config, options)
}

function tsc(compiler: Compiler, config: string, options: readonly string[] = []): string[] {
  const manifest = createRequire(import.meta.url).resolve(`${compiler}/package.json`)
  const bin = manifest.replace(/package\.json$/, 'bin/tsc')
  const { stdout } = spawnSync(process.execPath, [bin, '-p', config, '--pretty', 'false', ...options], {
    encoding: 'utf8',
  })
  return stdout.split('\n').filter(line => line !== '')
}

/** JSON as tsconfig files have it. */
function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '')
}

function lineNumber(line: string): number {
  return Number(/\((\d+),/.exec(line)?.[1])
}

function expectationsOf(check: string): number[] {
  return refused.flatMap((line, index) => (line.includes(`@ts-expect-error ${check}`) ? [index + 1] : []))
}
