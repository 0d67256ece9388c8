import { beforeAll, describe, expect, test } from 'vitest'
import { Connection } from '../../adapters/connection.js'
import { acceptedShapes, answersIn, raw, refusedShapes } from '../../adapters/shapes.js'
import { expectFine } from '../harness/fault.js'
import { headerOf, request } from '../harness/http.js'
import { project, views } from '../harness/project.js'
import { type RunningServer, startServer } from '../harness/server.js'

// RFC 9110 and 9112, request by request.

const files = {
  'views.ts': views(`import { setTimeout as wait } from 'node:timers/promises'

export const index = (request: HttpRequest) => new HttpResponse('fine')

export const facts = (request: HttpRequest, kwargs: object) =>
  new JsonResponse({ path: request.path, host: request.getHost(), q: request.GET.get('q'), method: request.method })

export const rest = (request: HttpRequest, { rest }: { rest: string }) =>
  new JsonResponse({ path: request.path, rest })

export const echo = (request: HttpRequest) =>
  new JsonResponse({ body: new TextDecoder().decode(request.body), names: [...request.headers.keys()], meta: Object.keys(request.META) })

export async function slow(request: HttpRequest) {
  console.log('begins', request.GET.get('n'))
  await wait(100)
  console.log('ends', request.GET.get('n'))
  return new HttpResponse('slow')
}

export const streamed = () =>
  new StreamingHttpResponse((function* () {
    yield 'in '
    yield 'pieces'
  })())

export const wrongLength = (request: HttpRequest) =>
  new StreamingHttpResponse(['he', 'llo'], { headers: { 'Content-Length': request.GET.get('length', '') } })
`),
  'urls.ts': `import { path } from 'tiny-django/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index),
  path('facts/', views.facts),
  path('rest/<path:rest>', views.rest),
  path('echo/', views.echo),
  path('slow/', views.slow),
  path('streamed/', views.streamed),
  path('wrong-length/', views.wrongLength),
]
`,
}

let server: RunningServer
beforeAll(async () => {
  server = await startServer(project(files), { env: { TINY_DJANGO_HALF_OPEN_MS: '20000' } })
})

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const send = (bytes: string) => server.exchange(latin1(bytes))

/** The status of a request, with what it differs in. */
async function statusOf(requestLine: string, ...headers: string[]): Promise<string | undefined> {
  return answersIn(await send(raw(requestLine, headers)))[0]
}

