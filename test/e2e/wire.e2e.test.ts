import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { browser, exchange, headerOf, request } from './harness/http.js'
import { project, views } from './harness/project.js'
import { freePort, isFree, type RunningServer, spawnServer, startServer } from './harness/server.js'

/** The address that others reach this machine by, if it has one. */
const ownAddress = Object.values(networkInterfaces())
  .flatMap(addresses => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

const files = {
  'views.ts': views(`
export const index = (request: HttpRequest) => new HttpResponse('fine')

export const page = () => new HttpResponse('<!doctype html><title>A page</title>Grüße')

export const tagged = () =>
  new HttpResponse('<!doctype html>', {
    headers: { ETag: '"1"', 'Content-Security-Policy': "script-src 'nonce-abc123'" },
  })

export const streamed = () =>
  new StreamingHttpResponse((function* () {
    yield '<!doctype html>'
    yield '<p>in pieces'
  })())

export const facts = (request: HttpRequest, kwargs: object) =>
  new JsonResponse({ path: request.path, host: request.getHost(), q: request.GET.get('q'), method: request.method })

export const rest = (request: HttpRequest, { rest }: { rest: string }) =>
  new JsonResponse({ path: request.path, rest })
`),
  'urls.ts': `import { path } from 'tiny-django/urls'
import * as views from './views'

export const urlpatterns = [
  path('', views.index),
  path('page/', views.page),
  path('tagged/', views.tagged),
  path('streamed/', views.streamed),
  path('facts/', views.facts),
  path('rest/<path:rest>', views.rest),
]
`,
}

describe('on one connection', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer(project(files))
  })

  const statusLine = (answer: string) => answer.split('\r\n', 1)[0]

  /** A request that ends with its answer, with what it differs in. */
  async function send(requestLine: string, ...headers: string[]): Promise<string> {
    const lines = [requestLine, `Host: localhost:${server.port}`, 'Connection: close', ...headers]
    return server.exchange(`${lines.join('\r\n')}\r\n\r\n`)
  }

  async function expectServed() {
    expect((await server.get('/')).text).toBe('fine')
  }

  test.each([
    ['letters', 'garbage\r\n\r\n'],
    ['a TLS greeting', Buffer.from('16030100a5010000a10303000000', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method nobody knows', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a NUL in the target', 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
    ['a length that is none', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x3\r\n\r\nabc'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a target without a slash', 'GET index HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('%s: 400 and the connection closed', async (_, bytes) => {
    expect(statusLine(await server.exchange(bytes))).toBe('HTTP/1.1 400 Bad Request')
    await expectServed()
  })

  test.each([
    [
      'a long header',
      '431 Request Header Fields Too Large',
      (long: string) => `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${long}\r\n\r\n`,
    ],
    ['a long target', '414 URI Too Long', (long: string) => `GET /${long} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
  ])('%s: %s', async (_, status, bytes) => {
    expect(statusLine(await server.exchange(bytes('x'.repeat(20_000))))).toBe(`HTTP/1.1 ${status}`)
  })

  test('too many headers: 431, none is dropped in silence', async () => {
    const answer = await send('GET / HTTP/1.1', ...Array.from({ length: 300 }, (_, index) => `X-${index}: 1`))
    expect(statusLine(answer)).toBe('HTTP/1.1 431 Request Header Fields Too Large')
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
      ['[::1', 'The domain name provided is not valid according to RFC 1034/1035.'],
      ['local host', 'The domain name provided is not valid according to RFC 1034/1035.'],
      ['localhost/../', 'The domain name provided is not valid according to RFC 1034/1035.'],
      ['user@localhost', 'The domain name provided is not valid according to RFC 1034/1035.'],
    ])('%j is refused', async (host, sentence) => {
      const answer = await get(host)
      expect(answer.status).toBe(400)
      expect(answer.text).toContain(sentence)
    })

    test('an empty one is refused', async () => {
      const answer = await server.exchange('GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')
      expect(statusLine(answer)).toBe('HTTP/1.1 400 Bad Request')
    })

    test('two of them are refused', async () => {
      expect(statusLine(await send('GET / HTTP/1.1', 'Host: localhost'))).toBe('HTTP/1.1 400 Bad Request')
    })

    test('none is needed in HTTP/1.0', async () => {
      expect(await server.exchange('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nfine$/s)
    })
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

  describe('targets', () => {
    const json = async (target: string) => JSON.parse((await server.get(target)).text)

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
    ])('%s arrives as Django would hand it over', async (target, rest) => {
      expect((await json(target)).rest).toBe(rest)
    })

    test('//evil.com/x is a path like others', async () => {
      const answer = await server.get('//evil.com/x')
      expect(answer.status).toBe(404)
      expect(headerOf(answer, 'Location')).toBeUndefined()
    })

    test('a fragment is refused', async () => {
      expect(statusLine(await send('GET /#top HTTP/1.1'))).toBe('HTTP/1.1 400 Bad Request')
    })

    test('a whole URL: its host counts', async () => {
      expect(statusLine(await send('GET http://evil.com/ HTTP/1.1'))).toBe('HTTP/1.1 400 Bad Request')
      const answer = await send(`GET http://app.localhost:${server.port}/facts/?q=1 HTTP/1.1`)
      expect(statusLine(answer)).toBe('HTTP/1.1 200 OK')
      expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({
        path: '/facts/',
        host: `app.localhost:${server.port}`,
        q: '1',
        method: 'GET',
      })
    })

    test('OPTIONS * is answered, * with another method is not', async () => {
      expect(statusLine(await send('OPTIONS * HTTP/1.1'))).toBe('HTTP/1.1 204 No Content')
      expect(statusLine(await send('GET * HTTP/1.1'))).toBe('HTTP/1.1 400 Bad Request')
    })

    test('TRACE and CONNECT: 405', async () => {
      expect(statusLine(await send('TRACE / HTTP/1.1'))).toBe('HTTP/1.1 405 Method Not Allowed')
      expect(statusLine(await server.exchange('CONNECT evil.com:443 HTTP/1.1\r\nHost: evil.com:443\r\n\r\n'))).toBe(
        'HTTP/1.1 405 Method Not Allowed',
      )
    })

    test('HEAD has no body, also on a page that is not there', async () => {
      for (const [target, status] of [
        ['/page/', 200],
        ['/nothing/', 404],
        ['/streamed/', 200],
      ] as const) {
        const answer = await send(`HEAD ${target} HTTP/1.1`)
        expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
        expect(answer.split('\r\n\r\n')[1]).toBe('')
      }
    })

    test('an upgrade that nobody offers is an ordinary request', async () => {
      expect(statusLine(await send('GET / HTTP/1.1', 'Upgrade: websocket'))).toBe('HTTP/1.1 200 OK')
    })

    test('requests that follow one another without waiting are answered in order', async () => {
      const one = (q: number) => `GET /facts/?q=${q} HTTP/1.1\r\nHost: localhost\r\n`
      const answer = await server.exchange(`${one(1)}\r\n${one(2)}\r\n${one(3)}Connection: close\r\n\r\n`)
      expect([...answer.matchAll(/"q":"(\d)"/g)].map(([, q]) => q)).toEqual(['1', '2', '3'])
    })
  })

  test('the log cannot be forged: control characters are escaped', async () => {
    await server.get('/rest/%1b[2J%0d%0a[fake]')
    expect(await server.waitForLine(/GET \/rest\/%1b/)).toContain('"GET /rest/%1b[2J%0d%0a[fake] HTTP/1.1"')
    await send('GET /rest/\u009b31m HTTP/1.1')
    await send('GET / HTTP/1.1', 'User-Agent: \u009b31m')
    await server.waitForLine(/"GET \/ HTTP/)
    for (const control of ['\u001b', '\u009b', '\r']) expect(server.output).not.toContain(control)
  })

  describe('/__tiny_django__/ is for the pages of this server', () => {
    const own = (headers: Record<string, string>) => server.get('/__tiny_django__/live.js', headers)

    test.each([
      [{ Origin: 'https://evil.com' }],
      [{ Origin: 'null' }],
      [{ Origin: 'http://localhost' }],
      [{ 'Sec-Fetch-Site': 'cross-site' }],
    ])('%j is refused', async headers => {
      expect((await own(headers)).status).toBe(403)
    })

    test('a page of its own is not', async () => {
      const answer = await own({ Origin: server.url, 'Sec-Fetch-Site': 'same-origin' })
      expect(answer.status).toBe(200)
      expect(headerOf(answer, 'Content-Type')).toBe('text/javascript; charset=utf-8')
      expect(headerOf(answer, 'Access-Control-Allow-Origin')).toBeUndefined()
    })

    test('events neither', async () => {
      const answer = await server.get('/__tiny_django__/events', { Origin: 'https://evil.com' })
      expect(answer.status).toBe(403)
    })

    test('nothing else is there', async () => {
      expect((await server.get('/__tiny_django__/../views.ts')).status).toBe(404)
    })
  })

  describe('live reload', () => {
    const script = /<script src="\/__tiny_django__\/live\.js" data-version="[^"]+"( nonce="[^"]+")?><\/script>$/

    test('a document gets the script, and the length that it has then', async () => {
      const answer = await server.get('/page/', browser)
      expect(answer.text).toMatch(/^<!doctype html><title>A page<\/title>Grüße<script /)
      expect(answer.text).toMatch(script)
      expect(headerOf(answer, 'Content-Length')).toBe(String(answer.body.length))
    })

    test.each([
      [{}],
      [{ Accept: 'text/html' }],
      [{ ...browser, 'Sec-Fetch-Dest': 'empty' }],
      [{ ...browser, 'Sec-Fetch-Dest': 'iframe' }],
    ])('what is not a document stays as the view wrote it: %j', async headers => {
      const answer = await server.get('/page/', headers)
      expect(answer.text).toBe('<!doctype html><title>A page</title>Grüße')
    })

    test('HEAD tells the length that GET would have', async () => {
      const { text } = await server.get('/page/', browser)
      const answer = await server.request('/page/', { method: 'HEAD', headers: browser })
      expect(headerOf(answer, 'Content-Length')).toBe(String(Buffer.byteLength(text)))
    })

    test('an ETag goes, the nonce of the page is used', async () => {
      const answer = await server.get('/tagged/', browser)
      expect(headerOf(answer, 'ETag')).toBeUndefined()
      expect(script.exec(answer.text)?.[1]).toBe(' nonce="abc123"')
      expect(headerOf(await server.get('/tagged/'), 'ETag')).toBe('"1"')
    })

    test('a streamed document has it at its end', async () => {
      const answer = await server.get('/streamed/', browser)
      expect(answer.text).toMatch(/^<!doctype html><p>in pieces<script /)
      expect(answer.text).toMatch(script)
      expect((await server.get('/streamed/')).text).toBe('<!doctype html><p>in pieces')
    })

    test('error pages reload as well', async () => {
      expect((await server.get('/nothing/', browser)).text).toMatch(/<script src="\/__tiny_django__\/live\.js"/)
    })
  })
})

