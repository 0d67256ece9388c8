import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BadRequest,
  DisallowedHost,
  MultiPartParserError,
  RawPostDataException,
  RequestDataTooBig,
  TooManyFieldsSent,
  UnreadablePostError,
} from '../../src/http/exceptions.js'
import { receiveBody } from '../../src/http/receive.js'
import { HttpRequest } from '../../src/http/request.js'
import { bytes, posted, request, withSettings } from './helpers.js'

describe('a request without a source', () => {
  it('is blank, and can be filled in by hand', () => {
    const blank = new HttpRequest()
    expect(blank.method).toBeNull()
    expect([blank.path, blank.pathInfo, blank.contentType]).toEqual(['', '', null])
    expect(String(blank)).toBe('<HttpRequest>')

    blank.method = 'POST'
    blank.path = '/login/'
    blank.META.REMOTE_ADDR = '203.0.113.9'
    blank.POST.set('username', 'ann')
    expect(blank.POST.get('username')).toBe('ann')
    expect(String(blank)).toBe("<HttpRequest: POST '/login/'>")
  })
})

describe('the request line', () => {
  it('gives method, path and query string', () => {
    const { method, path, pathInfo, GET } = request({ method: 'get', target: '/music/bands/?print=true&x=1&x=2' })
    expect([method, path, pathInfo]).toEqual(['GET', '/music/bands/', '/music/bands/'])
    expect([...GET.lists()]).toEqual([
      ['print', ['true']],
      ['x', ['1', '2']],
    ])
  })

  it.each([
    ['/caf%C3%A9/', '/café/'],
    ['/%FF/x%E2%82/', '/%FF/x%E2%82/'],
    ['/100%/%zz/', '/100%/%zz/'],
    ['/%00', '/\0'],
    ['/a%2Fb', '/a/b'],
    ['//evil.example/x', '//evil.example/x'],
    ['/..%2f..%5c', '/../..\\'],
    ['', '/'],
    ['/a+b', '/a+b'],
  ])('decodes the path %j to %j', (target, path) => {
    expect(request({ target }).pathInfo).toBe(path)
  })

  it('never throws, whatever the path', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), target => typeof request({ target }).path === 'string'))
  })

  it('leaves the blanks around a header to the wire, and nothing else', () => {
    const sent = request({ rawHeaders: ['X-A', ' \ta b\t ', 'X-B', '\xa0b\x85'] })
    expect([sent.META.HTTP_X_A, sent.META.HTTP_X_B]).toEqual(['a b', '\xa0b\x85'])
    expect(request({ rawHeaders: ['Cookie', ' a=1\t'] }).COOKIES.a).toBe('1')
  })

  it('puts the prefix the application is mounted under in front of the path', () => {
    const mounted = request({ target: '/a/', scriptName: '/site' })
    expect([mounted.path, mounted.pathInfo, mounted.META.SCRIPT_NAME]).toEqual(['/site/a/', '/a/', '/site'])
    withSettings({ FORCE_SCRIPT_NAME: '/forced/' })
    expect(request({ target: '/a/', scriptName: '/site' }).path).toBe('/forced/a/')
  })

  it('encodes the full path again', () => {
    const spoken = request({ target: '/caf%C3%A9?q=caf%C3%A9 au lait' })
    expect(spoken.getFullPath()).toBe('/caf%C3%A9?q=caf%C3%A9%20au%20lait')
    expect(spoken.getFullPath({ forceAppendSlash: true })).toBe('/caf%C3%A9/?q=caf%C3%A9%20au%20lait')
    expect(request({ target: '/x', scriptName: '/s' }).getFullPathInfo()).toBe('/x')
  })

  it('prints like Django does', () => {
    expect(String(request({ target: "/it's/?a=b" }))).toBe(`<HttpRequest: GET "/it's/?a=b">`)
    expect(inspect(request({ target: '/x' }))).toBe("<HttpRequest: GET '/x'>")
  })
})

