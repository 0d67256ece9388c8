import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { Channel, decodeJson, decodeResponse } from '../../src/devserver/channel.js'
import { Frame } from '../../src/devserver/protocol.js'

type Received = [type: number, id: number, payload: string]

function pair(): { sender: Channel; received: Received[]; raw: ReturnType<typeof duplexPair> } {
  const raw = duplexPair()
  const received: Received[] = []
  new Channel(raw[1], (type, id, payload) => received.push([type, id, payload.toString()]))
  return { sender: new Channel(raw[0], () => {}), received, raw }
}

const delivered = () => new Promise(resolve => setImmediate(resolve))

test('frames arrive in order, each with its type, id and payload', async () => {
  const { sender, received } = pair()
  sender.sendEmpty(Frame.started, 7)
  sender.sendJson(Frame.request, 8, { method: 'GET' })
  sender.sendBytes(Frame.body, 8, Buffer.from('a=1'))
  await delivered()
  expect(received).toEqual([
    [Frame.started, 7, ''],
    [Frame.request, 8, '{"method":"GET"}'],
    [Frame.body, 8, 'a=1'],
  ])
})

test('a frame that arrives byte by byte is delivered once, whole', async () => {
  const { received, raw } = pair()
  const [from] = raw
  const frame = Buffer.from([0, 0, 0, 8, Frame.chunk, 0, 0, 0, 5, 104, 105, 33])
  for (const byte of frame) from.write(Buffer.from([byte]))
  await delivered()
  expect(received).toEqual([[Frame.chunk, 5, 'hi!']])
})

test('what a project puts in the place of JSON, or has arrays say to it, changes no frame', async () => {
  const { sender, received } = pair()
  const { stringify, parse } = JSON
  const { map } = Array.prototype
  const broken = () => {
    throw new Error('replaced')
  }
  Object.assign(JSON, { stringify: broken, parse: broken })
  Object.defineProperty(Array.prototype, 'toJSON', { value: () => 'replaced', configurable: true })
  Object.assign(Array.prototype, { map: broken })
  let decoded: unknown
  try {
    sender.sendJson(Frame.request, 8, { rawHeaders: ['Host', 'localhost'] })
    decoded = decodeJson(Buffer.from('{"a":[1]}'))
  } finally {
    Object.assign(JSON, { stringify, parse })
    Object.assign(Array.prototype, { map })
    Reflect.deleteProperty(Array.prototype, 'toJSON')
  }
  await delivered()
  expect(received).toEqual([[Frame.request, 8, '{"rawHeaders":["Host","localhost"]}']])
  expect(decoded).toEqual({ a: [1] })
})

test('a large payload between two small ones is cut where it ends', async () => {
  const { sender, received } = pair()
  const large = 'x'.repeat(300_000)
  sender.sendEmpty(Frame.ping)
  sender.sendBytes(Frame.chunk, 1, Buffer.from(large))
  sender.sendEmpty(Frame.pong)
  await delivered()
  expect(received.map(([type, , payload]) => [type, payload.length])).toEqual([
    [Frame.ping, 0],
    [Frame.chunk, 300_000],
    [Frame.pong, 0],
  ])
})

test.each([
  ['text', 'Grüße', 'Grüße'],
  ['bytes', new Uint8Array([240, 159, 144, 141]), '🐍'],
  ['nothing', '', ''],
  ['more than fits one write', 'y'.repeat(100_000), 'y'.repeat(100_000)],
])('a response comes apart into head and body: %s', async (_, body, text) => {
  const [from, to] = duplexPair()
  const responses: unknown[] = []
  new Channel(to, (_, id, payload) => {
    const { head, body } = decodeResponse(payload)
    responses.push({ id, head, body: body.toString() })
  })
  const head = { status: 200, reason: 'OK', headers: ['Content-Type', 'text/plain; charset=utf-8'] }
  new Channel(from, () => {}).sendResponse(Frame.response, 3, head, body)
  await delivered()
  expect(responses).toEqual([{ id: 3, head, body: text }])
})

test('JSON payloads come back as they were', () => {
  expect(decodeJson(Buffer.from('{"a":["ü",null]}'))).toEqual({ a: ['ü', null] })
})

test('a handler that throws is not given the same frame again', async () => {
  const [from, to] = duplexPair()
  const seen: number[] = []
  const receiver = new Channel(to, (_, id) => {
    seen.push(id)
    if (id === 2) throw new Error('no')
  })
  expect(receiver).toBeInstanceOf(Channel)
  const failed = new Promise(resolve => process.once('uncaughtException', resolve))
  const sender = new Channel(from, () => {})
  sender.sendEmpty(Frame.ping, 1)
  sender.sendEmpty(Frame.ping, 2)
  await failed
  sender.sendEmpty(Frame.ping, 3)
  await delivered()
  expect(seen).toEqual([1, 2, 3])
})
