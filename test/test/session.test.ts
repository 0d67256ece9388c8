import { expect, test } from 'vitest'
import '../../src/adapters/node.js'
import { MemorySessionStore, SessionMiddleware } from '../../src/contrib/sessions/index.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse } from '../../src/http/response.js'
import { CsrfViewMiddleware } from '../../src/middleware/csrf.js'
import { Client } from '../../src/test/index.js'
import { path } from '../../src/urls/path.js'

const urlpatterns = [
  path('cart/', (request: HttpRequest) => {
    const items = [...((request.session.get('cart') as string[] | undefined) ?? [])]
    if (request.method === 'POST') request.session.set('cart', [...items, request.POST.get('item')!])
    return new HttpResponse(items.join())
  }),
]

test.each([
  ['signed cookies', {}],
  ['a store', { SESSION_ENGINE: MemorySessionStore }],
])('client.session is the session of the views, kept in %s', async (_, engine) => {
  const settings = { SECRET_KEY: 'x'.repeat(50), MIDDLEWARE: [SessionMiddleware], ...engine }
  const client = new Client({ app: { urlpatterns, settings } })
  await client.post('/cart/', { item: 'apple' })
  expect(client.session.get('cart')).toEqual(['apple'])

  const { session } = client
  session.set('cart', ['pear', 'plum'])
  await client.saveSession(session)
  expect((await client.get('/cart/')).text).toBe('pear,plum')
})

test('a form needs no token, unless the client is told to be as strict as a browser has it', async () => {
  const app = {
    urlpatterns: [path('', () => new HttpResponse('taken'))],
    settings: { MIDDLEWARE: [CsrfViewMiddleware] },
  }
  expect((await new Client({ app }).post('/')).statusCode).toBe(200)
  expect((await new Client({ app, enforceCsrfChecks: true }).post('/')).statusCode).toBe(403)
})
