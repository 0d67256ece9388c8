import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { HttpResponse } from '../../src/http/response.js'
import { StreamingHttpResponse } from '../../src/http/streaming.js'
import { rawBody } from '../../src/views/decorators/index.js'
import { Connection } from './connection.js'
import { raw as exchange, serve } from './servers.js'
import { acceptedShapes, answersIn, raw, refusedShapes } from './shapes.js'

const view = () => new HttpResponse('seen')

// One line for each shape: an upgrade of Node that lets one of them through is seen here.
describe('the production server', () => {
  test.each(refusedShapes)('answers $status and closes: $what', async ({ bytes, status }) => {
    const { port } = await serve(view)
    const answers = answersIn(await exchange(port, bytes))
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatch(new RegExp(`^${status} `))
    expect(answersIn(await exchange(port, raw('GET / HTTP/1.1')))).toEqual(['200 OK'])
  })

  test.each(acceptedShapes)('takes $what', async ({ bytes }) => {
    const { port } = await serve(view)
    expect(answersIn(await exchange(port, bytes))).toEqual(['200 OK'])
  })

  test('a method that is refused is told which are not', async () => {
    const { port } = await serve(view)
    expect(await exchange(port, raw('TRACE / HTTP/1.1'))).toContain('\r\nAllow: GET, HEAD, POST, ')
  })
})

describe('one connection', () => {
  const two = (first: string, second: string) =>
    `${first} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n${raw(`${second} HTTP/1.1`)}`

  test('a request is begun when the one before it is answered (RFC 9112, section 9.3.2)', async () => {
    const events: string[] = []
    const { port } = await serve(async ({ path }) => {
      events.push(`${path} begins`)
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      events.push(`${path} ends`)
      return new HttpResponse(path)
    })
    expect(answersIn(await exchange(port, two('POST /1', 'GET /2')))).toEqual(['200 OK', '200 OK'])
    expect(events).toEqual(['/1 begins', '/1 ends', '/2 begins', '/2 ends'])
  })

  test.each([
    ['garbage', 'garbage\r\n\r\n', '400 Bad Request'],
    ['CONNECT', raw('CONNECT x:1 HTTP/1.1'), '405 Method Not Allowed'],
  ])('%s after a request takes nothing from its answer', async (_, bytes, status) => {
    const view = async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      return new HttpResponse('the answer')
    }
    const { port } = await serve(view)
    const text = await exchange(port, `GET / HTTP/1.1\r\nHost: x\r\n\r\n${bytes}`)
    expect(answersIn(text)).toEqual(['200 OK', status])
    expect(text).toContain('\r\n\r\nthe answerHTTP/1.1')
  })

  test('garbage in the middle of a streamed answer is not written about into it', async () => {
    let release = () => {}
    const gate = new Promise<void>(resolve => {
      release = resolve
    })
    async function* pieces() {
      yield 'begin '
      await gate
      yield 'end'
    }
    const { port, server } = await serve(() => new StreamingHttpResponse(pieces()))
    const connection = (await Connection.open(port)).read().send('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await connection.until(/begin/)
    server.once('clientError', () => release())
    connection.send('garbage\r\n\r\n')
    expect(await connection.untilClosed()).toMatch(/\r\n\r\n6\r\nbegin \r\n3\r\nend\r\n0\r\n\r\nHTTP\/1\.1 400 /)
  })

  test('a body that goes wrong while its view streams breaks the answer off', async () => {
    async function* pieces() {
      yield 'begin'
      await new Promise(() => {})
    }
    const { port } = await serve(rawBody()(() => new StreamingHttpResponse(pieces())))
    const connection = (await Connection.open(port)).read()
    connection.send(raw('POST / HTTP/1.1', ['Transfer-Encoding: chunked']))
    await connection.until(/begin/)
    connection.send('no chunk\r\n')
    expect(await connection.untilClosed()).toMatch(/\r\n\r\n5\r\nbegin\r\n$/)
  })

  test('a client that never reads why it was refused does not stay', async () => {
    const { port, server } = await serve(view)
    const accepted = once(server, 'connection')
    const connection = await Connection.open(port)
    const [socket] = (await accepted) as [Socket]
    const closed = once(socket, 'close')
    connection.send('garbage\r\n\r\n')
    await closed
  })
})
