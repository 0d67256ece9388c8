import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/devserver/package.js'
import type { Answer } from './harness/http.js'
import { project } from './harness/project.js'
import { type RunningServer, startServer } from './harness/server.js'

// examples/responses, served by the packed tarball on a real port. Every header is listed, in the order of the wire;
// only Date, which is different each time, is left out.

const example = (file: string) => readFileSync(join(packageRoot, 'examples', 'responses', file), 'utf8')

let server: RunningServer
beforeAll(async () => {
  const site = project({ 'views.ts': example('views.ts'), 'urls.ts': example('urls.ts') })
  server = await startServer(site)
})

test.each([
  [
    '/simple/',
    '200 OK',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 30', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    '<h1>This is a H1 heading!</h1>',
  ],
  [
    '/plain-text/',
    '200 OK',
    ['Content-Type: text/plain', 'Content-Length: 18', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'This is some text.',
  ],
  [
    '/json/',
    '200 OK',
    ['Content-Type: application/json', 'Content-Length: 27', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    '{"dummy_key":"dummy_value"}',
  ],
  [
    '/attachment/',
    '200 OK',
    [
      'Content-Type: application/json',
      'Content-Disposition: attachment; filename="dummy.json"',
      'Content-Length: 27',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    '{"dummy_key":"dummy_value"}',
  ],
  [
    '/status/200/',
    '200 OK',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 2', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'OK',
  ],
  [
    '/status/201/',
    '201 Created',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 7', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'Created',
  ],
  [
    '/status/204/',
    '204 No Content',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 0', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    '',
  ],
  [
    '/status/301/',
    '301 Moved Permanently',
    [
      'Content-Type: text/html; charset=utf-8',
      'Location: /simple/',
      'Content-Length: 0',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    '',
  ],
  [
    '/status/400/',
    '400 Bad Request',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 11', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'Bad request',
  ],
  [
    '/status/401/',
    '401 Unauthorized',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 12', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'Unauthorized',
  ],
  [
    '/status/403/',
    '403 Forbidden',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 9', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'Forbidden',
  ],
  [
    '/status/404/',
    '404 Not Found',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 9', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'Not found',
  ],
  [
    '/status/500/',
    '500 Internal Server Error',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 12', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'Server error',
  ],
  [
    '/status/502/',
    '502 Bad Gateway',
    ['Content-Type: text/html; charset=utf-8', 'Content-Length: 11', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
    'Bad gateway',
  ],
  [
    '/all-arguments/',
    '202 Gladly Accepted',
    [
      'Content-Language: de',
      'X-Example: all arguments',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Length: 5',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    Buffer.from('Gr\xfc\xdfe', 'latin1'),
  ],
])('GET %s', async (path, statusLine, headers, body) => {
  expectAnswer(await server.get(path), { statusLine, headers, body })
})

test('GET / links to all of them', async () => {
  const answer = await server.get('/')
  expectAnswer(answer, {
    statusLine: '200 OK',
    headers: [
      'Content-Type: text/html; charset=utf-8',
      'Content-Length: 685',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    body:
      '<ul><li><a href="/simple/">simple</a></li><li><a href="/plain-text/">plain-text</a></li>' +
      '<li><a href="/json/">json</a></li><li><a href="/attachment/">attachment</a></li>' +
      '<li><a href="/all-arguments/">all-arguments</a></li><li><a href="/status/200/">status/200</a></li>' +
      '<li><a href="/status/201/">status/201</a></li><li><a href="/status/204/">status/204</a></li>' +
      '<li><a href="/status/301/">status/301</a></li><li><a href="/status/400/">status/400</a></li>' +
      '<li><a href="/status/401/">status/401</a></li><li><a href="/status/403/">status/403</a></li>' +
      '<li><a href="/status/404/">status/404</a></li><li><a href="/status/500/">status/500</a></li>' +
      '<li><a href="/status/502/">status/502</a></li></ul>',
  })
})

test('POST /bad-request/ with a name', async () => {
  expectAnswer(await server.post('/bad-request/', { name: 'Ann' }), {
    statusLine: '200 OK',
    headers: [
      'Content-Type: text/html; charset=utf-8',
      'Content-Length: 25',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    body: 'Successfully received Ann',
  })
})

test('POST /bad-request/ as multipart/form-data', async () => {
  const answer = await server.request('/bad-request/', {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=XX' },
    body: '--XX\r\nContent-Disposition: form-data; name="name"\r\n\r\nZoë\r\n--XX--\r\n',
  })
  expectAnswer(answer, {
    statusLine: '200 OK',
    headers: [
      'Content-Type: text/html; charset=utf-8',
      'Content-Length: 26',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    body: 'Successfully received Zoë',
  })
})

test('POST /bad-request/ without a name', async () => {
  expectAnswer(await server.post('/bad-request/', { nam: 'Ann' }), {
    statusLine: '400 Bad Request',
    headers: [
      'Content-Type: text/html; charset=utf-8',
      'Content-Length: 21',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    body: 'Request data invalid.',
  })
})

test('GET /bad-request/', async () => {
  expectAnswer(await server.get('/bad-request/'), {
    statusLine: '405 Method Not Allowed',
    headers: [
      'Content-Type: text/html; charset=utf-8',
      'Allow: POST',
      'Content-Length: 0',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    body: '',
  })
})

test('HEAD has the headers of GET and no body', async () => {
  expectAnswer(await server.request('/attachment/', { method: 'HEAD' }), {
    statusLine: '200 OK',
    headers: [
      'Content-Type: application/json',
      'Content-Disposition: attachment; filename="dummy.json"',
      'Content-Length: 27',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    body: '',
  })
})

test('a forgotten slash at the end is put there', async () => {
  expectAnswer(await server.get('/simple?page=2'), {
    statusLine: '301 Moved Permanently',
    headers: [
      'Content-Type: text/html; charset=utf-8',
      'Location: /simple/?page=2',
      'Content-Length: 0',
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
    ],
    body: '',
  })
})

test('what is not there is a 404 with the patterns that were tried', async () => {
  const answer = await server.get('/nothing/')
  expect(`${answer.status} ${answer.reason}`).toBe('404 Not Found')
  expect(answer.headers).toContain('Content-Type: text/plain; charset=utf-8')
  expect(answer.text).toContain('Page not found (404) at /nothing/')
  expect(answer.text).toContain('1. (empty)\n  2. simple/\n  3. plain-text/\n')
})

test('the log has a line of each request, as Django writes it, with its time and view', async () => {
  await server.get('/json/')
  expect(await server.waitForLine(/GET \/json\/ /)).toMatch(
    /^\[\d\d\/[A-Z][a-z][a-z]\/\d{4} \d\d:\d\d:\d\d\] "GET \/json\/ HTTP\/1\.1" 200 27 ((<1|\d+)ms|\d+\.\ds) views\.json$/,
  )
})

interface Expected {
  readonly statusLine: string
  readonly headers: readonly string[]
  readonly body: string | Buffer
}

function expectAnswer(answer: Answer, { statusLine, headers, body }: Expected): void {
  const { status, reason } = answer
  expect({
    statusLine: `${status} ${reason}`,
    headers: answer.headers.filter(each => !each.startsWith('Date: ')),
    body: answer.body,
  }).toEqual({ statusLine, headers, body: Buffer.from(body) })
  expect(answer.headers.filter(each => each.startsWith('Date: '))).toHaveLength(1)
}