test('a page that tells of a lost process does not load itself again, and lose the next', async () => {
  const site = project({
    'views.ts': views(
      `export const index = () => new HttpResponse('fine')\nexport function leave() {\n  process.exit(1)\n}`,
    ),
  })
  await using server = await startServer(site)
  const versionOf = ({ text }: { text: string }) => /data-version="([^"]+)"/.exec(text)?.[1]
  const before = versionOf(await server.get('/', browser))
  const lost = await server.get('/leave/', browser)
  expect(lost.status).toBe(502)
  const after = await server.get('/', browser)
  expect([versionOf(lost), versionOf(after)]).toEqual([before, before])
  site.write('views.ts', views(`export const index = () => new HttpResponse('saved')`))
  expect(versionOf(await server.get('/', browser))).not.toBe(before)
})

test('after a save an event names the version that pages then have', async () => {
  const site = project(files)
  await using server = await startServer(site)
  const shown = async () => /data-version="([^"]+)"/.exec((await server.get('/page/', browser)).text)?.[1]
  const events = await server.events()
  const before = await shown()
  site.write('views.ts', `${files['views.ts']}\n// saved\nexport const another = 1\n`)
  const announced = await events.next()
  expect(announced).not.toBe(before)
  expect(await shown()).toBe(announced)
  expect(events.answer.headers).toContain('Content-Type: text/event-stream')
})

