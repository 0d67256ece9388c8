import { lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import '../../src/adapters/node.js'
import { type CollectOptions, collect } from '../../src/build/collect.js'
import { PostProcessError } from '../../src/build/static-names.js'
import { overrideSettings } from '../../src/conf/testing.js'
import { ManifestStaticFilesStorage } from '../../src/contrib/staticfiles/index.js'
import { defaultIgnorePatterns, listFiles } from '../../src/contrib/staticfiles/list.js'
import { Context } from '../../src/template/context.js'
import { Engine } from '../../src/template/engine.js'
import { register as staticLibrary } from '../../src/template/libraries/static.js'
import { emptyFolder } from '../cli/helpers.js'

// What Django 5.2 made of the same files.
interface Run {
  readonly files: Readonly<Record<string, string>>
  readonly urls: Readonly<Record<string, string>>
}
const django = JSON.parse(readFileSync(new URL('collected.json', import.meta.url), 'utf8')) as {
  readonly inputs: Readonly<Record<string, string>>
  readonly runs: Readonly<Record<'plain' | 'modules', Run>>
}

const naming = { passes: 5, jsModules: false, url: '/static/', manifestName: 'staticfiles.json' }

/** The files in a new folder, and how to collect them from it. */
function source(files: Readonly<Record<string, string>>) {
  const root = emptyFolder()
  for (const [name, text] of Object.entries(files)) write(join(root, 'src', name), text)
  using _ = overrideSettings({ STATICFILES_DIRS: [join(root, 'src')] })
  const listed = [...listFiles(defaultIgnorePatterns)].filter(({ source }) => source.startsWith(root))
  const destination = join(root, 'out')
  const lines: string[] = []
  const run = (options: Partial<CollectOptions> = {}) =>
    collect({ files: listed, destination, naming: null, log: line => lines.push(line), ...options })
  return { root, destination, lines, run, sourceOf: (path: string) => join(root, 'src', path) }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function filesIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map(path => [relative(folder, path), readFileSync(path, 'utf8')]))
}

describe.each(['plain', 'modules'] as const)('names with hashes, %s', kind => {
  const { files: expected, urls } = django.runs[kind]
  const { 'staticfiles.json': manifest, ...others } = expected

  test("are Django's, and so is what is in the files", () => {
    const { run, destination } = source(django.inputs)
    const { postProcessed, modified } = run({ naming: { ...naming, jsModules: kind === 'modules' } })
    expect([postProcessed.length, modified.length]).toEqual([17, 17])
    const { 'staticfiles.json': own, ...found } = filesIn(destination)
    expect(found).toEqual(others)
    expect(JSON.parse(own!)).toEqual(JSON.parse(manifest!))
  })

  test('are found again by templates', () => {
    const { run, destination } = source(django.inputs)
    run({ naming: { ...naming, jsModules: kind === 'modules' } })
    using _ = overrideSettings({
      STATIC_ROOT: destination,
      STORAGES: { staticfiles: { BACKEND: ManifestStaticFilesStorage } },
    })
    const storage = new ManifestStaticFilesStorage()
    for (const [name, url] of Object.entries(urls)) expect(storage.url(name)).toBe(url)
    const engine = new Engine({ libraries: { static: staticLibrary } })
    const page = engine.fromString("{% load static %}{% static 'css/site.css' %}")
    expect(page.render(new Context({}))).toBe(urls['css/site.css'])
  })
})

test('an address that two patterns find is rewritten once', () => {
  const { run, destination } = source({
    'app.js': 'import "./lib.js";\nexport { x } from "./lib.js";\n',
    'lib.js': 'export const x = 1\n',
  })
  const { names } = run({ naming: { ...naming, jsModules: true } })
  const { 'app.js': app, 'lib.js': lib } = names as Record<string, string>
  expect(readFileSync(join(destination, app!), 'utf8')).toBe(`import"./${lib}";\nexport { x } from "./${lib}";\n`)
})

