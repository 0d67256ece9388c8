import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { installTarball, npmEnvironment, userEnvironment } from './harness/install.js'
import { project } from './harness/project.js'

const run = promisify(execFile)

test('a new project has a test of its own, and npm test runs it', async () => {
  const site = project()
  const { bin, folder } = await installTarball()
  const cwd = site.folder
  const env = { ...userEnvironment(), ...npmEnvironment, CI: '1', NO_COLOR: '1' }
  await run(process.execPath, [bin, 'startproject', 'mysite', '.'], { cwd, env })
  await run(process.execPath, [bin, 'startapp', 'blog'], { cwd, env })
  // As npm would put them there, less the download.
  cpSync(join(folder, 'node_modules', 'tiny-django'), site.path('node_modules', 'tiny-django'), { recursive: true })
  mkdirSync(site.path('node_modules', '.bin'))
  symlinkSync(join(packageRoot, 'node_modules', 'vitest'), site.path('node_modules', 'vitest'))
  symlinkSync('../vitest/vitest.mjs', site.path('node_modules', '.bin', 'vitest'))
  const { stdout } = await run('npm', ['test'], { cwd, env })
  expect(stdout).toMatch(/Test Files\s+2 passed/)
  expect(stdout).toMatch(/Tests\s+3 passed/)
})
