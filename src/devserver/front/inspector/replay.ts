import { randomBytes, timingSafeEqual } from 'node:crypto'
import { request as askPlainly, type IncomingMessage } from 'node:http'
import { request as askSecurely } from 'node:https'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { WireRecord } from '../../record.js'
import type { Records } from '../records.js'
import type { Edits, Replay } from './edits.js'

/** Only who has read a page of this run can have it sent again. */
export const replayToken = randomBytes(24).toString('hex')

const mostBytes = 512 * 1024

/** A stream that goes on for longer is left: what is recorded of it is its beginning. */
const patienceMs = 10_000

/** What a form says, or null: it was not made by a page of this run. */
export async function editsFrom(request: IncomingMessage): Promise<Edits | null> {
  if (Number(request.headers['content-length'] ?? Number.NaN) > mostBytes) return null
  const form = new URLSearchParams(await text(request))
  const given = Buffer.from(form.get('token') ?? '')
  const wanted = Buffer.from(replayToken)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
  const body = form.get('body')
  const [method = '', target = '', headers = ''] = ['method', 'target', 'headers'].map(name => form.get(name)?.trim())
  return { method, target, headers, ...(body !== null && { body }) }
}

/** Sends a request to this very server, at the address at which `through` came, and gives what was recorded of it. */
export function send(replay: Replay, records: Records, through: Socket): Promise<WireRecord> {
  const { method, target: path, headers, body } = replay
  const length = body.length > 0 || method === 'POST' ? ['Content-Length', String(body.length)] : []
  return new Promise((resolve, reject) => {
    const ask = 'encrypted' in through ? askSecurely : askPlainly
    const asking = ask({
      host: through.localAddress,
      port: through.localPort,
      method,
      path,
      headers: [...headers, ...length, 'Connection', 'close'],
      agent: false,
      ...('encrypted' in through && { rejectUnauthorized: false }), // it is this server itself
    })
    let port: number | undefined
    asking.on('socket', socket =>
      socket.once('connect', () => {
        port = socket.localPort
      }),
    )
    const stop = records.listen(wire => {
      if (wire.remotePort === port) finish(() => resolve(wire))
    })
    const patience = setTimeout(() => asking.destroy(), patienceMs)
    const finish = (settle: () => void) => {
      clearTimeout(patience)
      stop()
      settle()
    }
    // Once it is connected there will be a record of it, however it ends.
    asking.on('error', error => {
      if (port === undefined) finish(() => reject(error))
    })
    asking.on('response', answer => answer.resume().on('error', () => {}))
    asking.end(body)
  })
}
