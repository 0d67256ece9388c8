import { EventEmitter, once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { get as httpGet, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { fetchHandler } from '../../src/adapters/fetch.js'
import { createServer } from '../../src/adapters/node.js'
import { FileResponse } from '../../src/http/file-response.js'
import type { HttpRequest } from '../../src/http/request.js'
import { HttpResponse, HttpResponseNotModified } from '../../src/http/response.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { createApplication } from '../../src/index.js'
import { rePath } from '../../src/urls/path.js'
import { isKnownCharset } from '../../src/utils/charsets.js'
import { applicationOf, raw, serve } from './servers.js'

describe('charsets', () => {
  test.each(['base64', 'base_64', 'hex', 'Binary', 'internal'])('are none of the other codecs there are: %s', name => {
    expect(isKnownCharset(name)).toBe(false)
  })
})

describe('a body', () => {
  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'a=1'],
    [
      'a multipart form',
      'multipart/form-data; boundary=X',
      '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--',
    ],
  ])('that comes in one packet with its head costs no turn of the event loop: %s', async (_, type, body) => {
    const order: string[] = []
    const { port, server } = await serve(({ POST }) => {
      order.push(`view has ${POST.get('a')}`)
      return new HttpResponse('')
    })
    server.prependListener('request', () => setImmediate(() => order.push('next turn')))
    const head = `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}`
    await raw(port, `${head}\r\n\r\n${body}`)
    expect(order).toEqual(['view has 1', 'next turn'])
  })
})

describe('an answer', () => {
  test('goes out with its status, its headers in order and its length', async () => {
    const view = () => {
      const response = new HttpResponse('héllo', {
        status: 201,
        reason: 'Made',
        headers: { 'X-One': '1', 'x-two': '2' },
      })
      response.setCookie('a', '1')
      response.setCookie('b', '2')
      return response
    }
    const { port } = await serve(view)
    const answer = await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const [head] = answer.split('\r\n\r\n')
    expect(head?.replace(/Date: .*/, 'Date: now').split('\r\n')).toEqual([
      'HTTP/1.1 201 Made',
      'X-One: 1',
      'x-two: 2',
      'Content-Type: text/html; charset=utf-8',
      'Set-Cookie: a=1; Path=/',
      'Set-Cookie: b=2; Path=/',
      'Content-Length: 6',
      'Date: now',
      'Connection: close',
    ])
  })

  test('to HEAD has the head alone', async () => {
    const { url } = await serve(() => new HttpResponse('hello'))
    const response = await fetch(url, { method: 'HEAD' })
    expect(response.headers.get('Content-Length')).toBe('5')
    expect(await response.text()).toBe('')
  })

  test.each([
    ['204', () => new HttpResponse('', { status: 204 })],
    ['304', () => new HttpResponseNotModified()],
  ])('with status %s has no body and no length of one', async (status, view) => {
    const { port } = await serve(view)
    const answer = await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).not.toMatch(/content-length|transfer-encoding/i)
    expect(answer.endsWith('\r\n\r\n')).toBe(true)
  })

  test('of an asynchronous view is waited for', async () => {
    const { url } = await serve(async () => new HttpResponse('later'))
    expect(await (await fetch(url)).text()).toBe('later')
  })

  test('that Node cannot send is a server error', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await serve(() => Object.assign(new HttpResponse('x'), { wireHeaders: () => ['X-Bad', 'a\nb'] }))
    expect((await fetch(url)).status).toBe(500)
    printed.mockRestore()
  })

  test('is closed, once', async () => {
    let closed = 0
    const view = () => {
      const response = new HttpResponse('x')
      response.addCloser(() => closed++)
      return response
    }
    const { url } = await serve(view)
    await (await fetch(url)).text()
    expect(closed).toBe(1)
  })
})

