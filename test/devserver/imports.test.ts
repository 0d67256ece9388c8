import { expect, test } from 'vitest'
import { ImportErrors } from '../../src/devserver/app/imports.js'
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
