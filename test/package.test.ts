import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ownNames } from '../src/devserver/app/own-modules.js'

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))
const manifest = read('package.json') as { dependencies: Record<string, string>; exports: Record<string, unknown> }
const { packages } = read('package-lock.json') as Lock

// An install on one platform can drop the packages of the others from the lock file, and then `npm ci` fails everywhere.
test('the lock file names the packages of every platform', () => {
  const wanted = Object.values(packages).flatMap(each => Object.keys(each.optionalDependencies ?? {}))
  expect(wanted.filter(name => packages[`node_modules/${name}`] === undefined)).toEqual([])
})

// Everybody who types `npx tiny-django` waits for them: another one needs a reason in dependencies.
test('what is installed with tiny-django is what it is known for', () => {
  expect(Object.keys(manifest.dependencies).sort()).toEqual([
    'chokidar',
    'commander',
    'esbuild',
    'iconv-lite',
    'picocolors',
  ])
})

// A path is named for npm, for the build and for the app process: a project must find the same ones everywhere.
test('the public paths are the same wherever they are named', () => {
  const paths = Object.keys(manifest.exports).map(path => path.replace(/^\./, 'tiny-django'))
  const inProjects = paths.filter(path => !path.endsWith('package.json'))
  const others = ['node', 'fetch', 'test', 'test/plugin', 'test/vitest'].map(path => `tiny-django/${path}`)
  expect([...ownNames, ...others].sort()).toEqual(inProjects.sort())
  for (const name of ownNames) {
    const standIn = `dist/devserver/app/own/${name.slice('tiny-django/'.length) || 'index'}.js`
    expect(existsSync(new URL(`../${standIn}`, import.meta.url)), standIn).toBe(true)
  }
})
