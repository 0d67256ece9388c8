import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServer } from '../../src/adapters/node.js'
import type { SettingsInput } from '../../src/conf/settings.js'
import { HttpResponse, StreamingHttpResponse, type TemporaryUploadedFile } from '../../src/http/index.js'
import type { HttpRequest } from '../../src/http/request.js'
import { maxBody, rawBody } from '../../src/views/decorators/index.js'
import { applicationOf } from '../adapters/servers.js'

type View = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>

/** A server whose temporary files are the only ones in `folder`. */
async function serve(view: View, settings: SettingsInput = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
  const app = applicationOf(view, { FILE_UPLOAD_TEMP_DIR: folder, FILE_UPLOAD_MAX_MEMORY_SIZE: 10, ...settings })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })
  const { port } = server.address() as { port: number }
  return { port, folder, files: () => readdirSync(folder) }
}

/** A connection that keeps what it gets. */
async function open(port: number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const connection = { socket, got: '', send: (text: string) => socket.write(text, 'latin1') }
  socket.setEncoding('latin1').on('data', chunk => {
    connection.got += chunk
  })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return connection
}

const form =
  '--X\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n0123456789abcdef\r\n' +
  '--X\r\nContent-Disposition: form-data; name="t"\r\n\r\nx\r\n--X--\r\n'

function head(length: number, more = ''): string {
  return `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: ${length}\r\n${more}\r\n`
}

async function answer(port: number, text: string): Promise<string> {
  const connection = await open(port)
  connection.send(text)
  await closed(connection.socket)
  return connection.got
}

function uploaded({ FILES }: HttpRequest): TemporaryUploadedFile {
  return FILES.getitem('f') as TemporaryUploadedFile
}

describe('the temporary files of an upload', () => {
  it('are there for the view, and gone after its answer', async () => {
    let path = ''
    const { port, files } = await serve(request => {
      path = uploaded(request).temporaryFilePath()
      return new HttpResponse(`${existsSync(path)} ${uploaded(request).text()}`)
    })
    expect(await answer(port, head(form.length) + form)).toMatch(/\r\n\r\ntrue 0123456789abcdef$/)
    await until(() => files().length === 0)
    expect(existsSync(path)).toBe(false)
  })

  it('are there for a streamed answer to its end', async () => {
    const { port, files } = await serve(
      request => new StreamingHttpResponse(uploaded(request).stream()) as unknown as HttpResponse,
    )
    expect(await answer(port, head(form.length) + form)).toContain('0123456789abcdef')
    await until(() => files().length === 0)
  })

  it('are gone when the view fails', async () => {
    const { port, files } = await serve(request => {
      uploaded(request)
      throw new Error('the view failed')
    })
    expect(await answer(port, head(form.length) + form)).toMatch(/^HTTP\/1.1 500 /)
    await until(() => files().length === 0)
  })

  it('are gone when nobody looks at the form', async () => {
    const { port, files } = await serve(() => new HttpResponse('hello'))
    expect(await answer(port, head(form.length) + form)).toMatch(/hello$/)
    await until(() => files().length === 0)
  })

  it('are gone when the client goes away in the middle', async () => {
    const { port, files } = await serve(request => new HttpResponse(String(request.POST.size)))
    const connection = await open(port)
    connection.send(head(form.length) + form.slice(0, form.indexOf('def')))
    await until(() => files().length === 1)
    connection.socket.destroy()
    await until(() => files().length === 0)
  })

  it("are nobody else's to read", async () => {
    const { statSync } = await import('node:fs')
    const { port } = await serve(request => {
      const { mode } = statSync(uploaded(request).temporaryFilePath())
      return new HttpResponse((mode & 0o777).toString(8))
    })
    expect(await answer(port, head(form.length) + form)).toMatch(/\r\n\r\n600$/)
  })
})

