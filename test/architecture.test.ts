import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// The arrows of ARCHITECTURE.md: a part imports what stands to its right, for types too, and nothing else. The public
// entries (`index.ts`) stand above the parts: they may name anything, and nothing imports them.

const root = fileURLToPath(new URL('../src', import.meta.url))

/** From right to left. Parts that share a line do not know each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['utils'],
  ['dispatch'],
  ['conf'],
  ['signing'],
  ['http'],
  ['urls'],
  ['template'],
  ['middleware'],
  ['views', 'shortcuts', 'checks', 'contrib', 'hot', 'management'],
  ['core'],
  ['contrib/staticfiles'],
  ['adapters'],
  ['project'],
  ['production'],
  ['test'],
  ['build', 'devserver'],
  ['cli'],
]

/** What every runtime has that the parts below the adapters are meant for. */
const PORTABLE_BUILTINS = ['node:crypto', 'node:zlib', 'node:buffer']

interface SourceFile {
  /** Relative to `src/`. */
  readonly path: string
  readonly part: string
  readonly isEntry: boolean
  /** Relative to `src/`, of files of ours. */
  readonly imports: readonly string[]
  /** `node:…` and packages. */
  readonly packages: readonly string[]
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map(readSource)

function readSource(path: string): SourceFile {
  const specifiers = importedBy(readFileSync(join(root, path), 'utf8'))
  const isOurs = (specifier: string) => specifier.startsWith('.')
  return {
    path,
    part: partOf(path),
    isEntry: /^((contrib\/)?\w+\/)?index\.ts$/.test(path) && partOf(path) !== 'devserver',
    imports: specifiers.filter(isOurs).map(specifier => targetOf(path, specifier)),
    packages: specifiers.filter(specifier => !isOurs(specifier)),
  }
}

/** Every way to name a module counts: `import`, `export … from`, `import()`, `declare module`. */
function importedBy(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return Array.from(code.matchAll(/\b(?:from|import|declare module)\s*\(?\s*'([^']+)'/g), match => match[1]!)
}

function targetOf(path: string, specifier: string): string {
  return relative(root, resolve(root, path, '..', specifier)).replace(/\.js$/, '.ts')
}

function partOf(path: string): string {
  if (path.startsWith('contrib/staticfiles/')) return 'contrib/staticfiles' // stands in front of the application
  return path.split('/')[0]!.replace(/\.ts$/, '')
}

function layerOf(part: string): number {
  return LAYERS.findIndex(parts => parts.includes(part))
}

test('there is something to check, and every part has its place', () => {
  expect(files.length).toBeGreaterThan(20)
  const homeless = files.filter(file => !file.isEntry && layerOf(file.part) === -1).map(file => file.path)
  expect(homeless).toEqual([])
})

test('arrows point one way', () => {
  const wrong = files
    .filter(file => !file.isEntry)
    .flatMap(file =>
      file.imports.filter(target => isAgainstArrow(file, target)).map(target => `${file.path} → ${target}`),
    )
  expect(wrong).toEqual([])
})

function isAgainstArrow(file: SourceFile, target: string): boolean {
  const part = partOf(target)
  if (target.startsWith('..') || part === file.part) return false // pages under templates/, or the part itself
  return layerOf(part) >= layerOf(file.part)
}

test('public entries are imported by nobody but the app process, which hands them to the project', () => {
  const entries = new Set(files.filter(file => file.isEntry).map(file => file.path))
  const others = files.filter(file => !file.path.startsWith('devserver/app/'))
  const wrong = others.flatMap(file =>
    file.imports.filter(target => entries.has(target)).map(target => `${file.path} → ${target}`),
  )
  expect(wrong).toEqual([])
})

test('public entries are re-exports and nothing else', () => {
  const wrong = files
    .filter(file => file.isEntry)
    .filter(file => !/^(\s*export (type )?(\*|\{[^}]*\}) from '[^']+'\s*)*$/.test(codeOf(file)))
  expect(wrong.map(file => file.path)).toEqual([])
})

function codeOf({ path }: SourceFile): string {
  return readFileSync(join(root, path), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
}

test('there are no circles', () => {
  const byPath = new Map(files.map(file => [file.path, file]))
  const done = new Set<string>()
  const circles: string[] = []
  for (const file of files) visit(file.path, [])
  expect(circles).toEqual([])

  function visit(path: string, trail: readonly string[]): void {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (done.has(path) || trail.includes(path)) return
    for (const target of byPath.get(path)?.imports ?? []) visit(target, [...trail, path])
    done.add(path)
  }
})

test('below the adapters nothing needs Node', () => {
  const wrong = files
    .filter(file => !file.isEntry && layerOf(file.part) < layerOf('adapters'))
    .flatMap(file => file.packages.filter(isOfNodeAlone).map(name => `${file.path} → ${name}`))
  expect(wrong).toEqual([])
})

function isOfNodeAlone(name: string): boolean {
  return name.startsWith('node:') && !PORTABLE_BUILTINS.includes(name)
}

test('the Fetch adapter needs no Node either', () => {
  const byPath = new Map(files.map(file => [file.path, file]))
  const reached = new Set<string>()
  const queue = ['adapters/fetch.ts', 'index.ts']
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    queue.push(...(byPath.get(path)?.imports ?? []))
  }
  const wrong = files.filter(file => reached.has(file.path) && file.packages.some(isOfNodeAlone))
  expect(wrong.map(file => file.path)).toEqual([])
})

test('headersDistinct and trailersDistinct are read nowhere: a __proto__ header makes them throw before Node 20.20.2', () => {
  const wrong = files.filter(file => /\.(headers|trailers)Distinct\b/.test(codeOf(file)))
  expect(wrong.map(file => file.path)).toEqual([])
})
