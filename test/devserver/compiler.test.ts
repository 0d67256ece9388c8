import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Build } from '../../src/devserver/compiler/build.js'
import { BuildCache } from '../../src/devserver/compiler/cache.js'
import { Compiler } from '../../src/devserver/compiler/compiler.js'
import { type BuildFailure, messageAsText } from '../../src/devserver/compiler/messages.js'
import { findStale } from '../../src/devserver/compiler/stamps.js'
import { isSameBuild } from '../../src/devserver/front/generations.js'
import { temporaryFolder } from './folder.js'

function compilerFor(path: string): Compiler {
  const compiler = new Compiler(path)
  onTestFinished(() => compiler.close())
  return compiler
}

async function goodBuild(compiler: Compiler): Promise<Build> {
  const result = await compiler.build()
  if (!result.ok) throw new Error(result.messages.map(messageAsText).join('\n'))
  return result
}

async function failedBuild(path: string): Promise<BuildFailure> {
  const result = await compilerFor(path).build()
  if (result.ok) throw new Error('The build was expected to fail.')
  return result
}

const urls = `import * as views from './views'\nexport const urlpatterns = [views.index]`

test('a build has every module of the project, what each imports, and the packages', async () => {
  const folder = temporaryFolder({
    'urls.ts': urls,
    'views.ts': `import { HttpResponse } from 'tiny-django/http'\nimport { join } from 'node:path'\nimport { name } from './lib/name'\nexport const index = () => new HttpResponse(join(name))`,
    'lib/name.ts': `export const name = 'Ann'`,
    'unused.ts': 'syntax error(',
  })
  const build = await goodBuild(compilerFor(folder.path))
  const modules = [...build.modules.values()].map(({ path, imports }) => [folder.name(path), imports])
  expect(Object.fromEntries(modules)).toEqual({
    'urls.ts': { './views': folder.file('views.ts') },
    'views.ts': { './lib/name': folder.file('lib/name.ts') },
    'lib/name.ts': {},
  })
  expect([...build.packages].sort()).toEqual(['node:path', 'tiny-django/http'])
})

test('only what changed is compiled again; the same content makes the same build', async () => {
  const folder = temporaryFolder({ 'urls.ts': urls, 'views.ts': 'export const index = 1' })
  const compiler = compilerFor(folder.path)
  const first = await goodBuild(compiler)
  expect(compiler.mayMatter(folder.file('views.ts'))).toBe(false)
  folder.write('views.ts', 'export const index = 2')
  expect(compiler.mayMatter(folder.file('views.ts'))).toBe(true)
  const second = await goodBuild(compiler)
  expect(second.modules.get(folder.file('urls.ts'))).toEqual(first.modules.get(folder.file('urls.ts')))
  expect(isSameBuild(first, second)).toBe(false)
  folder.write('views.ts', 'export const index = 1 // and a comment')
  expect(isSameBuild(first, await goodBuild(compiler))).toBe(true)
})

test('a save that imports and exports the same is not linked anew; one that does not is, and its errors are told', async () => {
  const folder = temporaryFolder({
    'urls.ts': urls,
    'views.ts': 'export const index = 1',
    'more.ts': 'export const more = 1',
  })
  const compiler = compilerFor(folder.path)
  await goodBuild(compiler)
  const save = async (text: string) => {
    folder.write('views.ts', text)
    return compiler.build([folder.file('views.ts')])
  }
  expect(await save('export const index = 2')).toMatchObject({ ok: true })
  expect(await save(`import { more } from './more'\nexport const index = more`)).toMatchObject({ ok: true })
  expect(await save(`import { mroe } from './more'\nexport const index = mroe`)).toMatchObject({
    ok: false,
    messages: [{ text: 'No matching export in "more.ts" for import "mroe"' }],
  })
  expect(await save('export const index = 3')).toMatchObject({ ok: true })
  expect(await save('export const index = (')).toMatchObject({ ok: false, messages: [{ file: 'views.ts', line: 1 }] })
})