describe('the temporary files of an upload that is not over when the server ends', () => {
  it.each([
    ['process.exit()', (port: number) => answer(port, 'GET /exit HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a listener for SIGTERM', (_: number, server: ChildProcess) => server.kill('SIGTERM')],
  ])('are gone after %s', async (_, end) => {
    const { port, server, files } = await startServer()
    const gone = once(server, 'exit')
    const [seen, arriving] = [await open(port), await open(port)]
    seen.send(head(form.length).replace('/', '/hold') + form)
    arriving.send(head(form.length) + form.slice(0, form.indexOf('def')))
    await until(() => files().length === 2)
    await end(port, server)
    await gone
    expect(files()).toEqual([])
  })
})

describe('a client that asks before it sends its body', () => {
  const expecting = 'Expect: 100-continue\r\n'

  it('is told to go on', async () => {
    const { port } = await serve(request => new HttpResponse(request.POST.get('t')))
    const connection = await open(port)
    connection.send(head(form.length, expecting))
    await until(() => connection.got.startsWith('HTTP/1.1 100 Continue\r\n\r\n'))
    connection.send(form)
    await closed(connection.socket)
    expect(connection.got).toMatch(/HTTP\/1.1 200 OK.*\r\n\r\nx$/s)
  })

  it('is told 413 instead when its view does not take as much', async () => {
    const { port } = await serve(maxBody(100)(() => new HttpResponse('called')))
    const got = await answer(port, head(101, expecting).replace('Connection: close\r\n', ''))
    expect(got).toMatch(/^HTTP\/1.1 413 /)
    expect(got).toMatch(/connection: close/i)
    expect(got).not.toContain('called')
  })

  it('is told nothing by a view that does not want its body', async () => {
    const { port } = await serve(rawBody()(() => new HttpResponse('no, thanks')))
    const got = await answer(port, head(5, expecting).replace('Connection: close\r\n', ''))
    expect(got).toMatch(/^HTTP\/1.1 200 OK/)
  })

  it('is told 417 when it expects anything else', async () => {
    const { port } = await serve(() => new HttpResponse('called'))
    const connection = await open(port)
    connection.send(head(5, 'Expect: a miracle\r\n'))
    await until(() => connection.got.includes('\r\n\r\n'))
    expect(connection.got).toMatch(/^HTTP\/1.1 417 /)
  })
})

describe('a view that takes only so much', () => {
  it('answers 413 to a client that sends all the same, which gets to see it', async () => {
    const { port } = await serve(maxBody(100)(() => new HttpResponse('called')))
    const connection = await open(port)
    connection.send(head(50_000_000))
    const ended = closed(connection.socket)
    const flood = sendMuch(connection.socket, 50_000_000)
    await until(() => connection.got.endsWith('too large.\n'))
    expect(connection.got).toMatch(/^HTTP\/1.1 413 /)
    await Promise.all([ended, flood])
  })

  it('counts what comes when there is no Content-Length', async () => {
    const { port, files } = await serve(maxBody(100)(() => new HttpResponse('called')))
    const chunk = `${form.length.toString(16)}\r\n${form}\r\n`
    const got = await answer(
      port,
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=X\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`,
    )
    expect(got).toMatch(/^HTTP\/1.1 413 /)
    expect(files()).toEqual([])
  })

  it.each([false, true])('counts what a view reads itself, too (DEBUG: %s)', async DEBUG => {
    const view = rawBody()(async request => {
      for await (const _ of request);
      return new HttpResponse('called')
    })
    const { port } = await serve(maxBody(100)(view), { DEBUG })
    const chunk = `3c\r\n${'x'.repeat(60)}\r\n`
    const connection = await open(port)
    connection.send(`POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`)
    await until(() => connection.got.endsWith('too large.\n'))
    expect(connection.got).toMatch(/^HTTP\/1.1 413 .*\r\nContent-Type: text\/plain; charset=utf-8\r\n/s)
    expect(connection.got).toMatch(/\r\nConnection: close\r\n/)
  })

  it('takes exactly that much', async () => {
    const { port } = await serve(maxBody(form.length)(request => new HttpResponse(request.POST.get('t'))))
    expect(await answer(port, head(form.length) + form)).toMatch(/\r\n\r\nx$/)
    expect(await answer(port, head(form.length + 1) + form)).toMatch(/^HTTP\/1.1 413 /)
  })
})

describe('a body without a Content-Length', () => {
  it('has the same limits as one with it (CVE-2026-33034)', async () => {
    const { port } = await serve(request => new HttpResponse(String(request.POST.size)), {
      DATA_UPLOAD_MAX_MEMORY_SIZE: 100,
    })
    const field = `--X\r\nContent-Disposition: form-data; name="t"\r\n\r\n${'x'.repeat(200)}\r\n--X--\r\n`
    const chunked = (body: string) =>
      `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=X\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    expect(await answer(port, chunked(field))).toMatch(/^HTTP\/1.1 400 /)
    expect(await answer(port, chunked(form))).toMatch(/\r\n\r\n1$/)
  })
})

describe('a view that reads the body itself', () => {
  it('gets it while it arrives', async () => {
    const seen: string[] = []
    const { port } = await serve(
      rawBody()(async request => {
        for await (const chunk of request) seen.push(new TextDecoder().decode(chunk))
        return new HttpResponse('done')
      }),
    )
    const connection = await open(port)
    connection.send(head(6))
    const ended = closed(connection.socket)
    for (const piece of ['ab', 'cd', 'ef']) {
      connection.send(piece)
      await until(() => seen.at(-1) === piece)
    }
    await ended
    expect(connection.got).toMatch(/done$/)
  })

  it('is told when the client goes away', async () => {
    let problem: unknown
    const { port } = await serve(
      rawBody()(async request => {
        try {
          for await (const _ of request);
        } catch (error) {
          problem = error
        }
        return new HttpResponse('')
      }),
    )
    const connection = await open(port)
    connection.send(`${head(1000)}abc`)
    connection.socket.destroySoon()
    await until(() => problem !== undefined)
    expect(problem).toMatchObject({ name: 'UnreadablePostError' })
  })

  it('may answer before all of it is there, and the client gets to see that', async () => {
    const { port } = await serve(
      rawBody()(async request => {
        for await (const _ of request) break
        return new HttpResponse('that is enough')
      }),
    )
    const connection = await open(port)
    connection.send(head(50_000_000))
    const flood = sendMuch(connection.socket, 50_000_000)
    await until(() => connection.got.endsWith('that is enough'))
    await flood
  })
})

describe('256 MB', () => {
  const size = 256 * 1024 * 1024

  it.each(['form', 'raw'])('as %s take memory that does not grow with them', async path => {
    const { port } = await startServer()
    const text = await answer(port, 'GET /rss HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const before = Number(text.split('\r\n\r\n')[1])
    const connection = await open(port)
    const begin = '--X\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n'
    const end = '\r\n--X--\r\n'
    const startedAt = performance.now()
    connection.send(head(begin.length + size + end.length).replace('/', `/${path}`) + begin)
    const ended = closed(connection.socket)
    await sendMuch(connection.socket, size)
    connection.send(end)
    await ended
    const [kind, received, peak] = connection.got.split('\r\n\r\n')[1]!.split(' ')
    const seconds = (performance.now() - startedAt) / 1000
    const grownMb = Math.round((Number(peak) - before) / 2 ** 20)
    console.log(`256 MB as ${path}: ${Math.round(256 / seconds)} MB/s, ${grownMb} MB more memory`)
    expect(kind).toBe(path === 'form' ? 'TemporaryUploadedFile' : 'raw')
    expect(Number(received)).toBe(path === 'form' ? size : begin.length + size + end.length)
    expect(grownMb).toBeLessThan(128)
  })
})

/** Bytes that hold no boundary, as fast as they are taken, until the other side has enough. */
async function sendMuch(socket: Socket, size: number): Promise<void> {
  const block = Buffer.alloc(64 * 1024, '0123456789abcde\n')
  for (let sent = 0; sent < size && !socket.destroyed; sent += block.length) {
    const isTaken = socket.write(block.subarray(0, Math.min(block.length, size - sent)))
    if (!isTaken && !socket.destroyed) await drained(socket)
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })
}

function closed(socket: Socket): Promise<void> {
  return new Promise(resolve => socket.once('close', () => resolve()))
}

async function startServer(): Promise<{ port: number; server: ChildProcess; files(): string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
  const program = join(folder, 'server.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('fixtures/upload-server.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    loader: { '.html': 'text', '.css': 'text', '.txt': 'text' },
    logLevel: 'error',
  })
  const files = mkdtempSync(join(folder, 'files-'))
  const server: ChildProcess = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, UPLOADS_FOLDER: files, UPLOADS_IN_MEMORY: '10' },
  })
  const gone = once(server, 'exit')
  onTestFinished(async () => {
    server.kill()
    await gone
    rmSync(folder, { recursive: true })
  })
  const [line] = (await once(server.stdout!, 'data')) as [Buffer]
  return { port: Number(line.toString()), server, files: () => readdirSync(files) }
}

/** Waits for something to become true. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${holds}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
