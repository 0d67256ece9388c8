import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import { answersAsItShould } from './built/cases.js'
import { builtSite } from './built/site.js'

// The build for Fetch runtimes, on Cloudflare's own: the same cases as on Node. `npm run workerd` installs it, into a folder
// of its own, and runs this.

const manifest = join(packageRoot, 'test/workerd/package.json')
const isInstalled = existsSync(join(packageRoot, 'test/workerd/node_modules/miniflare'))

interface Miniflare {
  dispatchFetch(url: string, options?: object): Promise<Response>
  dispose(): Promise<void>
}

async function start(program: string): Promise<Miniflare> {
  const file = createRequire(manifest).resolve('miniflare')
  const { Miniflare } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    Miniflare: new (options: object) => Miniflare
  }
  return new Miniflare({
    modules: [{ type: 'ESModule', path: program }],
    modulesRoot: dirname(program),
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['nodejs_compat'],
    bindings: { ALLOWED_HOSTS: '127.0.0.1,example.com' },
    cf: false,
  })
}

describe.runIf(isInstalled)('dist/worker.js on workerd', () => {
  let workerd: Miniflare

  beforeAll(async () => {
    const { site, stdout } = await builtSite('fetch')
    expect(stdout).toContain('Its default export has fetch(): dist/worker.js\n')
    workerd = await start(site.path('dist/worker.js'))
  })
  afterAll(() => workerd?.dispose())

  answersAsItShould(async (target, options = {}) => {
    const response = await workerd.dispatchFetch(`http://127.0.0.1${target}`, { redirect: 'manual', ...options })
    return { status: response.status, headers: response.headers, text: await response.text() }
  })
})

test.runIf(!isInstalled)('workerd is not installed: "npm run workerd" installs it and runs these tests', context => {
  context.skip()
})