describe('a port that is taken', () => {
  test('exit code 1 and one sentence: who has it, and which is free', async () => {
    const port = await freePort()
    const holder = createServer().listen(port, '127.0.0.1')
    await new Promise(resolve => holder.once('listening', resolve))
    const server = await spawnServer(project(files), { address: String(port) })
    expect(await server.exited).toEqual({ code: 1, signal: null })
    const said =
      /^Error: That port is already in use: 127\.0\.0\.1:(\d+) is held by (\S+) \(process (\d+)\)\. Port (\d+) is free: tiny-django runserver (\d+)\n$/
    const [, taken, , pid, free, suggested] = said.exec(server.output) ?? [server.output]
    expect([taken, pid]).toEqual([String(port), String(process.pid)])
    expect(suggested).toBe(free)
    expect(await isFree(Number(free))).toBe(true)
    await server.nothingLeft()
    holder.close()
  })

  test('also when it is taken on [::1] only', async () => {
    const port = await freePort()
    const holder = createServer().listen({ port, host: '::1', ipv6Only: true })
    await new Promise(resolve => holder.once('listening', resolve))
    const server = await spawnServer(project(files), { address: String(port) })
    expect(await server.exited).toEqual({ code: 1, signal: null })
    expect(server.output).toContain(`That port is already in use: [::1]:${port} is held by`)
    await server.nothingLeft()
    holder.close()
  })

  test('the suggestion names the address that was asked for', async () => {
    const port = await freePort()
    const holder = createServer().listen({ port, host: '::1', ipv6Only: true })
    await new Promise(resolve => holder.once('listening', resolve))
    const server = await spawnServer(project(files), { address: `[::1]:${port}` })
    await server.exited
    expect(server.output).toMatch(/Port (\d+) is free: tiny-django runserver \[::1\]:\1\n$/)
    holder.close()
  })

  test('by a server of our own: it goes on', async () => {
    const site = project(files)
    await using first = await startServer(site)
    const second = await spawnServer(site, { address: String(first.port) })
    expect((await second.exited).code).toBe(1)
    expect((await first.get('/')).text).toBe('fine')
  })
})

