import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browser } from './harness/http.js'
import { project, views } from './harness/project.js'
import { type RunningServer, startServer } from './harness/server.js'

// What the page about an error tells of a project that runs under the dev server.

const code = `
import { sensitiveVariables } from 'tiny-django/decorators'

export const index = () => new HttpResponse('fine')

async function find(id: number): Promise<{ title: string } | undefined> {
  await new Promise(resolve => setTimeout(resolve, 1))
  const password = ['hunt', 'er2'].join('')
  if (password) throw new RangeError('no article ' + id)
  return undefined
}

export async function article(request: HttpRequest) {
  const wanted = 7
  try {
    return new HttpResponse((await find(wanted))!.title)
  } catch (cause) {
    throw new Error('The page cannot be shown.', { cause })
  }
}

export function text() {
  const local = { a: 1 }
  throw 'just ' + local.a
}

export const login = sensitiveVariables('pin')((request: HttpRequest) => {
  const pin = 'very-secret'
  const user = 'Ann'
  throw new Error('for ' + user + pin.length)
})

export async function timer() {
  const when = 'later'
  setTimeout(() => {
    const inTimer = when
    throw new TypeError('thrown by a timer')
  }, 1)
  await new Promise(() => {})
}
`

describe('while DEBUG is on', () => {
  let server: RunningServer

  beforeAll(async () => {
    server = await startServer(project({ 'views.ts': views(code) }))
    await server.get('/') // the first answer does not wait for what watches
    await server.get('/')
  })
  afterAll(() => server.stop())

  test('JSON has the variables of each call and of each cause, the step that failed, an id', async () => {
    const accept = { headers: { Accept: 'application/json' } }
    const found = JSON.parse((await server.request('/article/', accept)).text)
    expect(found).toMatchObject({
      status: 500,
      step: { number: 4, name: 'view' },
      error: {
        name: 'Error',
        frames: [{ functionName: 'article', locals: expect.arrayContaining([['wanted', '7']]) }],
        cause: {
          name: 'RangeError',
          frames: [
            {
              functionName: 'find',
              locals: [
                ['id', '7'],
                ['password', '********************'],
              ],
            },
            { functionName: 'article' },
          ],
        },
      },
    })
    expect(JSON.parse((await server.request('/article/', accept)).text).id).toBe(found.id)
  })

  test('the page for a browser and the text for curl have them too', async () => {
    const page = await server.request('/article/', { headers: browser })
    expect(page.text).toMatch(/<th scope="row">wanted<\/th>\s*<td>7<\/td>/)
    const text = (await server.get('/article/')).text
    expect(text).toContain('      wanted = 7\n')
    expect(text + page.text).not.toContain('hunter2')
  })

  test('a value that is no error has the place where it was thrown', async () => {
    const { text } = await server.get('/text/')
    expect(text).toContain('in text\n')
    expect(text).toContain('      local = {a: 1}\n')
  })

  test('what sensitiveVariables names is hidden', async () => {
    const { text } = await server.get('/login/')
    expect(text).toContain('      user = "Ann"\n')
    expect(text).toContain('      pin = ********************\n')
  })

  test('what nobody caught has them as well', async () => {
    const { text } = await server.get('/timer/')
    expect(text).toContain('thrown by a timer')
    expect(text).toContain('      inTimer = "later"\n')
  })
})

test('without DEBUG nothing is told', async () => {
  const settings = "export default { DEBUG: false, ALLOWED_HOSTS: ['127.0.0.1'], SECRET_KEY: 'x' }\n"
  const server = await startServer(project({ 'views.ts': views(code), 'settings.ts': settings }))
  await server.get('/')
  const { status, text } = await server.get('/article/')
  expect(status).toBe(500)
  expect(text).not.toContain('wanted')
})
