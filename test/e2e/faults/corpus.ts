import { raw, refusedShapes } from '../../adapters/shapes.js'

const post = (headers: readonly string[], body: string) => raw('POST /form/ HTTP/1.1', headers, body)
const form = 'Content-Type: application/x-www-form-urlencoded'
const multipart = 'Content-Type: multipart/form-data; boundary=X'
const part = (head: string, content: string) => `--X\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`
const withLength = (headers: readonly string[], body: string) =>
  post([...headers, `Content-Length: ${body.length}`], body)

/** Requests as clients send them. */
export const goodRequests: readonly string[] = [
  raw('GET / HTTP/1.1'),
  raw('GET /facts/?q=%C3%BC&a=1&a=2 HTTP/1.1', ['Accept: text/html;q=0.9, */*;q=0.8', 'Accept-Language: de, en;q=0.5']),
  raw('GET / HTTP/1.1', [
    'Cookie: a=1; sessionid="b\\054c"; csrftoken=x',
    'Range: bytes=0-3',
    'If-None-Match: "x", W/"y"',
  ]),
  raw('GET http://localhost/facts/ HTTP/1.1', ['If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT']),
  withLength([form], 'name=Ann&text=a+b%26c'),
  withLength([multipart], `${part('name="a"', '1')}${part('name="f"; filename="a.txt"', 'hello')}--X--\r\n`),
  post(['Transfer-Encoding: chunked', form], '4\r\nname\r\n4;x=y\r\n=Ann\r\n0\r\nX-Sum: 1\r\n\r\n'),
  withLength(['Expect: 100-continue', 'Content-Type: application/json'], '{"a":[1,2,{"b":null}]}'),
  `${raw('GET / HTTP/1.1').replace('Connection: close\r\n', '')}${raw('HEAD /facts/ HTTP/1.1')}`,
  raw('OPTIONS * HTTP/1.1', ['Upgrade: h2c, websocket', 'Origin: http://localhost']),
]

/** Requests as nobody in his right mind sends them; every server has fallen over one of their kind. */
export const badRequests: readonly string[] = [
  ...refusedShapes.map(({ bytes }) => bytes),
  // Ends where nothing ends.
  '\r\n\r\n\r\n',
  '\n',
  '\0\0\0\0',
  '\xff\xfe\xfd',
  ' ',
  ': :\r\n\r\n',
  'GET',
  'GET / HTTP/1.1\r\n',
  'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc',
  'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffff',
  // Targets.
  raw('GET ?q HTTP/1.1'),
  raw('GET //// HTTP/1.1'),
  raw('GET /% HTTP/1.1'),
  raw('GET /%%%%%00%ff%c0%80%ed%a0%80 HTTP/1.1'),
  raw(`GET /${'%'.repeat(5000)} HTTP/1.1`),
  raw(`GET /${'../'.repeat(4000)} HTTP/1.1`),
  raw('GET http:// HTTP/1.1'),
  raw('GET http://[::1 HTTP/1.1'),
  raw('GET http://localhost:99999999/ HTTP/1.1'),
  raw('GET http://user:password@localhost/ HTTP/1.1'),
  raw('GET https://localhost/ HTTP/1.1'),
  raw(`GET /facts/?${'a=1&'.repeat(3000)} HTTP/1.1`),
  raw('GET /facts/?__proto__=1&constructor=2&toString=3 HTTP/1.1'),
  // Headers.
  ...['Host: [', 'Host: :80', 'Host: a:b:c', 'Host: \xff', 'Host: localhost:-1', `Host: ${'a.'.repeat(4000)}`].map(
    host => `GET / HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
  ),
  ...['__proto__: 1', 'constructor: 1', 'Cookie: ;;;===', `Cookie: ${'a=b;'.repeat(3000)}`, 'Cookie: __proto__=1'].map(
    header => raw('GET /facts/ HTTP/1.1', [header]),
  ),
  ...[
    'Range: bytes=-',
    'Range: bytes=9-1',
    `Range: bytes=${'0-,'.repeat(3000)}`,
    'If-Range: ,',
    'If-None-Match: "',
  ].map(header => raw('GET /static/x.txt HTTP/1.1', [header])),
  ...['Accept: ;;;', `Accept: ${'a/b;q=0.1,'.repeat(1500)}`, 'Accept-Language: *;q=', 'Accept-Encoding: ,,,'].map(
    header => raw('GET /nothing/ HTTP/1.1', [header]),
  ),
  ...['Origin: http://[', 'Referer: http://[', 'X-Forwarded-Host: [', 'If-Modified-Since: nonsense', 'DNT:'].map(
    header => raw('GET / HTTP/1.1', [header]),
  ),
  raw('GET / HTTP/1.1', ['Connection: Host, Content-Length', 'Keep-Alive: timeout=999999999999']),
  raw('GET / HTTP/1.1', ['Upgrade: websocket', 'Sec-WebSocket-Key: x', 'Sec-WebSocket-Version: 13']),
  // Bodies.
  withLength([form], '%%%&&&==='),
  withLength([form], `${'a=%ff&'.repeat(900)}`),
  withLength(['Content-Type: ;;;='], 'x'),
  withLength(['Content-Type: multipart/form-data'], 'x'),
  withLength(['Content-Type: multipart/form-data; boundary='], 'x'),
  withLength([`Content-Type: multipart/form-data; boundary=${'x'.repeat(300)}`], 'x'),
  withLength(['Content-Type: multipart/form-data; boundary="\xff"'], 'x'),
  withLength(['Content-Type: text/plain; charset=nonsense'], 'x'),
  withLength([multipart], '--X'),
  withLength([multipart], '--X\r\n\r\n--X\r\n--X--'),
  withLength([multipart], part('name="a"; filename="../../../etc/passwd"', 'x')),
  withLength([multipart], part(`name="f"; filename*=utf-8''%ff%`, 'x')),
  withLength([multipart], part(`name="${'a'.repeat(5000)}"`, 'x')),
  withLength([multipart], `--X\r\nContent-Transfer-Encoding: base64\r\n${part('name="a"', '====').slice(5)}--X--`),
  withLength([multipart], '--X\r\n'.repeat(3000)),
  withLength(['Content-Type: application/json'], '['.repeat(50_000)),
]