describe('addresses', () => {
  test('a port: both loopback addresses', async () => {
    await using server = await startServer(project(files))
    for (const url of [`http://127.0.0.1:${server.port}`, `http://[::1]:${server.port}`]) {
      expect((await request(url, '/')).text).toBe('fine')
      expect(server.output).toContain(`Starting development server at ${url}/\n`)
    }
  })

  test('[::1]:port and -6: that one only', async () => {
    const port = await freePort()
    for (const [address, ...args] of [[`[::1]:${port}`], [String(port), '-6']]) {
      await using server = await startServer(project(files), { address, args })
      expect((await request(`http://[::1]:${port}`, '/')).text).toBe('fine')
      await expect(request(`http://127.0.0.1:${port}`, '/')).rejects.toThrow('ECONNREFUSED')
      expect(server.output).not.toContain('127.0.0.1')
    }
  })

  test('a name: the IPv4 address that it stands for, with -6 the other', async () => {
    const port = await freePort()
    for (const [args, url] of [
      [[], `http://127.0.0.1:${port}`],
      [['-6'], `http://[::1]:${port}`],
    ] as const) {
      await using server = await startServer(project(files), { address: `localhost:${port}`, args })
      expect((await request(url, '/')).text).toBe('fine')
      expect(server.output.match(/Starting development server at .*/g)).toEqual([
        `Starting development server at ${url}/`,
      ])
    }
  })

  test('port 0: a free one, the same on both loopback addresses', async () => {
    const site = project({
      'views.ts': views(`export const index = (request: HttpRequest) => new HttpResponse(request.META.SERVER_PORT)`),
    })
    await using server = await startServer(site, { address: '0' })
    const urls = Array.from(server.output.matchAll(/^Starting development server at (.*)\/$/gm), match => match[1]!)
    expect(urls).toHaveLength(2)
    const ports = urls.map(url => new URL(url).port)
    for (const url of urls) expect((await request(url, '/')).text).toBe(ports[0])
  })

  test('127.0.0.1:port: that one only', async () => {
    const port = await freePort()
    await using server = await startServer(project(files), { address: `127.0.0.1:${port}` })
    expect((await server.get('/')).text).toBe('fine')
    await expect(request(`http://[::1]:${port}`, '/')).rejects.toThrow('ECONNREFUSED')
  })

  test('0:port: every IPv4 address; a name that is not this machine stays refused', async () => {
    const port = await freePort()
    await using server = await startServer(project(files), { address: `0:${port}` })
    expect((await server.get('/')).text).toBe('fine')
    expect(await exchange(port, 'GET / HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400/,
    )
    if (ownAddress !== undefined) expect(await isFree(port, ownAddress)).toBe(false)
  })

  test.runIf(ownAddress !== undefined)('an address of this machine: it is its own host as well', async () => {
    const port = await freePort()
    await using server = await startServer(project(files), { address: `${ownAddress}:${port}` })
    const answer = await request(`http://${ownAddress}:${server.port}`, '/')
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: 'fine' })
    expect(server.output).toContain(`Starting development server at http://${ownAddress}:${port}/\n`)
  })

  test.each([
    ['70000', 'CommandError: "70000" is not a valid port number or address:port pair.'],
    ['localhost:x', 'CommandError: "localhost:x" is not a valid port number or address:port pair.'],
    ['::1', 'CommandError: "::1" is not a valid port number or address:port pair. Did you mean "[::1]:8000"?'],
  ])('%s is refused with exit code 2', async (address, sentence) => {
    const server = await spawnServer(project(files), { address })
    expect((await server.exited).code).toBe(2)
    expect(server.output).toContain(sentence)
    await server.nothingLeft()
  })
})
