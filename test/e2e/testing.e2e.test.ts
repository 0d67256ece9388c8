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
  symlinkSync(join(packageRoot, 'node_modules', 'esbuild'), site.path('node_modules', 'esbuild'))
  for (const [file, text] of Object.entries(parts)) site.write(file, text)
  const { stdout } = await run('npm', ['test'], { cwd, env })
  expect(stdout).toMatch(/Test Files\s+3 passed/)
  expect(stdout).toMatch(/Tests\s+6 passed/)
})

// What nobody imports, and what Vite does not compile.
const parts = {
  'blog/templatetags/shouting.ts': `
    import { Library } from 'tiny-django/template'
    export const register = new Library()
    register.filter('shout', (text: string) => text.toUpperCase() + '!')
  `,
  'blog/templatetags/words.ts': 'export const words = 3',
  'blog/templates/blog/shout.html': '{% load shouting %}{{ name|shout }}',
  'blog/signals.ts': `
    import { requestStarted } from 'tiny-django/dispatch'
    export const seen: string[] = []
    requestStarted.connect(() => void seen.push('started'), { weak: false })
  `,
  'blog/pages.ts': `
    import { neverCache, methodDecorator } from 'tiny-django/decorators'
    import { type HttpRequest, HttpResponse } from 'tiny-django/http'
    import { View } from 'tiny-django/views'
    export class Page extends View {
      @methodDecorator(neverCache) get(_request: HttpRequest) { return new HttpResponse('fresh') }
    }
  `,
  'blog/parts.test.ts': `
    import { renderToString } from 'tiny-django/template'
    import { Client, RequestFactory } from 'tiny-django/test'
    import { expect, test } from 'tiny-django/test/vitest'
    import { path } from 'tiny-django/urls'
    import { Page } from './pages'

    test('a tag library is found', () => {
      expect(renderToString('blog/shout.html', { name: 'Ada' })).toBe('ADA!')
    })
    test('signals are connected', async () => {
      const { seen } = await import('./signals')
      await new Client({ app: { urlpatterns: [path('', Page.asView())] } }).get('/')
      expect(seen).toContain('started')
    })
    test('decorators are compiled', async () => {
      const response = await Page.asView()(new RequestFactory().get('/'), {})
      expect(response.headers.get('Cache-Control')).toContain('no-store')
    })
  `,
}