describe('META and headers', () => {
  const { META, headers } = request({
    target: '/a/?b=c',
    rawHeaders: [
      'Host',
      'example.com',
      'X-Tag',
      'one',
      'x-tag',
      'two',
      'Content-Type',
      'text/plain',
      'Content-Length',
      '3',
    ],
    remoteAddress: '203.0.113.9',
    serverName: 'localhost',
    serverPort: 8000,
  })

  it('has the names of CGI', () => {
    expect(META).toMatchObject({
      REQUEST_METHOD: 'GET',
      PATH_INFO: '/a/',
      QUERY_STRING: 'b=c',
      CONTENT_TYPE: 'text/plain',
      CONTENT_LENGTH: '3',
      HTTP_HOST: 'example.com',
      HTTP_X_TAG: 'one,two',
      REMOTE_ADDR: '203.0.113.9',
      SERVER_NAME: 'localhost',
      SERVER_PORT: '8000',
      SERVER_PROTOCOL: 'HTTP/1.1',
    })
  })

  it('finds headers in any case, with hyphens or underscores', () => {
    expect([headers.get('x-tag'), headers.get('X_TAG'), headers.get('nope'), headers.get('nope', 'd')]).toEqual([
      'one,two',
      'one,two',
      null,
      'd',
    ])
    expect([headers.has('content-type'), headers.has('cookie')]).toEqual([true, false])
    expect([...headers]).toEqual([
      ['Host', 'example.com'],
      ['X-Tag', 'one,two'],
      ['Content-Type', 'text/plain'],
      ['Content-Length', '3'],
    ])
    expect(new Headers([...headers]).get('X-Tag')).toBe('one,two')
  })

  it('leaves out headers with an underscore, which could pass for others', () => {
    const spoofed = request({ rawHeaders: ['X_Forwarded_For', '6.6.6.6', 'X-Forwarded-For', '203.0.113.9'] })
    expect(spoofed.META.HTTP_X_FORWARDED_FOR).toBe('203.0.113.9')
    expect(
      request({ rawHeaders: ['X_Forwarded_Host', 'evil.example', '__proto__', 'x'] }).headers.has('X-Forwarded-Host'),
    ).toBe(false)
  })

  it('takes a repeated header in linear time', () => {
    const rawHeaders = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? 'X-A' : 'y'))
    expect(request({ rawHeaders }).META.HTTP_X_A).toHaveLength(19_999)
  })
})

describe('COOKIES', () => {
  it('are read from all Cookie headers, as UTF-8', () => {
    const { COOKIES } = request({ rawHeaders: ['Cookie', 'a=b; name=caf\u00c3\u00a9', 'Cookie', 'c="d\\054e"'] })
    expect({ ...COOKIES }).toEqual({ a: 'b', name: 'café', c: 'd,e' })
  })

  it('knows no special names', () => {
    const { COOKIES } = request({ rawHeaders: ['Cookie', '__proto__=1; constructor=2'] })
    expect(Object.keys(COOKIES)).toEqual(['__proto__', 'constructor'])
    expect(COOKIES.toString).toBeUndefined()
  })
})

describe('getHost', () => {
  const from = (host: string) => request({ rawHeaders: ['Host', host] })

  it('gives an allowed host as it was asked for', () => {
    withSettings({ ALLOWED_HOSTS: ['example.com', '.example.org', '[::1]'] })
    for (const host of ['example.com', 'EXAMPLE.com:8000', 'a.example.org', 'example.org.', '[::1]:80']) {
      expect(from(host).getHost()).toBe(host)
    }
  })

  it('refuses others in the words of Django', () => {
    expect(() => from('evil.example:80').getHost()).toThrow(
      new DisallowedHost(
        "Invalid HTTP_HOST header: 'evil.example:80'. You may need to add 'evil.example' to ALLOWED_HOSTS.",
      ),
    )
  })

  it.each(['[::1', '', 'a b', 'example.com@evil.example', 'example.com:80/x', "x'y", 'a\\b', 'é.example'])(
    'refuses the malformed host %j',
    host => {
      withSettings({ ALLOWED_HOSTS: ['*'] })
      expect(() => from(host).getHost()).toThrow(
        /^Invalid HTTP_HOST header: .* The domain name provided is not valid according to RFC 1034\/1035\.$/,
      )
    },
  )

  it('allows this machine while debugging and nothing is set', () => {
    withSettings({ DEBUG: true })
    expect(['localhost:8000', 'a.localhost', '127.0.0.1', '[::1]'].map(host => from(host).getHost())).toHaveLength(4)
    expect(() => from('example.com').getHost()).toThrow(DisallowedHost)
  })

  it('falls back to the name and port of the server', () => {
    withSettings({ ALLOWED_HOSTS: ['*'] })
    expect(request({ serverName: 'localhost', serverPort: 8000 }).getHost()).toBe('localhost:8000')
    expect(request({ serverName: 'localhost', serverPort: 443, scheme: 'https' }).getHost()).toBe('localhost')
  })

  it('believes a proxy only when told to', () => {
    const rawHeaders = [
      'Host',
      'inner',
      'X-Forwarded-Host',
      'outer',
      'X-Forwarded-Port',
      '8443',
      'X-Forwarded-Proto',
      'https',
    ]
    withSettings({ ALLOWED_HOSTS: ['*'] })
    const distrusted = request({ rawHeaders, serverPort: 80 })
    expect([distrusted.getHost(), distrusted.getPort(), distrusted.scheme]).toEqual(['inner', '80', 'http'])

    withSettings({
      ALLOWED_HOSTS: ['*'],
      USE_X_FORWARDED_HOST: true,
      USE_X_FORWARDED_PORT: true,
      SECURE_PROXY_SSL_HEADER: ['HTTP_X_FORWARDED_PROTO', 'https'],
    })
    const trusted = request({ rawHeaders, serverPort: 80 })
    expect([trusted.getHost(), trusted.getPort(), trusted.scheme, trusted.isSecure()]).toEqual([
      'outer',
      '8443',
      'https',
      true,
    ])
  })
})