// One line for each shape: an upgrade of Node that lets one of them through is seen here.
describe('what is no request is refused, and its connection closed', () => {
  test.each(refusedShapes)('$what: $status', async ({ bytes, status }) => {
    const answers = answersIn(await send(bytes))
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatch(new RegExp(`^${status} `))
    await expectFine(server)
  })

  test.each(acceptedShapes)('$what: taken', async ({ bytes }) => {
    expect(answersIn(await send(bytes))).toEqual(['200 OK'])
  })

  test.each([
    ['a target of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1`, '', '414 URI Too Long'],
    ['a header of 20 KB', 'GET / HTTP/1.1', `X: ${'x'.repeat(20_000)}`, '431 Request Header Fields Too Large'],
    ['headers of 1 MB', 'GET / HTTP/1.1', `X: ${'x'.repeat(1_000_000)}`, '431 Request Header Fields Too Large'],
    ['a target of 1 MB', `GET /${'x'.repeat(1_000_000)} HTTP/1.1`, '', '431 Request Header Fields Too Large'],
  ])('%s: %4$s', async (_, line, header, status) => {
    expect(await statusOf(line, ...(header ? [header] : []))).toBe(status)
    await expectFine(server)
  })

  test('cookies that are too many are named as the likely reason', async () => {
    const answer = await server.get('/', { Cookie: 'x'.repeat(20_000) })
    expect(answer.text).toContain('Cookies may be the reason')
    expect(await server.waitForLine(/"GET \/ HTTP\/1\.1" 431/)).toBeTruthy()
  })

  test('TLS is told in the log, once', async () => {
    for (let round = 0; round < 2; round++) await send('\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03')
    const sentence = "You're accessing the development server over HTTPS, but it only supports HTTP."
    await server.printed(sentence)
    await expectFine(server)
    expect(server.output.split(sentence)).toHaveLength(2)
  })
})

describe('Host', () => {
  const get = (host: string) => request(server.url, '/', { headers: { Host: host } })

  test.each(['localhost', 'localhost:1234', '127.0.0.1', '[::1]', '[::1]:8000', 'app.localhost', 'LOCALHOST'])(
    '%s is this machine',
    async host => {
      expect((await get(host)).text).toBe('fine')
    },
  )

  test.each([
    ['evil.com', 'You may need to add "evil.com" to ALLOWED_HOSTS, or start with --allow-host evil.com.'],
    ['evil.com:8000', 'Invalid HTTP_HOST header: "evil.com:8000".'],
    ['localhost.evil.com', 'Invalid HTTP_HOST header'],
    ['192.0.2.7', 'Invalid HTTP_HOST header'],
    ['0.0.0.0', 'Invalid HTTP_HOST header'],
    ['[::1', 'The domain name provided is not valid according to RFC 1034/1035.'],
    ['local host', 'The domain name provided is not valid according to RFC 1034/1035.'],
    ['localhost/../', 'The domain name provided is not valid according to RFC 1034/1035.'],
    ['user@localhost', 'The domain name provided is not valid according to RFC 1034/1035.'],
    ['localhost, evil.com', 'The domain name provided is not valid according to RFC 1034/1035.'],
  ])('%j is refused', async (host, sentence) => {
    const answer = await get(host)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(sentence)
  })

  test('an empty one is refused', async () => {
    const answer = await send('GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')
    expect(answersIn(answer)).toEqual(['400 Bad Request'])
  })

  test('--allow-host adds a name', async () => {
    await using own = await startServer(project(files), {
      args: ['--allow-host', 'dev.example', '--allow-host', '.test'],
    })
    for (const host of ['dev.example', 'a.test', 'localhost']) {
      expect((await request(own.url, '/', { headers: { Host: host } })).text).toBe('fine')
    }
    expect((await request(own.url, '/', { headers: { Host: 'evil.com' } })).status).toBe(400)
  })
})

describe('the target', () => {
  test.each([
    ['/rest/a%00b', 'a\0b'],
    ['/rest/..%2f..%2fetc/passwd', '../../etc/passwd'],
    ['/rest/../../etc/passwd', '../../etc/passwd'],
    ['/rest/%zz', '%zz'],
    ['/rest/%ff', '%FF'],
    ['/rest/%C3%BC', 'ü'],
    ['/rest/a%2Fb', 'a/b'],
    ['/rest//a', '/a'],
    ['/rest/a\\b', 'a\\b'],
    ['/rest/%', '%'],
    ['/rest/%ed%a0%80', '%ED%A0%80'],
  ])('%s arrives as Django would hand it over', async (target, rest) => {
    expect(JSON.parse((await server.get(target)).text).rest).toBe(rest)
  })

  test('//evil.com/x is a path like others', async () => {
    const answer = await server.get('//evil.com/x')
    expect(answer.status).toBe(404)
    expect(headerOf(answer, 'Location')).toBeUndefined()
  })

  test('a whole URL: its host counts', async () => {
    expect(await statusOf('GET http://evil.com/ HTTP/1.1')).toBe('400 Bad Request')
    expect(await statusOf('GET http://evil.com/ HTTP/1.1', 'Upgrade: websocket')).toBe('400 Bad Request')
    const answer = await send(raw(`GET http://app.localhost:${server.port}/facts/?q=1 HTTP/1.1`))
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({
      path: '/facts/',
      host: `app.localhost:${server.port}`,
      q: '1',
      method: 'GET',
    })
  })
})

describe('methods', () => {
  test('OPTIONS * is answered', async () => {
    expect(await statusOf('OPTIONS * HTTP/1.1')).toBe('204 No Content')
  })

  test('any that Node can read is the view’s', async () => {
    const answer = await server.request('/facts/', { method: 'QUERY' })
    expect(JSON.parse(answer.text).method).toBe('QUERY')
  })

  test.each([
    ['/', 200],
    ['/nothing/', 404],
    ['/streamed/', 200],
  ])('HEAD %s has no body', async (target, status) => {
    const answer = await send(raw(`HEAD ${target} HTTP/1.1`))
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer.split('\r\n\r\n')[1]).toBe('')
  })
})

