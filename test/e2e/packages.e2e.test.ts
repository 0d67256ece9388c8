import { expect, test } from 'vitest'
import { browser } from './harness/http.js'
import { type Project, project, views } from './harness/project.js'
import { startServer } from './harness/server.js'

// What lies in node_modules, and what a project asks of it.

/** A package of one file, as npm would have put it there. */
function install(site: Project, name: string, code: string, manifest: object = {}): void {
  const folder = `node_modules/${name}`
  site.write(`${folder}/index.js`, code)
  site.write(`${folder}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js', ...manifest }))
}

const esm = { type: 'module' }

test('CommonJS packages and ES module packages are imported as Node does it', async () => {
  const site = project({
    'views.ts': `import { JsonResponse } from 'tiny-django/http'
import whole, { part } from 'old-package'
import * as all from 'old-package'
import modern, { name } from '@scope/modern'
import { deep } from '@scope/modern/deep'

export async function index() {
  const late = await import('@scope/modern')
  return new JsonResponse([whole.part, part, all.default === whole, modern, name, deep, late.name === name], { safe: false })
}
export const where = () => new JsonResponse([import.meta.resolve('@scope/modern/deep')], { safe: false })
`,
  })
  install(site, 'old-package', `exports.part = 'part of the old'`)
  install(site, '@scope/modern', `export default 'modern'\nexport const name = 'by name'`, {
    ...esm,
    exports: { '.': { import: './index.js' }, './deep': { import: './lib/deep.js' } },
  })
  site.write('node_modules/@scope/modern/lib/deep.js', `export const deep = 'deep inside'`)
  await using server = await startServer(site)
  expect(JSON.parse((await server.get('/')).text)).toEqual([
    'part of the old',
    'part of the old',
    true,
    'modern',
    'by name',
    'deep inside',
    true,
  ])
  expect(JSON.parse((await server.get('/where/')).text)).toEqual([
    `file://${site.path('node_modules/@scope/modern/lib/deep.js')}`,
  ])
})

test('a package that imports tiny-django gets what the project gets', async () => {
  const site = project({
    'views.ts': `import { HttpResponse } from 'tiny-django/http'
import { answer, Answer } from 'answers'
export const index = () => answer(String(Answer === HttpResponse))
`,
  })
  install(
    site,
    'answers',
    `import { answer, HttpResponse } from './inner.js'\nexport { answer, HttpResponse as Answer }`,
    esm,
  )
  site.write(
    'node_modules/answers/inner.js',
    `import { HttpResponse } from 'tiny-django/http'\nexport { HttpResponse }\nexport const answer = text => new HttpResponse(text)`,
  )
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('true')
})

test('so does a CommonJS package that requires it, at once or later', async () => {
  const site = project({
    'views.ts': `import { HttpResponse } from 'tiny-django/http'
import { Answer, later } from 'old-answers'
import { throughOld } from 'new-answers'
export const index = () => later(String(Answer === HttpResponse))
export const through = () => throughOld('through')
`,
  })
  install(
    site,
    'old-answers',
    `exports.Answer = require('tiny-django/http').HttpResponse
exports.later = text => new (require('tiny-django/http').HttpResponse)(text + ' ' + typeof require('tiny-django').createApplication)`,
  )
  install(site, 'new-answers', `export { later as throughOld } from 'old-answers'`, esm)
  await using server = await startServer(site)
  expect((await server.get('/')).text).toBe('true function')
  expect((await server.get('/through/')).text).toBe('through function')
})

test('a package that a view asks for and that is missing is an error of that view', async () => {
  const site = project({
    'views.ts': `import { HttpResponse } from 'tiny-django/http'
export const index = async () => new HttpResponse(String(await import('left-pad-of-nobody')))
export const optional = async () => new HttpResponse(await import('left-pad-of-nobody').catch(() => 'without'))
`,
  })
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toContain('The package "left-pad-of-nobody", imported by views.ts, is not installed.')
  expect((await server.get('/optional/')).text).toBe('without')
})

