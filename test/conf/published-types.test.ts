import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What a project's compiler says of the declarations we publish, without @types/node: `@ts-expect-error` marks what
// must not compile, and is an error itself where it does.

const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsc = join(repository, 'node_modules/typescript/bin/tsc')
const folder = mkdtempSync(join(tmpdir(), 'tiny-django-types-'))

const FILES = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2023',
      module: 'NodeNext',
      types: [],
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      strict: true,
      noEmit: true,
    },
    include: ['*.ts'],
  }),
  'settings.ts': `
    import { defineSettings } from 'tiny-django/conf'
    declare module 'tiny-django/conf' {
      interface ProjectSettings { LOCKOUT_COOLOFF: number }
    }
    export default defineSettings(
      { DEBUG: true, MIDDLEWARE: [getResponse => request => getResponse(request)] },
      { LOCKOUT_COOLOFF: 42, UNDECLARED: 'x' },
    )
    export const withoutOwn = defineSettings({ DEBUG: true })
    // @ts-expect-error it is declared as a number
    defineSettings({}, { LOCKOUT_COOLOFF: '42' })
    // @ts-expect-error LOCKOUT_COOLOFF is missing
    defineSettings({}, { UNDECLARED: 1 })
    // @ts-expect-error no such setting
    defineSettings({ DEBGU: true })
    // @ts-expect-error own names are in capitals
    defineSettings({}, { LOCKOUT_COOLOFF: 1, lower: 1 })
  `,
  'views.ts': `
    import { requestStarted } from 'tiny-django/dispatch'
    import { type HttpRequest, HttpResponse } from 'tiny-django/http'
    import { path } from 'tiny-django/urls'
    import { TemplateView, View } from 'tiny-django/views'
    requestStarted.connect(({ request, environ }) => [request.method, environ.REMOTE_ADDR])
    class Article extends View {
      get(request: HttpRequest, { year }: { year: number }) { return new HttpResponse(String(year)) }
    }
    path('<int:year>/', Article.asView())
    // @ts-expect-error the view wants a number
    path('<slug:year>/', Article.asView())
    path('about/', TemplateView.asView({ templateName: 'about.html' }))
    // @ts-expect-error no such attribute
    TemplateView.asView({ template: 'about.html' })
  `,
  'logging.ts': `
    import { defineSettings } from 'tiny-django/conf'
    declare module 'tiny-django/conf' {
      interface ProjectSettings { LOCKOUT_COOLOFF: number }
    }
    export default defineSettings({
      LOGGING: { filters: { own: record => record.request?.path !== '/' && record.statusCode !== 404 } },
    })
  `,
  'app.ts': `
    import { createApplication } from 'tiny-django'
    import { settings } from 'tiny-django/conf'
    import { fetchHandler } from 'tiny-django/fetch'
    import { HttpResponse, type HttpRequest } from 'tiny-django/http'
    import { after, CommonMiddleware, type Middleware } from 'tiny-django/middleware'
    import { path } from 'tiny-django/urls'
    import project from './settings.js'

    export const coolOff: number = settings.LOCKOUT_COOLOFF
    // @ts-expect-error no such setting
    export const typo = settings.LOCKOUT_COLOFF

    const timing: Middleware = getResponse => request => {
      const start = performance.now()
      return after(getResponse(request), response => {
        response.headers.set('X-Ms', String(performance.now() - start))
        return response
      })
    }
    class Audit {
      processRequest(request: HttpRequest) {}
      async processException(request: HttpRequest, error: unknown) { return null }
      processResponse(request: HttpRequest, response: HttpResponse) { return response }
    }
    createApplication({ urlpatterns: [], settings: { MIDDLEWARE: [CommonMiddleware, timing, Audit] } })
    // @ts-expect-error middleware is given by reference
    createApplication({ urlpatterns: [], settings: { MIDDLEWARE: ['common'] } })

    const app = createApplication({ urlpatterns: [path('', () => new HttpResponse('x'))], settings: project })
    export default { fetch: fetchHandler(app) }
  `,
}

beforeAll(() => {
  const installed = join(folder, 'node_modules/tiny-django')
  mkdirSync(installed, { recursive: true })
  copyFileSync(join(repository, 'package.json'), join(installed, 'package.json'))
  run('-p', join(repository, 'tsconfig.build.json'), '--outDir', join(installed, 'dist/types'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
})

afterAll(() => rmSync(folder, { recursive: true }))

test('own settings, MIDDLEWARE and the two entries to an application are typed as documented', () => {
  expect(run('-p', folder)).toBe('')
})

function run(...args: string[]): string {
  return spawnSync(process.execPath, [tsc, ...args], { encoding: 'utf8' }).stdout
}