test('a build that another build of this package has made is not used', async () => {
  const folder = temporaryFolder({ 'urls.ts': urls, 'views.ts': 'export const index = 1', 'program.js': 'one' })
  const build = await goodBuild(compilerFor(folder.path))
  const cache = () => new BuildCache(folder.path, folder.file('program.js'))
  cache().write(build, path => readFileSync(path, 'utf8'))
  expect(cache().read(build.entry)?.packages).toEqual([])
  folder.write('program.js', 'another')
  expect(cache().read(build.entry)).toBe(null)
})

test('a build is remembered for the next start and used while every file is the same', async () => {
  const folder = temporaryFolder({ 'urls.ts': urls, 'views.ts': 'export const index = 1' })
  const compiler = compilerFor(folder.path)
  const build = await goodBuild(compiler)
  compiler.remember(build)
  const restored = compilerFor(folder.path).restore()
  expect(restored && isSameBuild(build, restored)).toBe(true)
  folder.write('views.ts', 'export const index = 2')
  expect(compilerFor(folder.path).restore()).toBe(null)
})

test('a syntax error is told with file, line, column and the line itself', async () => {
  const folder = temporaryFolder({ 'views.ts': 'export function index() {\n  return (\n}\n' })
  const { messages } = await failedBuild(folder.path)
  expect(messages.map(messageAsText)).toEqual(['views.ts:3:1: Unexpected "}"\n\n    3 │ }\n      │ ~\n'])
})

test('an error at the very end of a file is told with what stands before it', async () => {
  const folder = temporaryFolder({ 'views.ts': 'export const index = (\n\n' })
  const { messages } = await failedBuild(folder.path)
  expect(messages.map(messageAsText)).toEqual([
    'views.ts:3:1: Unexpected end of file\n\n    1 │ export const index = (\n    2 │\n    3 │\n      │ ~\n',
  ])
})

test('a name that is not exported is an error where it is imported', async () => {
  const folder = temporaryFolder({
    'urls.ts': `import { indx } from './views'\nexport const urlpatterns = [indx]`,
    'views.ts': 'export const index = 1',
  })
  const { messages } = await failedBuild(folder.path)
  expect(messages[0]).toMatchObject({
    file: 'urls.ts',
    line: 1,
    column: 10,
    text: 'No matching export in "views.ts" for import "indx"',
  })
})

test('a folder without urls.ts and views.ts is no project, and the message says how to begin', async () => {
  const folder = temporaryFolder({ 'notes.md': '' })
  const { messages } = await failedBuild(folder.path)
  expect(messages[0]?.text).toContain('neither a urls.ts nor a views.ts')
  expect(messages[0]?.text).toContain('startproject')
})

test('a project with top-level await becomes an ES module', async () => {
  const folder = temporaryFolder({ 'views.ts': `export const index = await Promise.resolve(1)` })
  const build = await goodBuild(compilerFor(folder.path))
  const module = (await import(build.bundle?.file ?? '')) as { default: Record<string, { index: number }> }
  expect(module.default[folder.file('views.ts')]?.index).toBe(1)
})

test('in such a module import.meta is that of each source file', async () => {
  const folder = temporaryFolder({
    'views.ts': `import { inner } from './lib/inner'\nexport const index = await [import.meta.url, import.meta.filename, import.meta.resolve('./x.ts'), inner]`,
    'lib/inner.ts': `export const inner = [import.meta.url, import.meta.dirname] // without a line end`,
  })
  const build = await goodBuild(compilerFor(folder.path))
  const module = (await import(build.bundle?.file ?? '')) as { default: Record<string, { index: unknown }> }
  const url = (name: string) => pathToFileURL(folder.file(name)).href
  expect(module.default[folder.file('views.ts')]?.index).toEqual([
    url('views.ts'),
    folder.file('views.ts'),
    url('x.ts'),
    [url('lib/inner.ts'), folder.file('lib')],
  ])
})

