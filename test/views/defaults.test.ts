import { expect, test, vi } from 'vitest'
import { BadRequest, Http404, PermissionDenied } from '../../src/http/exceptions.js'
import { LocmemLoader } from '../../src/template/index.js'
import { Client } from '../../src/test/index.js'
import { path } from '../../src/urls/index.js'

const throwing = (error: unknown) => () => {
  throw error
}

const urlpatterns = [
  path('gone/', throwing(new Http404('No such article'))),
  path('nameless/', throwing(new Http404())),
  path('forbidden/', throwing(new PermissionDenied('Not <yours>'))),
  path('bad/', throwing(new BadRequest('secret'))),
  path('broken/', throwing(new Error('secret'))),
]

const pages = {
  '404.html': '404 {{ request_path }} {{ exception }} {{ request.method }}',
  '403.html': '403 {{ exception }}',
  '400.html': '400 {{ exception }}',
  '500.html': '500 {{ exception }}{{ request.method }}',
}

function client(templates: Readonly<Record<string, string>>): Client {
  const OPTIONS = { loaders: [[LocmemLoader, templates]], contextProcessors: [(request: unknown) => ({ request })] }
  const TEMPLATES = [{ OPTIONS }] as never
  return new Client({ app: { urlpatterns, settings: { TEMPLATES } }, raiseRequestException: false })
}

async function answer(from: Client, url: string): Promise<[number, string]> {
  const response = await from.get(url)
  return [response.statusCode, response.text]
}

test.each([
  ['/gone/', 404, '404 /gone/ No such article GET'],
  ['/nameless/', 404, '404 /nameless/ Http404 GET'],
  ['/nothing%3C/', 404, '404 /nothing%3C/ Resolver404 GET'],
  ['/forbidden/', 403, '403 Not &lt;yours&gt;'],
  ['/bad/', 400, '400 '],
  ['/broken/', 500, '500 '],
])('%s is answered by the project’s page', async (url, status, text) => {
  expect(await answer(client(pages), url)).toEqual([status, text])
})

test.each([
  ['/gone/', 404, 'Not Found'],
  ['/nothing/', 404, 'Not Found'],
  ['/forbidden/', 403, '403 Forbidden'],
  ['/bad/', 400, 'Bad Request (400)'],
  ['/broken/', 500, 'Server Error (500)'],
])('without one, %s has a page of one sentence', async (url, status, title) => {
  const [code, text] = await answer(client({}), url)
  expect(code).toBe(status)
  expect(text).toContain(`<title>${title}</title>`)
})

test('a page that is broken is a server error; one of those too is the plainest', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const broken = { '404.html': '{% nonsense %}', '500.html': 'sorry' }
  expect(await answer(client(broken), '/nothing/')).toEqual([500, 'sorry'])
  const [code, text] = await answer(client({ ...broken, '500.html': '{% nonsense %}' }), '/nothing/')
  expect(code).toBe(500)
  expect(text).toContain('<title>Server Error (500)</title>')
})
