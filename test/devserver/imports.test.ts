import { expect, test } from 'vitest'
import { ImportErrors } from '../../src/devserver/app/imports.js'
import { ownNames, ownPathOf } from '../../src/devserver/app/own-modules.js'
import { importPackage } from '../../src/devserver/app/packages.js'
import { temporaryFolder } from './folder.js'

function said(source: string, name: string, namespace: object): string {
  const folder = temporaryFolder({ 'views.ts': source })
  const unknown = { importers: [folder.file('views.ts')], specifier: 'tiny-django/http', name, namespace }
  return new ImportErrors([unknown], folder.path).stack ?? ''
}

test('a misspelt name is told with its place, the line and the nearest name', () => {
  const source = `import { join } from 'node:path'\nimport {\n  HttpRespons,\n} from 'tiny-django/http'\n`
  expect(said(source, 'HttpRespons', { HttpResponse: class {}, JsonResponse: class {} })).toBe(
    [
      'views.ts:3:3: No matching export in "tiny-django/http" for import "HttpRespons"',
      '',
      '    3 │   HttpRespons,',
      '      │   ~~~~~~~~~~~',
      '',
      'Did you mean to import "HttpResponse" instead?',
      '',
    ].join('\n'),
  )
})

test('so is a default export that is not there, and a re-export', () => {
  expect(said(`import http, { JsonResponse } from 'tiny-django/http'`, 'default', {})).toMatch(
    /^views\.ts:1:8: .*"default"/,
  )
  expect(said(`export { Nothing as Something } from "tiny-django/http"`, 'Nothing', {})).toMatch(/^views\.ts:1:10: /)
})

test('a name of a CommonJS package that Node does not see is where the message says', () => {
  expect(said(`import { parse } from 'tiny-django/http'`, 'parse', { default: { parse() {} } })).toContain(
    'It is part of the default export',
  )
})

test('a name that another path of tiny-django has is told with that path', async () => {
  const folder = temporaryFolder({ 'views.ts': `import { HttpResponse } from 'tiny-django'` })
  const importers = [folder.file('views.ts')]
  const unknown = { importers, specifier: 'tiny-django', name: 'HttpResponse', namespace: {} }
  const ownPath = await ownPathOf('HttpResponse')
  expect(new ImportErrors([{ ...unknown, ownPath }], folder.path).stack).toContain(
    `"tiny-django/http" exports it: import { HttpResponse } from 'tiny-django/http'`,
  )
})

test.each([
  [
    `import { HttpResponse } from 'tiny-django/request'`,
    'There is no "tiny-django/request". HttpResponse is in "tiny-django/http".',
  ],
  [
    `import { HttpResponse, nothing } from 'django/http'`,
    'There is no "django/http". HttpResponse is in "tiny-django/http".',
  ],
  [`import * as http from 'django/http'`, 'There is no "django/http". Did you mean "tiny-django/http"?'],
  [`import { nothing } from 'tiny-django/url'`, 'There is no "tiny-django/url". Did you mean "tiny-django/urls"?'],
])('a path that there is not: %s', async (source, sentence) => {
  const folder = temporaryFolder({ 'views.ts': source })
  const specifier = source.split("'")[1]!
  const importing = importPackage(folder.path, specifier, ownNames, () => [folder.file('views.ts')])
  await expect(importing).rejects.toMatchObject({ message: sentence, messages: [{ file: 'views.ts', line: 1 }] })
})