describe('headers and bodies', () => {
  const echo = async (bytes: string) => JSON.parse((await send(bytes)).split('\r\n\r\n')[1]!)

  test('trailers are no headers', async () => {
    const body = '3\r\nabc\r\n0\r\nX-Trailer: 1\r\nHost: evil.example\r\n\r\n'
    const seen = await echo(raw('POST /echo/ HTTP/1.1', ['Transfer-Encoding: chunked'], body))
    expect(seen.body).toBe('abc')
    expect(seen.names).toEqual(['Host', 'Connection', 'Transfer-Encoding'])
  })

  test('a name with an underscore does not reach META', async () => {
    const seen = await echo(raw('GET /echo/ HTTP/1.1', ['X_Forwarded_For: 192.0.2.7', '__proto__: 1']))
    expect(seen.meta.filter((name: string) => /FORWARDED|__proto__/i.test(name))).toEqual([])
  })

  test('a header is never taken for a word of the front', async () => {
    const { text } = await server.get('/', { 'X-Tiny-Django': '1', 'X-Middleware-Subrequest': '1', 'X-Abort': '1' })
    expect(text).toBe('fine')
  })
})

describe('one connection', () => {
  const connect = async () => (await Connection.open(server.port)).read()

  test('requests that follow one another without waiting are answered in order', async () => {
    const one = (q: number) => `GET /facts/?q=${q} HTTP/1.1\r\nHost: localhost\r\n`
    const answer = await send(`${one(1)}\r\n${one(2)}\r\n${one(3)}Connection: close\r\n\r\n`)
    expect([...answer.matchAll(/"q":"(\d)"/g)].map(([, q]) => q)).toEqual(['1', '2', '3'])
  })

  test('and one is begun when the one before it has ended', async () => {
    await send(
      `POST /slow/?n=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n${raw('GET /slow/?n=2 HTTP/1.1')}`,
    )
    await server.printed('ends 2')
    expect(server.output.match(/(begins|ends) \d/g)).toEqual(['begins 1', 'ends 1', 'begins 2', 'ends 2'])
  })

  test('a client that leaves takes with it what it has asked for beyond the first', async () => {
    const connection = await connect()
    connection.send(`GET /slow/?n=3 HTTP/1.1\r\nHost: localhost\r\n\r\n${raw('GET /slow/?n=4 HTTP/1.1')}`)
    await server.printed('begins 3')
    connection.leave()
    await server.printed('ends 3')
    await expectFine(server)
    expect(server.output).not.toContain('begins 4')
  })

  test.each([
    ['one request', '', 1],
    ['two', 'GET /streamed/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 2],
  ])('a client that has ended its side is answered: %s', async (_, before, count) => {
    const connection = (await connect()).send(`${before}GET /slow/ HTTP/1.1\r\nHost: localhost\r\n\r\n`).endSending()
    const text = await connection.untilClosed()
    expect(answersIn(text)).toEqual(Array<string>(count).fill('200 OK'))
    expect(text).toMatch(/slow$/)
  })

  test('a request that ends in the middle is refused', async () => {
    const connection = (await connect()).send('GET / HTTP/1.1\r\nHost: local').endSending()
    expect(answersIn(await connection.untilClosed())).toEqual(['400 Bad Request'])
  })

  test.each([
    ['garbage', 'garbage\r\n\r\n', '400 Bad Request'],
    ['CONNECT', raw('CONNECT x:1 HTTP/1.1'), '405 Method Not Allowed'],
  ])('%s after a request takes nothing from its answer', async (_, bytes, status) => {
    const answer = await send(`GET /slow/ HTTP/1.1\r\nHost: localhost\r\n\r\n${bytes}`)
    expect(answersIn(answer)).toEqual(['200 OK', status])
    expect(answer).toContain('\r\n\r\nslowHTTP/1.1')
  })

  test.each([
    ['3', 'more'],
    ['30', '5'],
  ])('a stream that is not as long as it says (%s) puts nothing out of step', async (length, found) => {
    const get = `GET /wrong-length/?length=${length} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const connection = (await connect()).send(`${get}${raw('GET / HTTP/1.1')}`)
    expect(answersIn(await connection.untilClosed())).toEqual(['200 OK'])
    await server.printed(`The Content-Length of this streamed response is ${length}, but it has ${found} bytes.`)
  })
})