describe('a request', () => {
  test('brings its method, path, query, headers and addresses', async () => {
    const view = (request: HttpRequest) =>
      new HttpResponse(
        [
          request.method,
          request.path,
          request.GET.get('q'),
          request.headers.get('X-Own'),
          request.META.REMOTE_ADDR,
        ].join(' '),
      )
    const { url } = await serve(view)
    const response = await fetch(`${url}/caf%C3%A9/?q=1`, { headers: { 'X-Own': 'mine' } })
    expect(await response.text()).toBe('GET /café/ 1 mine 127.0.0.1')
  })

  test('with a form has it parsed before the view runs', async () => {
    const { url } = await serve(request => new HttpResponse(request.POST.get('name') ?? ''))
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ name: 'Ann' }) })
    expect(await response.text()).toBe('Ann')
  })

  test('that sends more than may be read is refused, and the connection goes on or ends cleanly', async () => {
    const { url } = await serve(request => new HttpResponse(`${request.body.length}`), {
      DATA_UPLOAD_MAX_MEMORY_SIZE: 10,
    })
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(1_000_000) })).status).toBe(400)
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(200)
  })

  test('whose client goes away in the middle of its body does no harm', async () => {
    let error: unknown
    const seen = new Promise<void>(resolve => {
      void serve(request => {
        try {
          return new HttpResponse(request.body)
        } catch (thrown) {
          error = thrown
          resolve()
          return new HttpResponse()
        }
      }).then(({ port }) => {
        const client = httpRequest({ port, method: 'POST', headers: { 'Content-Length': 100 } }).on('error', () => {})
        client.write('only this', () => client.destroy())
      })
    })
    await seen
    expect((error as Error).name).toBe('UnreadablePostError')
  })
})

