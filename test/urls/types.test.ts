import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The types are tested as a project gets them: through the declarations that are published, under the public names.

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
    find: /<Name extends UrlName>\(name: Name, \.\.\.rest: ReverseRest<Name, ReverseOptions>\)/,
    replace: '(name: string, ...rest: unknown[])',
  },
  redirect: {
    file: '../shortcuts.d.ts',
    find: /<Name extends UrlName>\(to: Name, \.\.\.rest: ReverseRest<Name, RedirectTo>\)/,
    replace: '(to: string, ...rest: unknown[])',
  },
  resolveUrl: {
    file: '../shortcuts.d.ts',
    find: /<Name extends UrlName>\(to: Name, \.\.\.rest: ReverseRest<Name, never>\)/,
    replace: '(to: string, ...rest: unknown[])',
  },
}

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiny-django-types-'))
  emitDeclarations(join(folder, 'types'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what fits compiles, and what does not is refused', () => {
  expect(compile(join(folder, 'types'), fixtures)).toEqual([])
})

test('a project that declares nothing may use any name', () => {
  expect(run(join(folder, 'types'), [join(fixtures, 'unmerged.ts')])).toEqual([])
})

describe('each refusal is due to its check', () => {
  test.each(Object.keys(checks))('without the check "%s" what it refuses compiles', check => {
    const unused = compile(without(check), fixtures).filter(line => line.includes('TS2578'))
    expect(unused.map(lineNumber)).toEqual(expect.arrayContaining(expectationsOf(check)))
  })

  test('every expectation names a check', () => {
    const named = Object.keys(checks).flatMap(expectationsOf)
    expect(named.length).toBe(refused.filter(line => line.includes('@ts-expect-error')).length)
  })
})

test('a view with other parameters is told which one and why', () => {
  const file = join(folder, 'clash.ts')
  writeFileSync(
    file,
    `import { HttpResponse, type HttpRequest } from 'tiny-django/http'
     import { path } from 'tiny-django/urls'
     const view = (_request: HttpRequest, { year }: { year: string }) => new HttpResponse(year)
     path('<int:year>/', view)`,
  )
  const output = run(join(folder, 'types'), [file]).join('\n')
  expect(output).toContain("Types of property 'year' are incompatible.")
  expect(output).toContain("Type 'number' is not assignable to type 'string'.")
})

test('a parameter that no route gives is named where the root says what it satisfies', () => {
  const file = join(folder, 'missing.ts')
  writeFileSync(
    file,
    `import { HttpResponse, type HttpRequest } from 'tiny-django/http'
     import { path, type URLPatterns } from 'tiny-django/urls'
     const view = (_request: HttpRequest, { id }: { id: number }) => new HttpResponse(String(id))
     export const urlpatterns = [path('', view)] satisfies URLPatterns`,
  )
  expect(run(join(folder, 'types'), [file]).join('\n')).toContain("Property 'id' is missing in type")
})

describe('what is misspelt is quoted, with what there is', () => {
  const declared = `declare module 'tiny-django/urls' {
       interface UrlNames { article: { year: number }; home: Record<string, never> }
     }`
  const messagesFor = (code: string) => {
    const file = join(folder, 'misspelt.ts')
    const imports = `import { redirect, resolveUrl } from 'tiny-django/shortcuts'
      import { path, reverse } from 'tiny-django/urls'
      import { HttpResponse, type HttpRequest } from 'tiny-django/http'`
    writeFileSync(file, `${imports}\n${declared}\nvoid [redirect, resolveUrl, path, reverse]\n${code}`)
    return run(join(folder, 'types'), [file]).join('\n')
  }

  test.each(["reverse('artcle')", "reverse('artcle', { year: 1 })", "redirect('artcle')", "resolveUrl('artcle')"])(
    'a name: %s',
    code => {
      expect(messagesFor(code)).toMatch(
        /Argument of type '"artcle"' is not assignable to parameter of type '("article" \| "home"|"home" \| "article")'\./,
      )
    },
  )

  test('a parameter of reverse()', () => {
    expect(messagesFor("reverse('article', { yer: 1 })")).toContain("'yer' does not exist in type")
    expect(messagesFor("reverse('article', { year: 'x' })")).toContain(
      "Type 'string' is not assignable to type 'number'.",
    )
  })

  test('a converter', () => {
    const code = "path('<itn:y>/', (_request: HttpRequest, { y }: { y: number }) => new HttpResponse(String(y)))"
    expect(messagesFor(code)).toContain(`Type 'UnknownConverter<"itn">' is not assignable to type 'number'.`)
  })
})

/** How often the compiler makes a type of a generic one: what its time goes by. */
test('a table of patterns costs the compiler no more for each when there are more', () => {
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
    const output = run(join(folder, 'types'), [file], ['--extendedDiagnostics'])
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
  tsc(config)
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

function compile(types: string, folderOfFixtures: string): string[] {
  return run(
    types,
    ['merged.ts', 'compiles.ts', 'refused.ts'].map(name => join(folderOfFixtures, name)),
  )
}

function run(types: string, files: readonly string[], options: readonly string[] = []): string[] {
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
    paths: { 'tiny-django/*': [`${types}/*/index.d.ts`, `${types}/*.d.ts`] },
  }
  writeFileSync(config, JSON.stringify({ compilerOptions, files }))
  return tsc(config, options)
}

/** With TINY_DJANGO_TSC=/path/to/typescript/bin/tsc by another version than the installed one: 5.9 and 6.0 count, too. */
function tsc(config: string, options: readonly string[] = []): string[] {
  const installed = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc')
  const bin = process.env.TINY_DJANGO_TSC ?? installed
  const { stdout } = spawnSync(process.execPath, [bin, '-p', config, '--pretty', 'false', ...options], {
    encoding: 'utf8',
  })
  return stdout.split('\n').filter(line => line !== '')
}

function lineNumber(line: string): number {
  return Number(/\((\d+),/.exec(line)?.[1])
}

function expectationsOf(check: string): number[] {
  return refused.flatMap((line, index) => (line.includes(`@ts-expect-error ${check}`) ? [index + 1] : []))
}
