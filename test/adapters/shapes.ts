/** A request as bytes (Latin-1), and the status that it must get. */
export interface Shape {
  readonly what: string
  readonly bytes: string
  readonly status: number
}

/** A request on a connection that ends with it. */
export function raw(requestLine: string, headers: readonly string[] = [], body = ''): string {
  return `${[requestLine, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n${body}`
}

const post = (headers: readonly string[], body: string) => raw('POST / HTTP/1.1', headers, body)
const chunked = (body: string) => post(['Transfer-Encoding: chunked'], body)

const bad = (what: string, bytes: string): Shape => ({ what, bytes, status: 400 })

/** What is no request, or one of which nobody can be sure where it ends: most of it Node refuses, some of it we do. */
export const refusedShapes: readonly Shape[] = [
  // What is no HTTP/1.
  bad('letters', 'garbage\r\n\r\n'),
  bad('the greeting of TLS', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\x00\x00\x00'),
  bad('the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  bad('HTTP/1.2', raw('GET / HTTP/1.2')),
  bad('a version in small letters', raw('GET / http/1.1')),
  { what: 'HTTP/2.0', bytes: raw('GET / HTTP/2.0'), status: 505 },
  { what: 'HTTP/0.9', bytes: raw('GET / HTTP/0.9'), status: 505 },
  { what: 'no version at all', bytes: 'GET /\r\n\r\n', status: 505 },

  // The request line.
  bad('a method nobody knows', raw('BREW / HTTP/1.1')),
  bad('a method in small letters', raw('get / HTTP/1.1')),
  bad('a target without a slash', raw('GET index HTTP/1.1')),
  bad('no target', raw('GET HTTP/1.1')),
  bad('a NUL in the target', raw('GET /\0 HTTP/1.1')),
  bad('a space in the target', raw('GET /a b HTTP/1.1')),
  bad('a tab in the target', raw('GET /a\tb HTTP/1.1')),
  bad('a byte beyond ASCII in the target', raw('GET /\xfc HTTP/1.1')),
  bad('a line feed in the target', raw('GET /a\nb HTTP/1.1')),
  bad('a fragment in the target', raw('GET /#top HTTP/1.1')),
  bad('another scheme', raw('GET ftp://localhost/ HTTP/1.1')),
  bad('an absolute target without a host', raw('GET http:///path HTTP/1.1')),
  bad('an asterisk for another method than OPTIONS', raw('GET * HTTP/1.1')),
  { what: 'TRACE', bytes: raw('TRACE / HTTP/1.1'), status: 405 },
  { what: 'CONNECT', bytes: 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', status: 405 },

  // Lines and headers.
  bad('no Host', 'GET / HTTP/1.1\r\n\r\n'),
  bad('two Hosts', raw('GET / HTTP/1.1', ['Host: localhost'])),
  bad('two Hosts, one in small letters', raw('GET / HTTP/1.1', ['host: evil.example'])),
  bad('lines that end in LF', raw('GET / HTTP/1.1').replaceAll('\r\n', '\n')),
  bad('lines that end in CR', raw('GET / HTTP/1.1').replaceAll('\r\n', '\r')),
  bad('a CR in a value', raw('GET / HTTP/1.1', ['X: a\rb'])),
  bad('a NUL in a value', raw('GET / HTTP/1.1', ['X: a\0b'])),
  bad('a value that goes on in the next line', raw('GET / HTTP/1.1', ['X: a', ' b'])),
  bad('a first header that begins with a space', 'GET / HTTP/1.1\r\n Host: localhost\r\n\r\n'),
  bad('a space before the colon', raw('GET / HTTP/1.1', ['X : a'])),
  bad('a header without a name', raw('GET / HTTP/1.1', [': a'])),
  bad('a header without a colon', raw('GET / HTTP/1.1', ['X'])),
  bad('a name that is no token', raw('GET / HTTP/1.1', ['X(: a'])),
  {
    what: '201 headers too many',
    bytes: raw('GET / HTTP/1.1', Array<string>(201).fill('X: a')),
    status: 431,
  },

  // How long the body is.
  bad('a length and chunks', post(['Content-Length: 3', 'Transfer-Encoding: chunked'], '0\r\n\r\n')),
  bad('chunks and a length', post(['Transfer-Encoding: chunked', 'Content-Length: 3'], '0\r\n\r\n')),
  bad('two lengths', post(['Content-Length: 3', 'Content-Length: 4'], 'abcd')),
  bad('the same length twice', post(['Content-Length: 3', 'Content-Length: 3'], 'abc')),
  bad('a list of lengths', post(['Content-Length: 3, 3'], 'abc')),
  bad('a length with a sign', post(['Content-Length: +3'], 'abc')),
  bad('a length below zero', post(['Content-Length: -1'], '')),
  bad('a length in hexadecimal', post(['Content-Length: 0x3'], 'abc')),
  bad('a length with a point', post(['Content-Length: 3.0'], 'abc')),
  bad('a length with an underscore', post(['Content-Length: 1_0'], '0123456789')),
  bad('a length with a space in it', post(['Content-Length: 1 0'], '0123456789')),
  bad('no length after the name', post(['Content-Length:'], '')),
  bad('a length beyond 64 bits', post(['Content-Length: 18446744073709551617'], 'a')),
  bad('a coding nobody knows', post(['Transfer-Encoding: xchunked'], '0\r\n\r\n')),
  bad('a coding with a vertical tab', post(['Transfer-Encoding: \x0bchunked'], '0\r\n\r\n')),
  bad('chunks that are not the last coding', post(['Transfer-Encoding: chunked, identity'], '0\r\n\r\n')),
  bad('identity alone', post(['Transfer-Encoding: identity'], 'abc')),
  bad('chunks twice', post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '0\r\n\r\n')),
  bad('a coding in quotes', post(['Transfer-Encoding: "chunked"'], '0\r\n\r\n')),
  {
    what: 'chunks of what is compressed',
    bytes: post(['Transfer-Encoding: gzip, chunked'], '3\r\nabc\r\n0\r\n\r\n'),
    status: 501,
  },
  {
    what: 'chunks in HTTP/1.0',
    bytes: raw('POST / HTTP/1.0', ['Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n'),
    status: 400,
  },

  // Chunks.
  bad('a chunk size with 0x', chunked('0x3\r\nabc\r\n0\r\n\r\n')),
  bad('a chunk size with a sign', chunked('+3\r\nabc\r\n0\r\n\r\n')),
  bad('a chunk size that is no number', chunked('three\r\nabc\r\n0\r\n\r\n')),
  bad('a chunk size beyond 64 bits', chunked('fffffffffffffffff\r\nabc\r\n0\r\n\r\n')),
  bad('a chunk without a size', chunked('\r\nabc\r\n0\r\n\r\n')),
  bad('a chunk line that ends in LF', chunked('3\nabc\r\n0\r\n\r\n')),
  bad('a chunk that is longer than its size', chunked('3\r\nabcd\r\n0\r\n\r\n')),
  bad('a NUL in a chunk extension', chunked('3;a=\0\r\nabc\r\n0\r\n\r\n')),
  bad('a length in the trailers', chunked('3\r\nabc\r\n0\r\nContent-Length: 5\r\n\r\n')),
  bad('a coding in the trailers', chunked('3\r\nabc\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n')),
  { what: 'a chunk extension of 20 KB', bytes: chunked(`3;${'x'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`), status: 413 },

  { what: 'an expectation nobody knows', bytes: post(['Expect: miracles', 'Content-Length: 3'], 'abc'), status: 417 },
]

/** Odd, and without doubt. They are answered by the view. */
export const acceptedShapes: readonly Shape[] = [
  ['HTTP/1.0 without a Host', 'GET / HTTP/1.0\r\n\r\n'],
  ['empty lines before the request', `${'\r\n'.repeat(30_000)}${raw('GET / HTTP/1.1')}`],
  ['GET with a body', raw('GET / HTTP/1.1', ['Content-Length: 3'], 'abc')],
  ['a coding in capitals', raw('POST / HTTP/1.1', ['Transfer-Encoding: CHUNKED'], '3\r\nabc\r\n0\r\n\r\n')],
  ['a chunk extension', chunked('3;a=b\r\nabc\r\n0\r\n\r\n')],
  ['a chunk size in either case, with zeros before it', chunked('00003\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n')],
  ['trailers', chunked('3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n')],
  ['a length with zeros before it', raw('POST / HTTP/1.1', ['Content-Length: 0003'], 'abc')],
  ['an underscore in a name', raw('GET / HTTP/1.1', ['X_Y: 1'])],
  ['bytes beyond ASCII in a value', raw('GET / HTTP/1.1', ['X: \xfc\xff'])],
  ['an empty value', raw('GET / HTTP/1.1', ['X:'])],
  ['an upgrade that nobody offers', raw('GET / HTTP/1.1', ['Upgrade: websocket'])],
].map(([what, bytes]) => ({ what: what!, bytes: bytes!, status: 200 }))

/** The status line of an answer, and how many answers there are. */
export function answersIn(text: string): string[] {
  return Array.from(text.matchAll(/HTTP\/1\.1 (\d{3} [^\r]*)\r\n/g), ([, status]) => status!)
}