describe('targets and heads that Node lets through', () => {
  const echo = (request: HttpRequest) => new HttpResponse(`${request.path} ${request.META.HTTP_HOST}`)

  test.each([
    ['GET http://other.example/p?q HTTP/1.1\r\nHost: x', '200', '/p other.example'],
    ['GET http://other.example HTTP/1.1\r\nHost: x', '200', '/ other.example'],
    ['GET //evil.com/x HTTP/1.1\r\nHost: x', '200', '//evil.com/x x'],
    ['GET /%zz%00%ff HTTP/1.1\r\nHost: x', '200', ''],
    ['GET /a#b HTTP/1.1\r\nHost: x', '400', ''],
    ['GET * HTTP/1.1\r\nHost: x', '400', ''],
    ['OPTIONS * HTTP/1.1\r\nHost: x', '204', ''],
    ['GET ftp://x/ HTTP/1.1\r\nHost: x', '400', ''],
    ['GET / HTTP/1.1\r\nHost: x\r\nhost: y', '400', ''],
    ['TRACE / HTTP/1.1\r\nHost: x', '405', ''],
    [`GET / HTTP/1.1\r\nHost: x${'\r\na: b'.repeat(201)}`, '431', ''],
    ['CONNECT x:1 HTTP/1.1\r\nHost: x', '405', ''],
    ['NONSENSE', '400', ''],
    ['GET / HTTP/1.1', '400', ''],
    ['GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked', '400', ''],
  ])('%j: %s', async (head, status, body) => {
    const { port } = await serve(echo)
    const answer = await raw(port, `${head}\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toContain(body)
    expect(await raw(port, 'GET /alive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain('/alive x')
  })

  test('a client that never reads its 400 does not stay', async () => {
    const { port } = await serve(echo)
    expect(await raw(port, '\x16\x03\x01garbage\r\n\r\n')).toContain('400 Bad Request')
  })
})

describe('a stream', () => {
  test('goes out chunk by chunk', async () => {
    const { url } = await serve(() => new StreamingHttpResponse(['one ', 'two ', 'three']))
    expect(await (await fetch(url)).text()).toBe('one two three')
  })

  test('sends its head before its first chunk is there', async () => {
    let release = () => {}
    const gate = new Promise<void>(resolve => {
      release = resolve
    })
    const { url } = await serve(
      () =>
        new StreamingHttpResponse(
          (async function* () {
            await gate
            yield 'late'
          })(),
        ),
    )
    const response = await fetch(url) // resolves with the head
    release()
    expect(await response.text()).toBe('late')
  })

  test('is not read for HEAD, and closed', async () => {
    let read = 0
    let closed = 0
    const { url } = await serve(() => {
      const response = new StreamingHttpResponse(
        (function* () {
          read++
          yield 'x'
        })(),
      )
      response.addCloser(() => closed++)
      return response
    })
    await fetch(url, { method: 'HEAD' })
    expect([read, closed]).toEqual([0, 1])
  })

  test('waits for a client that reads slowly', async () => {
    let produced = 0
    let all = () => {}
    const chunk = new Uint8Array(64 * 1024)
    const { url } = await serve(
      () =>
        new StreamingHttpResponse(
          (function* () {
            for (; produced < 1000; produced++) yield chunk
            all()
          })(),
        ),
    )
    const message = await new Promise<IncomingMessage>(resolve => httpGet(url, resolve))
    await once(message, 'readable')
    await new Promise(resolve => setImmediate(resolve))
    expect(produced).toBeLessThan(500) // some are in the buffers of the kernel; 64 MB would not fit there
    const finished = new Promise<void>(resolve => {
      all = resolve
    })
    message.resume()
    await finished
    expect(produced).toBe(1000)
  })

  test('is stopped when the client goes away: its finally runs, and it is closed once', async () => {
    let closed = 0
    const stopped = new Promise<void>(resolve => {
      void serve(() => {
        const response = new StreamingHttpResponse(
          (async function* () {
            try {
              for (;;) {
                yield 'tick\n'
                await new Promise(next => setImmediate(next))
              }
            } finally {
              resolve()
            }
          })(),
        )
        response.addCloser(() => closed++)
        return response
      }).then(({ url }) => httpGet(url, message => message.once('data', () => message.destroy())).on('error', () => {}))
    })
    await stopped
    await vi.waitFor(() => expect(closed).toBe(1))
  })

  test('that fails breaks the connection, so that nobody takes it for complete', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await serve(
      () =>
        new StreamingHttpResponse(
          (async function* () {
            yield 'begun'
            throw new Error('broken')
          })(),
        ),
    )
    await expect(fetch(url).then(response => response.text())).rejects.toThrow()
    expect(printed).toHaveBeenCalledOnce()
    printed.mockRestore()
  })
})

test('a file goes out with its type and length', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tiny-django-')), 'a.txt')
  writeFileSync(file, 'abc')
  const { url } = await serve(() => new FileResponse(file))
  const response = await fetch(url)
  expect(response.headers.get('Content-Type')).toBe('text/plain')
  expect(response.headers.get('Content-Length')).toBe('3')
  expect(await response.text()).toBe('abc')
})

test('a connection is kept for the next request', async () => {
  const { port } = await serve(request => new HttpResponse(request.path))
  const answers = await raw(
    port,
    'POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  )
  expect(answers.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2)
})

describe('request.signal', () => {
  test('is aborted when the client goes away before it has its answer', async () => {
    const events = new EventEmitter()
    const [started, aborted] = [once(events, 'started'), once(events, 'aborted')]
    const { port } = await serve(async (request: HttpRequest) => {
      request.signal.addEventListener('abort', () => events.emit('aborted'))
      events.emit('started')
      await aborted
      return new HttpResponse('nobody reads this')
    })
    const client = httpGet({ port, path: '/' })
    client.on('error', () => {})
    await started
    client.destroy()
    await aborted
  })

  test('stays as it is when the answer is out', async () => {
    let signal: AbortSignal | undefined
    const { url } = await serve((request: HttpRequest) => {
      signal = request.signal
      return new HttpResponse('done')
    })
    expect(await (await fetch(url)).text()).toBe('done')
    expect(signal!.aborted).toBe(false)
  })
})

test('a range of a file on disk is sent, and the file closed', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'range-')), 'a.txt')
  writeFileSync(file, '0123456789')
  const { url } = await serve(() => new FileResponse(file))
  const answer = await fetch(url, { headers: { Range: 'bytes=3-5' } })
  expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
    206,
    'bytes 3-5/10',
    '345',
  ])
})

test('a file handle is sent and closed', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'handle-')), 'a.txt')
  writeFileSync(file, '0123456789')
  const handle = await open(file)
  const closed = once(handle as unknown as EventEmitter, 'close')
  const { url } = await serve(() => new FileResponse(handle, { filename: 'a.txt' }))
  const answer = await fetch(url)
  expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['10', '0123456789'])
  await closed
})

describe('a connection is not put out of step', () => {
  const twice = 'GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  const statuses = (answers: string) => Array.from(answers.matchAll(/HTTP\/1\.1 (\d+)/g), match => match[1])

  test.each([
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'upgrade'],
    ['Keep-Alive', 'timeout=1'],
    ['Upgrade', 'websocket'],
  ])('by a view that sets %s', async (name, value) => {
    const { port } = await serve(() => new HttpResponse('hello', { headers: { [name]: value } }))
    expect(statuses(await raw(port, twice))).toEqual(['500', '500'])
  })

  test.each([100, 101, 103])('by a view that answers %d', async status => {
    const { port } = await serve(() => new HttpResponse('hello', { status }))
    expect(statuses(await raw(port, twice))).toEqual(['500', '500'])
  })

  test.each(['3', '3000'])('by a Content-Length of %s', async length => {
    const { port } = await serve(
      ({ path }) => new HttpResponse(`hello ${path}`, { headers: { 'content-length': length } }),
    )
    const answers = await raw(port, twice)
    expect(answers.match(/content-length: 8\r\n/g)).toHaveLength(2)
    expect(answers).toMatch(/hello \/1HTTP.*hello \/2$/s)
  })

  test.each([
    ['more', '3'],
    ['less', '30'],
  ])('by a stream that has %s than it says', async (_, length) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await serve(
      () => new StreamingHttpResponse(['he', 'llo'], { headers: { 'Content-Length': length } }),
    )
    await expect(fetch(url).then(response => response.text())).rejects.toThrow()
    expect(printed.mock.lastCall?.[1]).toMatchObject({ code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' })
    printed.mockRestore()
  })

  test('by HEAD, whose answer may name the length of another', async () => {
    const { url } = await serve(() => new HttpResponse('', { headers: { 'Content-Length': '3000' } }))
    const response = await fetch(url, { method: 'HEAD' })
    expect(response.headers.get('Content-Length')).toBe('3000')
  })
})

test.each(['name', 'value', 'reason'])('a line end in a %s leaves the server nowhere (CVE-2021-32052)', async where => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  const bad = 'a\r\nX-Evil: 1'
  const { port } = await serve(() => {
    const response = new HttpResponse('hello')
    if (where === 'name') response.headers.set(bad, 'x')
    else if (where === 'value') response.headers.set('X', bad)
    else response.reasonPhrase = bad
    return response
  })
  const answer = await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1.1 500 /)
  expect(answer).not.toContain('X-Evil')
  printed.mockRestore()
})

test('what a client sends forges no line of the log (CVE-2025-48432)', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  const app = createApplication({
    urlpatterns: [
      rePath('', () => {
        throw new Error('broken')
      }),
    ],
    settings: { ALLOWED_HOSTS: ['*'] },
  })
  await fetchHandler(app)(new Request('http://x/%1b%5B2J%0aFAKE%E2%80%AE'))
  const [line] = String(printed.mock.lastCall?.[0]).split('\n')
  expect(line).toBe('Internal Server Error: /\\x1b[2J\\x0aFAKE\\u202e')
  printed.mockRestore()
})

test.each([
  ['two lengths', 'Content-Length: 3\r\nContent-Length: 4'],
  ['a length and chunks', 'Content-Length: 3\r\nTransfer-Encoding: chunked'],
  ['chunks that are not last', 'Transfer-Encoding: chunked, identity'],
  ['an odd length', 'Content-Length: +3'],
])('a body with %s is refused (CVE-2024-1135, CVE-2024-6827, CVE-2025-43859 and their like)', async (_, headers) => {
  const { port } = await serve(({ body }) => new HttpResponse(body))
  const answer = await raw(port, `POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\nabc`)
  expect(answer).toMatch(/^HTTP\/1.1 400 /)
  expect(answer.match(/HTTP\/1/g)).toHaveLength(1)
})

describe('META.REMOTE_ADDR', () => {
  const view = ({ META }: HttpRequest) => new HttpResponse(`"${META.REMOTE_ADDR}"`)

  test('is the address of the client', async () => {
    const { url } = await serve(view)
    expect(await (await fetch(url)).text()).toBe('"127.0.0.1"')
  })

  test('is that of IPv4 also where the server listens for both', async () => {
    const server = createServer(applicationOf(view)).listen(0)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('"127.0.0.1"')
  })

  test('is empty on a socket of the file system', async () => {
    const socketPath = join(mkdtempSync(join(tmpdir(), 'socket-')), 'app.sock')
    const server = createServer(applicationOf(view)).listen(socketPath)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const [message] = (await once(httpGet({ socketPath, path: '/' }), 'response')) as [IncomingMessage]
    expect(String(await message.toArray())).toBe('""')
  })
})