test('of the files of such modules only the last two are kept, and none when the compiler is closed', async () => {
  const folder = temporaryFolder({ '.tiny-django/cache/bundle-99999999-1.mjs': '', 'views.ts': '' })
  const compiler = compilerFor(folder.path)
  const bundles = () => readdirSync(folder.file('.tiny-django/cache')).filter(name => name.startsWith('bundle-'))
  for (let number = 1; number <= 4; number++) {
    folder.write('views.ts', `export const index = await ${number}`)
    await goodBuild(compiler)
  }
  expect(bundles()).toHaveLength(2)
  await compiler.close()
  expect(bundles()).toEqual([])
})

test('the names that are wanted of packages are known, also in such a module', async () => {
  const views = `import { HttpResponse as Answer, type HttpRequest } from 'tiny-django/http'
import thing, { part } from 'thing'
export const index = (_: HttpRequest) => [new Answer(), thing, part]`
  const folder = temporaryFolder({ 'views.ts': views })
  const compiler = compilerFor(folder.path)
  const names = { 'tiny-django/http': ['HttpResponse'], thing: ['default', 'part'] }
  expect((await goodBuild(compiler)).modules.get(folder.file('views.ts'))?.names).toEqual(names)
  folder.write('views.ts', `${views}\nawait 1`)
  const { bundle } = await goodBuild(compiler)
  expect({ names: bundle?.names, sources: bundle?.sources }).toEqual({ names, sources: [folder.file('views.ts')] })
})

test('JSON may be imported with attributes, also where another module does without', async () => {
  const folder = temporaryFolder({
    'views.ts': `import data from './data.json' with { type: 'json' }\nimport { title } from './lib'\nexport const index = [data, title]`,
    'lib.ts': `export { title } from './data.json'`,
    'data.json': '{ "title": "Hi" }',
  })
  const { modules } = await goodBuild(compilerFor(folder.path))
  expect([...modules.keys()].map(folder.name).sort()).toEqual(['data.json', 'lib.ts', 'views.ts'])
  expect(modules.get(folder.file('views.ts'))?.imports['./data.json']).toBe(folder.file('data.json'))
})

test('paths of tsconfig.json are followed, and those that name types of tiny-django are not', async () => {
  const folder = temporaryFolder({
    'tsconfig.json': `{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "tiny-django/*": ["./types/*.d.ts"] } } }`,
    'types/http.d.ts': 'export declare const HttpResponse: unknown',
    'src/name.ts': `export const name = 'Ann'`,
    'views.ts': `import { name } from '@/name'\nimport { HttpResponse } from 'tiny-django/http'\nexport const index = () => new HttpResponse(name)`,
  })
  const build = await goodBuild(compilerFor(folder.path))
  expect(build.packages).toEqual(['tiny-django/http'])
  expect(build.modules.get(folder.file('views.ts'))?.imports).toEqual({ '@/name': folder.file('src/name.ts') })
})

test('a file that an editor has just truncated is noticed, once', async () => {
  const folder = temporaryFolder({ 'urls.ts': urls, 'views.ts': 'export const index = 1' })
  const compiler = compilerFor(folder.path)
  const { stamps } = await goodBuild(compiler)
  expect(findStale(stamps)).toBe(null)
  folder.write('views.ts', '')
  expect(findStale(stamps)).toBe(folder.file('views.ts'))
  await compiler.build()
  expect(compiler.takeHollow()).toBe(true)
  expect(compiler.takeHollow()).toBe(false)
})

test('what TypeScript drops is no package, nor are the helpers that esbuild brings', async () => {
  const folder = temporaryFolder({
    'types.ts': 'export interface Article { id: number }',
    'views.ts': `import { type Article } from './types'\nimport { type B } from 'not-installed'\nconst f = (v: any, c: any) => v\nexport class K { @f m(a?: Article, b?: B) {} }`,
  })
  expect((await goodBuild(compilerFor(folder.path))).packages).toEqual([])
})

test('a project whose only file goes is told to be none, and built again when it is back', async () => {
  const folder = temporaryFolder({ 'views.ts': 'export const index = 1' })
  const compiler = compilerFor(folder.path)
  await goodBuild(compiler)
  folder.remove('views.ts')
  expect(await compiler.build()).toMatchObject({ ok: false })
  folder.write('views.ts', 'export const index = 2')
  expect(await compiler.build()).toMatchObject({ ok: true })
})
