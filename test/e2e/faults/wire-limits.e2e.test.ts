import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Connection } from '../../adapters/connection.js'
import { answersIn, raw } from '../../adapters/shapes.js'
import { expectFine } from '../harness/fault.js'
import { installTarball } from '../harness/install.js'
import { peakMemory } from '../harness/processes.js'
import { project, temporaryFolder, views } from '../harness/project.js'
import { type RunningServer, spawnServer, startServer, until } from '../harness/server.js'
import { isSoak, repetitions } from '../harness/soak.js'

// What a client may take: time, memory, connections. Nobody else's answer waits for it.

const MB = 1024 * 1024
const uploads = temporaryFolder()

const files = {
  'settings.ts': `import { defineSettings } from 'tiny-django/conf'
export default defineSettings({ DEBUG: true, FILE_UPLOAD_MAX_MEMORY_SIZE: 10,
  FILE_UPLOAD_TEMP_DIR: ${JSON.stringify(uploads)} })
`,
  'views.ts': views(`import { rawBody } from 'tiny-django/decorators'

export const index = () => new HttpResponse('fine')

export function form(request: HttpRequest) {
  console.log('the form is here')
  return new HttpResponse(\`\${[...request.POST.keys()].length} fields, \${request.FILES.size} files\`)
}

export const size = (request: HttpRequest) => new HttpResponse(String(request.body.length))

export const raw = rawBody()(async (request: HttpRequest) => {
  console.log('raw begins')
  let size = 0
  try {
    for await (const chunk of request) size += chunk.length
  } catch (error) {
    console.log('raw ended by', (error as Error).name)
    throw error
  }
  return new HttpResponse(\`raw \${size}\`)
})

let release = () => {}
export const later = rawBody()(async (request: HttpRequest) => {
  await new Promise<void>(resolve => {
    release = resolve
    console.log('later waits')
  })
  let size = 0
  for await (const chunk of request) size += chunk.length
  return new HttpResponse(\`later \${size}\`)
})
export const go = () => {
  release()
  return new HttpResponse('gone')
}

let produced = 0
const piece = new Uint8Array(65_536).fill(120)
export const pieces = (request: HttpRequest) => {
  const count = Number(request.GET.get('count'))
  return new StreamingHttpResponse((async function* () {
    try {
      for (produced = 0; produced < count; produced++) yield piece
    } finally {
      console.log('the stream has ended')
    }
  })())
}
export const howMany = () => new HttpResponse(String(produced))

export const silent = (request: HttpRequest) => new StreamingHttpResponse((async function* () {
  yield 'begin'
  await new Promise<void>(resolve => request.signal.addEventListener('abort', () => resolve()))
  console.log('the signal came')
})())

export const pid = () => new HttpResponse(String(process.pid))
`),
}

let server: RunningServer
beforeAll(async () => {
  const env = {
    TINY_DJANGO_HEAD_MS: '400',
    TINY_DJANGO_BODY_MS: '400',
    TINY_DJANGO_HALF_OPEN_MS: '400',
    TINY_DJANGO_ANSWER_MS: '1500',
  }
  server = await startServer(project(files), { env })
})

const connect = async () => (await Connection.open(server.port)).read()
const head = (target: string, length: number, type = 'text/plain') =>
  raw(`POST ${target} HTTP/1.1`, [`Content-Length: ${length}`, `Content-Type: ${type}`])
const multipart = 'multipart/form-data; boundary=X'
const fileHead = '--X\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'

/** Sends a byte now and then until there is an answer. */
async function trickle(connection: Connection, bytes: () => string): Promise<string> {
  const timer = setInterval(() => connection.send(bytes()), 20)
  onTestFinished(() => clearInterval(timer))
  return answerTo(connection).finally(() => clearInterval(timer))
}

/** The answer, which comes before the request is complete; who has it closes the connection. */
async function answerTo(connection: Connection): Promise<string> {
  await connection.until(/\r\n\r\n/)
  return connection.endSending().untilClosed()
}