describe('buildAbsoluteUri', () => {
  it.each([
    [null, 'http://testserver/a/b/?c=d'],
    ['/x/', 'http://testserver/x/'],
    ['x', 'http://testserver/a/b/x'],
    ['../x', 'http://testserver/a/x'],
    ['?y=1', 'http://testserver/a/b/?y=1'],
    ['/café/', 'http://testserver/caf%C3%A9/'],
    ['https://example.com/x', 'https://example.com/x'],
    ['//example.com/x', 'http://example.com/x'],
  ])('makes of %j: %s', (location, uri) => {
    withSettings({ ALLOWED_HOSTS: ['testserver'] })
    expect(request({ target: '/a/b/?c=d', rawHeaders: ['Host', 'testserver'] }).buildAbsoluteUri(location)).toBe(uri)
  })

  it('keeps a path that begins with two slashes on this host', () => {
    withSettings({ ALLOWED_HOSTS: ['testserver'] })
    const tricky = request({ target: '//evil.example/', rawHeaders: ['Host', 'testserver'] })
    expect(tricky.buildAbsoluteUri()).toBe('http://testserver//evil.example/')
  })
})

describe('the body', () => {
  it('is there as bytes, text and JSON', async () => {
    const sent = await posted('application/json', '{"name": "café"}')
    expect(sent.body).toEqual(bytes('{"name": "café"}'))
    expect(sent.text()).toBe('{"name": "café"}')
    expect(sent.json()).toEqual({ name: 'café' })
    expect(sent.POST.size).toBe(0)
  })

  it('is text in the charset that was named', async () => {
    const sent = await posted('text/plain; charset=iso-8859-1', Uint8Array.of(0x63, 0x61, 0x66, 0xe9))
    expect([sent.contentType, sent.encoding, sent.text()]).toEqual(['text/plain', 'iso-8859-1', 'café'])
    expect([...sent.contentParams!]).toEqual([['charset', 'iso-8859-1']])
  })

  it('is empty without one', () => {
    expect(request().body).toEqual(new Uint8Array(0))
  })

  it('may be as long as the limit, counted by what came', async () => {
    withSettings({ DATA_UPLOAD_MAX_MEMORY_SIZE: 4 })
    expect((await posted('text/plain', 'abcd')).text()).toBe('abcd')
    const long = await posted('text/plain', [bytes('abc'), bytes('de')])
    expect(() => long.body).toThrow(
      new RequestDataTooBig('Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.'),
    )
  })

  it('can be read piece by piece, and then not whole', async () => {
    const sent = await posted('text/plain', 'a\nb\r\nc')
    expect([sent.read(1), sent.readline(), sent.readlines(), sent.read()].flat().map(String)).toEqual(
      [bytes('a'), bytes('\n'), bytes('b\r\n'), bytes('c'), bytes('')].map(String),
    )
    expect(() => sent.body).toThrow(RawPostDataException)
  })

  it('takes little memory when it comes byte by byte', async () => {
    const single = Array.from({ length: 100_000 }, (_, i) => Uint8Array.of(i % 256))
    const sent = await posted('application/octet-stream', single)
    expect([sent.body.length, sent.body[257], sent.body.buffer.byteLength]).toEqual([100_000, 1, 100_000])
  })

  it('cannot be read when the client went away', async () => {
    const broken = request({ method: 'POST', rawHeaders: ['Content-Type', 'application/x-www-form-urlencoded'] })
    await receiveBody(
      broken,
      (async function* () {
        yield bytes('a=')
        throw new Error('aborted')
      })(),
    )
    expect(() => broken.body).toThrow(new UnreadablePostError('aborted'))
    expect(() => broken.POST).toThrow(UnreadablePostError)
  })
})