test('a path of tiny-django that there is not is shown where it is written', async () => {
  const site = project({
    'views.ts': `import { HttpResponse } from "tiny-django/htp"\nexport const index = () => new HttpResponse('x')`,
  })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toContain(
    'views.ts:1:30: There is no "tiny-django/htp". HttpResponse is in "tiny-django/http".',
  )
  site.write(
    'views.ts',
    `await null\nimport { HttpResponse } from "tiny-django/htp"\nexport const index = () => new HttpResponse('x')`,
  )
  expect((await server.get('/')).text).toContain(
    'views.ts:2:30: There is no "tiny-django/htp". HttpResponse is in "tiny-django/http".',
  )
})

test('a package that is installed while the page says it is missing: the page mends itself', async () => {
  const site = project({
    'views.ts': `import { HttpResponse } from 'tiny-django/http'
import { pad } from 'left-pad-of-nobody'
export const index = () => new HttpResponse(pad('x'))
`,
  })
  await using server = await startServer(site)
  expect(
    (await server.get('/')).text,
  ).toBe(`views.ts:2:21: The package "left-pad-of-nobody" is not installed. Install it in the project: npm install left-pad-of-nobody

    2 │ import { pad } from 'left-pad-of-nobody'
      │                     ~~~~~~~~~~~~~~~~~~~~

`)
  const page = await server.get('/', browser)
  expect(page.text).toContain('goes away by itself when the package is there, or a save does without it.')
  const events = await server.events()
  install(site, 'left-pad-of-nobody', `exports.pad = text => '  ' + text`)
  await events.next()
  expect((await server.get('/')).text).toBe('  x')
})

test('a name that a package does not export is told like any other mistake in an import, and mended', async () => {
  const site = project({
    'views.ts': `import { type HttpRequest, HttpRespons } from 'tiny-django/http'
import { capitalise } from 'words'

export const index = (_: HttpRequest) => new HttpRespons(capitalise('x'))
`,
  })
  install(site, 'words', 'export const capitalize = text => text.toUpperCase()', esm)
  await using server = await startServer(site)
  const answer = await server.get('/')
  expect(answer.status).toBe(500)
  expect(answer.text).toBe(`views.ts:1:28: No matching export in "tiny-django/http" for import "HttpRespons"

    1 │ import { type HttpRequest, HttpRespons } from 'tiny-django/http'
      │                            ~~~~~~~~~~~

Did you mean to import "HttpResponse" instead?

views.ts:2:10: No matching export in "words" for import "capitalise"

    2 │ import { capitalise } from 'words'
      │          ~~~~~~~~~~

Did you mean to import "capitalize" instead?

`)
  await server.printed(answer.text.trimEnd().split('\n')[0]!)
  const page = await server.get('/', browser)
  expect(page.text).toContain('<h1>The project does not build</h1>')
  expect(page.text).toContain('<mark>HttpRespons</mark>')
  site.write(
    'views.ts',
    views(`import { capitalize } from 'words'\nexport const index = () => new HttpResponse(capitalize('x'))`),
  )
  expect((await server.get('/')).text).toBe('X')
})

test('so it is in a project with top-level await, where import.meta is each file’s own', async () => {
  const code = (name: string) => `import { ${name} } from 'tiny-django/http'
import { here } from './lib/here'
const there = await Promise.resolve(import.meta.filename)
export const index = () => new ${name}([there, here].join(' '))
`
  const site = project({ 'views.ts': code('HttpRespond'), 'lib/here.ts': 'export const here = import.meta.dirname' })
  await using server = await startServer(site)
  expect((await server.get('/')).text).toContain(
    'views.ts:1:10: No matching export in "tiny-django/http" for import "HttpRespond"',
  )
  site.write('views.ts', code('HttpResponse'))
  expect((await server.get('/')).text).toBe(`${site.path('views.ts')} ${site.path('lib')}`)
})