describe('who is slow is told so, and goes', () => {
  test.each([
    ['a connection on which nothing is said', ''],
    ['a request line that does not end', 'GET / HT'],
    ['a head that does not end', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: '],
  ])('%s', async (_, bytes) => {
    const connection = await connect()
    if (bytes) connection.send(bytes)
    expect(answersIn(await connection.untilClosed())).toEqual(['408 Request Timeout'])
    await expectFine(server)
  })

  test('a head that comes header by header', async () => {
    const connection = (await connect()).send('GET / HTTP/1.1\r\nHost: localhost\r\n')
    expect(answersIn(await trickle(connection, () => 'X: a\r\n'))).toEqual(['408 Request Timeout'])
  })

  test.each([
    ['a body that does not come', '/size/', 'text/plain', ''],
    ['a form that does not go on', '/form/', multipart, fileHead],
  ])('%s', async (_, target, type, bytes) => {
    const text = await answerTo((await connect()).send(head(target, 1000, type) + bytes))
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n.*The body of the request did not come/s)
    await server.waitForLine(/"POST \/(size|form)\/ HTTP\/1\.1" 408/)
    await noUploadIsLeft()
    await expectFine(server)
  })

  test.each([
    ['with a length', head('/size/', 100_000), () => 'x'],
    ['in chunks', raw('POST /size/ HTTP/1.1', ['Transfer-Encoding: chunked']), () => '1\r\nx\r\n'],
  ])('a body that trickles, %s', async (_, begin, more) => {
    const text = await trickle((await connect()).send(begin), more)
    expect(answersIn(text)).toEqual(['408 Request Timeout'])
  })

  test('a body that its view waits for: the view is late', async () => {
    const text = await answerTo((await connect()).send(`${head('/raw/', 1000)}abc`))
    expect(text).toMatch(/^HTTP\/1\.1 504 .*POST \/raw\/ was not answered by views\.raw within 1\.\d s/s)
    await expectFine(server)
  })

  test('a client that reads none of its answers is not waited for', async () => {
    const connection = await Connection.open(server.port)
    connection.send('garbage\r\n\r\n')
    while (!connection.socket.destroyed) {
      connection.send('more garbage\r\n\r\n') // which fails when the other side is gone
      await Promise.race([new Promise(resolve => setTimeout(resolve, 20)), connection.closed])
    }
  })
})

describe('who leaves', () => {
  test('in the middle of an upload leaves no file, and the view is not called', async () => {
    for (const leave of ['leave', 'endSending'] as const) {
      const connection = (await connect()).send(`${head('/form/', 1000, multipart)}${fileHead}${'x'.repeat(500)}`)
      await until(
        () => readdirSync(uploads).length === 1,
        () => 'There is no temporary file.',
      )
      connection[leave]()
      await noUploadIsLeft()
    }
    await expectFine(server)
    expect(server.output).not.toContain('the form is here')
  })

  test('while the view reads: it gets an error, not the end of a body', async () => {
    const connection = (await connect()).send(`${head('/raw/', 1000)}abc`)
    await server.waitForLine(/^raw begins$/)
    connection.leave()
    await server.waitForLine(/^raw ended by UnreadablePostError$/)
    await expectFine(server)
  })

  test('in the middle of a download: the generator is told, and its `finally` runs', async () => {
    const connection = (await connect()).send(raw('GET /pieces/?count=1000000 HTTP/1.1'))
    await connection.until(/xxx/)
    connection.leave()
    await server.waitForLine(/^the stream has ended$/)
    await expectFine(server)
  })

  test('while a stream says nothing: its signal tells the view', async () => {
    const connection = (await connect()).send(raw('GET /silent/ HTTP/1.1'))
    await connection.until(/begin/)
    connection.socket.destroy() // politely, with FIN
    await server.waitForLine(/^the signal came$/)
  })
})

