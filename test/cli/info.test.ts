import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { version } from '../../src/devserver/version.js'
import { emptyFolder, tinyDjango } from './helpers.js'

test('says versions and what was found of the project', async () => {
  const cwd = emptyFolder()
  for (const file of ['settings.ts', 'urls.ts']) writeFileSync(join(cwd, file), 'not even TypeScript')
  for (const app of ['shop', 'blog']) mkdirSync(join(cwd, app, 'templates'), { recursive: true })
  const { code, stdout } = await tinyDjango(['info', '--json'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    version,
    package: packageRoot,
    node: process.versions.node,
    esbuild: expect.stringMatching(/^\d+\.\d+\.\d+/),
    typescript: null,
    project: { root: cwd, settings: 'settings.ts', urls: 'urls.ts', views: null, apps: ['blog', 'shop'] },
  })
})

test('a line each for a person', async () => {
  const { stdout } = await tinyDjango(['info'], { cwd: packageRoot })
  expect(stdout).toContain(`tiny-django   ${version}\n`)
  expect(stdout).toMatch(/^typescript {4}\d/m)
  expect(stdout).toContain('project       none here: no urls.ts and no views.ts\n')
})
