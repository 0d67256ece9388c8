import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { Loader } from '../../src/devserver/app/loader.js'
import { ModuleCompiler } from '../../src/devserver/compiler/module.js'
import { temporaryFolder } from './folder.js'

type Namespace = Record<string, unknown>

/** Compiles the files as the dev server does and gives a loader in which `main.ts` can be run. */
async function load(files: Record<string, string>, imports: Record<string, Record<string, string>> = {}) {
  const folder = temporaryFolder(files)
  const compiled = await new ModuleCompiler(folder.path).compile(Object.keys(files).map(folder.file))
  const loader = new Loader()
  loader.define(
    compiled.map(([path, module]) => ({ path, ...module, imports: resolved(imports[folder.name(path)], folder.file) })),
  )
  return { loader, run: (name: string) => loader.run(folder.file(name)) as Namespace, file: folder.file }
}

function resolved(imports: Record<string, string> = {}, file: (name: string) => string) {
  return Object.fromEntries(Object.entries(imports).map(([specifier, name]) => [specifier, file(name)]))
}

test('imports are live bindings, also through export * and a default', async () => {
  const { run } = await load(
    {
      'main.ts': `import count, { increment } from './barrel'\nincrement()\nexport const seen = count()`,
      'barrel.ts': `export * from './counter'\nexport { read as default } from './counter'`,
      'counter.ts': `export let n = 0\nexport const increment = () => { n++ }\nexport const read = () => n`,
    },
    { 'main.ts': { './barrel': 'barrel.ts' }, 'barrel.ts': { './counter': 'counter.ts' } },
  )
  expect(run('main.ts').seen).toBe(1)
})

test('modules that import each other see what the other has exported by the time it is used', async () => {
  const { run } = await load(
    {
      'main.ts': `import { b } from './other'\nexport const a = () => 'a'\nexport const both = () => a() + b()`,
      'other.ts': `import { a } from './main'\nexport const b = () => 'b' + a()`,
    },
    { 'main.ts': { './other': 'other.ts' }, 'other.ts': { './main': 'main.ts' } },
  )
  expect((run('main.ts').both as () => string)()).toBe('aba')
})

test('all importers of a module have the same namespace object', async () => {
  const { run } = await load(
    {
      'main.ts': `import * as one from './shared'\nimport { again } from './second'\nexport const same = one === again`,
      'second.ts': `import * as again from './shared'\nexport { again }`,
      'shared.ts': `export const value = 1`,
    },
    { 'main.ts': { './shared': 'shared.ts', './second': 'second.ts' }, 'second.ts': { './shared': 'shared.ts' } },
  )
  expect(run('main.ts').same).toBe(true)
})

test('a package is what its namespace says, its default export included', async () => {
  const { loader, run } = await load({
    'main.ts': `import thing, { part } from 'thing'\nexport const all = [thing, part]`,
  })
  loader.provide('thing', { default: 'whole', part: 'piece' })
  expect(run('main.ts').all).toEqual(['whole', 'piece'])
})

test('JSON can be imported whole or by name', async () => {
  const { run } = await load(
    {
      'main.ts': `import data, { title } from './data.json'\nexport const all = [data.title, title]`,
      'data.json': '{"title":"Hi"}',
    },
    { 'main.ts': { './data.json': 'data.json' } },
  )
  expect(run('main.ts').all).toEqual(['Hi', 'Hi'])
})

test('import.meta and import() mean what they do in Node', async () => {
  const { loader, run, file } = await load(
    {
      'main.ts': `export const { url, dirname, filename } = import.meta
export const resolved = ['./late.ts', 'node:fs', 'fs', 'https://example.com/', 'thing'].map(each => import.meta.resolve(each))
export const later = () => import('./late').then(m => m.name)`,
      'late.ts': `export const name = 'late'`,
    },
    { 'main.ts': { './late': 'late.ts' } },
  )
  loader.resolvePackage = specifier => `file:///node_modules/${specifier}/index.js`
  const main = run('main.ts')
  expect(main).toMatchObject({
    url: pathToFileURL(file('main.ts')).href,
    dirname: dirname(file('main.ts')),
    filename: file('main.ts'),
  })
  expect(main.resolved).toEqual([
    pathToFileURL(file('late.ts')).href,
    'node:fs',
    'node:fs',
    'https://example.com/',
    'file:///node_modules/thing/index.js',
  ])
  await expect((main.later as () => Promise<string>)()).resolves.toBe('late')
})

test('names that the wrapper uses are free for the project', async () => {
  const { run } = await load({
    'main.ts': `const exports = 1, module = 2, require = 3, __url = 4, __dir = 5, __file = 6, __exports = 7
export const sum = exports + module + require + __url + __dir + __file + __exports`,
  })
  expect(run('main.ts').sum).toBe(28)
})

test('a CommonJS module of the project is one as in Node, and its exports have their names', async () => {
  const { run } = await load(
    {
      'main.ts': `import whole, { part } from './old.cjs'\nexport const all = [whole.part, part]`,
      'old.cjs': `exports.part = require('node:path').basename('/a/piece')`,
    },
    { 'main.ts': { './old.cjs': 'old.cjs' } },
  )
  expect(run('main.ts').all).toEqual(['piece', 'piece'])
})

test('a name that a package does not export is found before anything runs', async () => {
  const { loader, file } = await load({
    'main.ts': `import whole, { part, prat, type Shape, unused } from 'thing'
import * as all from 'thing'
import { elsewhere } from 'not-installed'
export { again } from 'thing'
export const text = 'import_thing.never', shape: Shape = [whole, part, prat, all.nothing, elsewhere]`,
  })
  loader.provide('thing', { part: 'piece' })
  const found = loader.unknownNames().map(({ importers, specifier, name }) => [importers, specifier, name])
  expect(found).toEqual([
    [[file('main.ts')], 'thing', 'default'],
    [[file('main.ts')], 'thing', 'prat'],
    [[file('main.ts')], 'thing', 'again'],
  ])
})

test('a module that throws is the one that loading is blamed on', async () => {
  const { loader, run, file } = await load(
    { 'main.ts': `import './bad'`, 'bad.ts': `throw new Error('no')` },
    { 'main.ts': { './bad': 'bad.ts' } },
  )
  expect(() => run('main.ts')).toThrow('no')
  expect(loader.loading).toBe(file('bad.ts'))
})

test('what is no longer part of the project is forgotten', async () => {
  const { loader, run, file } = await load({ 'main.ts': 'export {}', 'old.ts': 'export {}' })
  loader.keepOnly([file('main.ts')])
  expect(() => run('old.ts')).toThrow(/never defined/)
})
