import { expect, test } from 'vitest'
import type { Application } from '../../src/core/application.js'
import type { HttpResponseBase } from '../../src/http/response-base.js'
import { DocsProject } from '../docs-project.js'
import { bytes, pieces } from '../http/helpers.js'

test('every block is a file', () => {
  const { page, files } = new DocsProject('middleware.md')
  expect(files.filter(name => name.endsWith('.ts')).length).toBe(page.split('```ts').length - 1)
})

test('compiles', () => {
  expect(new DocsProject('middleware.md').typeErrors()).toEqual([])
})

test('logs somebody in', async () => {
  const { app, HttpRequest, receiveBody } = await compiled()
  const visit = async (method: string, target: string, cookies: Record<string, string>, body = '') => {
    const Cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ')
    const type = 'application/x-www-form-urlencoded'
    const headers = { Host: 'localhost', Cookie, 'Content-Type': type, 'Content-Length': String(body.length) }
    const request = new HttpRequest({ method, target, rawHeaders: Object.entries(headers).flat() })
    await receiveBody(request, pieces([bytes(body)]))
    const response = await app.handle(request)
    return { response, cookies: { ...cookies, ...cookiesOf(response) }, text: String(response.payload) }
  }
  const first = await visit('GET', '/', {})
  expect(first.text).toMatch(/^Anonymous, visit 1\. {2}\w{64}$/)
  const token = first.text.slice(-64)
  expect((await visit('POST', '/login/', first.cookies, 'name=Ann')).response.statusCode).toBe(403)
  const login = await visit('POST', '/login/', first.cookies, `name=Ann&csrfmiddlewaretoken=${token}`)
  expect(login.response.statusCode).toBe(302)
  expect((await visit('GET', '/', login.cookies)).text).toMatch(/^Ann, visit 2\. Welcome! \w{64}$/)
})

function cookiesOf(response: HttpResponseBase): Record<string, string> {
  return Object.fromEntries(Array.from(response.cookies, ([name, { value }]) => [name, value]))
}

interface Compiled {
  readonly app: Application
  readonly HttpRequest: typeof import('../../src/http/request.js').HttpRequest
  receiveBody(request: object, body: AsyncIterable<Uint8Array>): Promise<unknown>
}

/** The project's application, and of its own copy of tiny-django what it takes to ask it something. */
function compiled(): Promise<Compiled> {
  return new DocsProject('middleware.md').run(
    `import { createApplication } from 'tiny-django'
     import settings from './settings'
     import { urlpatterns } from './urls'
     export { HttpRequest } from 'tiny-django/http'
     export { receiveBody } from 'tiny-django/receive'
     export const app = createApplication({ urlpatterns, settings })`,
  )
}