test('a second time, what has not changed stays', () => {
  const { run, lines, sourceOf, destination } = source(django.inputs)
  run({ naming })
  const again = run({ naming })
  // Those that name others are written again, as Django does.
  expect([again.modified.length, again.unmodified.length, again.postProcessed.length]).toEqual([0, 17, 8])
  expect(lines).toContain("Skipping 'noext' (not modified)")
  writeFileSync(sourceOf('img/a.png'), 'PNG-b')
  utimesSync(sourceOf('img/a.png'), new Date(), new Date(Date.now() + 5000))
  const third = run({ naming })
  expect(third.modified).toEqual(['img/a.png'])
  const { paths } = JSON.parse(readFileSync(join(destination, 'staticfiles.json'), 'utf8'))
  const css = readFileSync(join(destination, paths['css/site.css']), 'utf8')
  expect(css).toContain(`url("../${paths['img/a.png']}")`)
  expect(paths['css/site.css']).not.toBe('css/site.5c404ab9ca79.css')
})

test('--dry-run writes nothing and says what it would do', () => {
  const { run, lines, root, sourceOf } = source({ 'a.css': 'a' })
  expect(run({ naming, dryRun: true, clear: true })).toMatchObject({ modified: ['a.css'], postProcessed: [] })
  expect(lines).toEqual([`Pretending to copy '${sourceOf('a.css')}'`])
  expect(readdirSync(root)).toEqual(['src'])
})

test('--clear removes what was there; without it, it stays', () => {
  const { run, lines, destination } = source({ 'a.css': 'a' })
  write(join(destination, 'old/b.css'), 'b')
  run()
  expect(filesIn(destination)).toEqual({ 'a.css': 'a', 'old/b.css': 'b' })
  run({ clear: true })
  expect(filesIn(destination)).toEqual({ 'a.css': 'a' })
  expect(lines).toContain("Deleting 'old/b.css'")
})

test('--link links, and copies take the place of links', () => {
  const { run, destination, lines } = source({ 'css/a.css': 'a' })
  run({ link: true })
  expect(lstatSync(join(destination, 'css/a.css')).isSymbolicLink()).toBe(true)
  expect(run({ link: true }).unmodified).toEqual(['css/a.css'])
  expect(run().modified).toEqual(['css/a.css'])
  expect(lstatSync(join(destination, 'css/a.css')).isFile()).toBe(true)
  expect(lines).toContain("Deleting 'css/a.css'")
})

test('an address that leads nowhere is told with its file', () => {
  const { run, destination } = source({ 'css/a.css': 'a { background: url("nope.png") }' })
  expect(() => run({ naming })).toThrow(
    expect.objectContaining({
      path: 'css/a.css',
      message: `The file 'css/nope.png' could not be found in '${destination}'.`,
    }) as PostProcessError,
  )
})

test('files that name each other in a circle are refused', () => {
  const { run } = source({ 'a.css': '@import "b.css";', 'b.css': '@import "a.css";' })
  expect(() => run({ naming })).toThrow(new PostProcessError('a.css, b.css', 'Max post-process passes exceeded.'))
})

describe('ManifestStaticFilesStorage', () => {
  test('gives plain addresses while DEBUG is on', () => {
    using _ = overrideSettings({ DEBUG: true })
    expect(new ManifestStaticFilesStorage().url('css/site.css')).toBe('/static/css/site.css')
  })

  test('refuses a file that the manifest lacks, unless told otherwise', () => {
    using _ = overrideSettings({ STATIC_ROOT: emptyFolder() })
    const storage = new ManifestStaticFilesStorage()
    expect(() => storage.url('nope.css')).toThrow("Missing staticfiles manifest entry for 'nope.css'")
    storage.manifestStrict = false
    expect(storage.url('nope.css')).toBe('/static/nope.css')
  })

  test('needs STATIC_ROOT, and a manifest it can read', () => {
    using _ = overrideSettings({ STATIC_ROOT: null })
    expect(() => new ManifestStaticFilesStorage().url('a.css')).toThrow('without having set the STATIC_ROOT setting')
    const folder = emptyFolder()
    writeFileSync(join(folder, 'staticfiles.json'), '{"version": "9"}')
    using _other = overrideSettings({ STATIC_ROOT: folder })
    expect(() => new ManifestStaticFilesStorage().url('a.css')).toThrow("Couldn't load manifest 'staticfiles.json'")
  })
})