describe('an urlencoded form', () => {
  it('is in POST, and still in body', async () => {
    const form = await posted('application/x-www-form-urlencoded', 'name=caf%C3%A9+noir&name=x')
    expect(form.POST.getlist('name')).toEqual(['café noir', 'x'])
    expect(form.text()).toBe('name=caf%C3%A9+noir&name=x')
    expect(form.FILES.size).toBe(0)
  })

  it('is only parsed for POST', async () => {
    const put = await posted('application/x-www-form-urlencoded', 'a=1', { method: 'PUT' })
    expect([put.POST.size, put.text()]).toEqual([0, 'a=1'])
  })

  it('has to be UTF-8', async () => {
    const form = await posted('application/x-www-form-urlencoded; charset=iso-8859-1', 'a=1')
    expect(() => form.POST).toThrow(BadRequest)
  })
})

describe('encoding', () => {
  it('has GET parsed again when it is set', () => {
    const latin = request({ target: '/?name=caf%E9' })
    expect(latin.GET.get('name')).toBe('caf\ufffd')
    latin.encoding = 'iso-8859-1'
    expect(latin.GET.get('name')).toBe('café')
  })
})

describe('accepts', () => {
  const browser = request({ rawHeaders: ['Accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1'] })

  it('knows what the client takes, and what it likes best', () => {
    expect(browser.accepts('application/json')).toBe(true)
    expect(browser.getPreferredType(['application/json', 'text/html'])).toBe('text/html')
    expect(browser.acceptedTypes.map(String)).toEqual(['text/html', 'application/xhtml+xml; q=0.9', '*/*; q=0.1'])
    const curl = request({ rawHeaders: ['Accept', 'application/json'] })
    expect([curl.accepts('text/html'), curl.getPreferredType(['text/html'])]).toEqual([false, null])
    expect(request().accepts('anything/else')).toBe(true)
  })
})

describe('what a view does not read', () => {
  it('is not parsed, whatever is wrong with it', () => {
    withSettings({ DATA_UPLOAD_MAX_NUMBER_FIELDS: 1 })
    const wrong = request({
      method: 'POST',
      target: '/path/?a=1&b=2',
      rawHeaders: ['Host', '///', 'Content-Type', 'multipart/form-data', 'Content-Length', 'many'],
    })
    expect([wrong.method, wrong.path, wrong.headers.get('Host')]).toEqual(['POST', '/path/', '///'])
    expect(() => wrong.GET).toThrow(TooManyFieldsSent)
    expect(() => wrong.POST).toThrow(MultiPartParserError)
    expect(() => wrong.getHost()).toThrow(DisallowedHost)
  })

  it('is not even asked of the server', () => {
    const asked: string[] = []
    const source = { method: 'GET', target: '/path/?a=1', rawHeaders: ['Cookie', 'a=1'] }
    const made = new HttpRequest(
      new Proxy(source, {
        get(target, name) {
          asked.push(String(name))
          return Reflect.get(target, name)
        },
      }),
    )
    expect([made.method, made.pathInfo]).toEqual(['GET', '/path/'])
    expect(new Set(asked)).toEqual(new Set(['method', 'target']))
  })
})

describe('what is not there', () => {
  it('is null where Django has None, and undefined in a plain object', () => {
    const { GET, POST, FILES, headers, COOKIES, META } = request()
    expect([GET.get('x'), POST.get('x'), FILES.get('x'), headers.get('X')]).toEqual([null, null, null, null])
    expect([COOKIES.x, META.HTTP_X]).toEqual([undefined, undefined])
  })
})