describe('memory', () => {
  test('a reader that stops stops the view, on the other side of two processes', async () => {
    const count = isSoak ? 16_384 : 4_096 // pieces of 64 KB: 1 GB, or a quarter
    const pids = [server.pid, Number((await server.get('/pid/')).text)]
    await transfer(64) // whatever it takes to do it at all
    const before = pids.map(peakMemory)
    const connection = await Connection.open(server.port)
    connection.send(raw(`GET /pieces/?count=${count} HTTP/1.1`))
    await once(connection.socket, 'readable')
    for (let round = 0; round < 20; round++) {
      expect(Number((await server.get('/how-many/')).text)).toBeLessThan(400) // in the buffers on the way
    }
    expect(await drain(connection)).toBeGreaterThan(count * 65_536)
    await server.waitForLine(/^the stream has ended$/)
    const grown = pids.map((pid, index) => peakMemory(pid) - before[index]!)
    for (const bytes of grown) expect(bytes).toBeLessThan(48 * MB)
  })

  test('a view that does not read stops the client', async () => {
    const size = 64 * MB
    const before = peakMemory(server.pid)
    const connection = (await connect()).send(head('/later/', size)).send(Buffer.alloc(size))
    await server.waitForLine(/^later waits$/)
    const { socket } = connection
    for (let round = 0; round < 20; round++) {
      await expectFine(server)
      expect(socket.bytesWritten - socket.writableLength).toBeLessThan(size / 2)
      expect(socket.writableLength).toBeGreaterThan(0)
    }
    await server.get('/go/')
    await connection.until(new RegExp(`later ${size}$`))
    expect(peakMemory(server.pid) - before).toBeLessThan(32 * MB)
  })

  test('requests that nobody reads the answers of are not begun without end', async () => {
    const count = repetitions(20_000)
    const connection = await Connection.open(server.port)
    connection.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(count)).send(raw('GET / HTTP/1.1'))
    await expectFine(server)
    const text = await connection.read().untilClosed()
    expect(answersIn(text)).toHaveLength(count + 1)
  })

  async function transfer(count: number): Promise<void> {
    const connection = await Connection.open(server.port)
    connection.send(raw(`GET /pieces/?count=${count} HTTP/1.1`))
    await drain(connection)
    await server.waitForLine(/^the stream has ended$/)
  }

  /** Reads to the end; how many bytes there were. */
  async function drain({ socket, closed }: Connection): Promise<number> {
    socket.on('end', () => socket.end()).resume()
    await closed
    return socket.bytesRead
  }
})

describe('limits count what comes, not what is said of it', () => {
  const chunked = (target: string, type: string, body: string) =>
    server.exchange(
      raw(
        `POST ${target} HTTP/1.1`,
        ['Transfer-Encoding: chunked', `Content-Type: ${type}`],
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      ),
    )

  test.each([
    ['a body of 3 MB', '/size/', 'text/plain', 'x'.repeat(3_000_000), 'RequestDataTooBig'],
    ['1,001 fields', '/form/', 'application/x-www-form-urlencoded', 'a=&'.repeat(1001), 'TooManyFieldsSent'],
    ['1,001 parts', '/form/', multipart, parts(1001, ''), 'TooManyFieldsSent'],
    ['101 files', '/form/', multipart, parts(101, '; filename="a"'), 'TooManyFilesSent'],
  ])('%s in chunks: 400', async (_, target, type, body, error) => {
    const text = await chunked(target, type, body)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(text).toContain(error)
    await noUploadIsLeft()
  })

  test('what is beyond the Content-Length is another request, or none', async () => {
    const text = await server.exchange(
      'POST /size/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabcdef\r\n\r\n',
    )
    expect(answersIn(text)).toEqual(['200 OK', '400 Bad Request'])
  })

  test('a body that ends before its Content-Length is none', async () => {
    const connection = (await connect()).send(`${head('/size/', 10)}abc`).endSending()
    expect(answersIn(await connection.untilClosed())).toEqual(['400 Bad Request'])
  })

  function parts(count: number, more: string): string {
    return `${`--X\r\nContent-Disposition: form-data; name="a"${more}\r\n\r\n\r\n`.repeat(count)}--X--\r\n`
  }
})

describe('connections', () => {
  test('1,000 at once are all answered', async () => {
    await using patient = await startServer(project(files))
    const connections = await Promise.all(Array.from({ length: 1000 }, () => Connection.open(patient.port)))
    for (const connection of connections) connection.read().send(raw('GET / HTTP/1.1'))
    const answers = await Promise.all(connections.map(connection => connection.untilClosed()))
    for (const answer of answers) expect(answersIn(answer)).toEqual(['200 OK'])
    await expectFine(patient)
  })

  test('more than there are descriptors for: the rest is refused, in one line of the log, and later ones are taken', async () => {
    const { bin } = await installTarball()
    const command = ['/bin/sh', '-c', 'ulimit -n 150 && exec "$@"', 'sh', process.execPath, bin]
    await using small = await spawnServer(project(files), { command })
    await small.waitForLine(/^Quit the server/)
    await expectFine(small)
    const connections = await Promise.all(
      Array.from({ length: 300 }, () => Connection.open(small.port).catch(() => null)),
    )
    await small.printed('Connections are refused')
    for (const connection of connections) connection?.leave()
    await expectFine(small)
    expect(small.output.split('ulimit -n')).toHaveLength(2)
  })
})

function noUploadIsLeft(): Promise<void> {
  return until(
    () => readdirSync(uploads).length === 0,
    () => `There are: ${readdirSync(uploads).join(', ')}`,
  )
}
