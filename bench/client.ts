import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { versionIn } from './project.js'

/** What came of one request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'refused' | 'reset' | 'unanswered' }

const requestTimeoutMs = 30_000

/** Makes a connection for each request. */
const separate = new Agent({ keepAlive: false })

/** One GET of `/`, over a connection of its own unless an agent is given. Never throws. */
export function request(port: number, agent = separate): Promise<Outcome> {
  return new Promise(resolve => {
    const outgoing = get({ host: '127.0.0.1', port, path: '/', agent, timeout: requestTimeoutMs }, response => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ kind: 'answer', status: response.statusCode ?? 0, body }))
      response.on('error', () => resolve({ kind: 'reset' }))
    })
    outgoing.on('timeout', () => {
      resolve({ kind: 'unanswered' })
      outgoing.destroy()
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ kind: error.code === 'ECONNREFUSED' ? 'refused' : 'reset' })
    })
  })
}

/** Requests that did not get what they asked for. */
export interface Losses {
  refused: number
  reset: number
  serverErrors: number
  unanswered: number
}

export function noLosses(): Losses {
  return { refused: 0, reset: 0, serverErrors: 0, unanswered: 0 }
}

export function countLoss(losses: Losses, outcome: Outcome): void {
  if (outcome.kind !== 'answer') losses[outcome.kind]++
  else if (outcome.status >= 500) losses.serverErrors++
}

export interface Awaited {
  /** When the answer was complete, on the clock of `performance.now()`; `null` when it did not come in time. */
  readonly at: number | null
  readonly losses: Losses
}

/**
 * Asks, a millisecond after each failure or older answer, until the view answers 200 with `version`. A millisecond
 * is what timers can do, and leaves the servers the processor.
 */
export async function untilVersion(port: number, version: number, timeoutMs: number): Promise<Awaited> {
  const losses = noLosses()
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    const outcome = await request(port)
    const at = performance.now()
    if (outcome.kind === 'answer' && outcome.status === 200) {
      const answered = versionIn(outcome.body)
      if (answered === version) return { at, losses }
      if (answered === undefined || answered > version) throw new Error(`Not an answer of the view: ${outcome.body}`)
    }
    countLoss(losses, outcome)
    await sleep(1)
  }
  return { at: null, losses }
}
