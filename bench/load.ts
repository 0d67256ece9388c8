import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { countLoss, type Losses, noLosses, type Outcome, request } from './client.js'
import { versionIn } from './project.js'

const connections = 4
/** Between an answer and the next request of a connection: steady, and far from what any subject could not bear. */
const pauseMs = 5

/** A steady stream of requests over kept-alive connections, and what became of them. */
export class Load {
  readonly #port: number
  #agent: Agent | null = null
  #workers: Promise<void>[] = []
  #newest = -1
  readonly losses: Losses = noLosses()
  answers = 0
  /** Answers of an older version than one that had been seen before their request was sent. */
  older = 0
  /** Answers with a status or text that is neither the view's nor a server error. */
  strange = 0
  slowestMs = 0

  constructor(port: number) {
    this.#port = port
  }

  start(): void {
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    this.#agent = agent
    this.#workers = Array.from({ length: connections }, () => this.#work(agent))
  }

  /** Lets the requests that are out come back. */
  async stop(): Promise<void> {
    const agent = this.#agent
    this.#agent = null
    await Promise.all(this.#workers)
    agent?.destroy()
  }

  /** Waits until an answer of `version` or a later one has come, and returns whether it did in time. */
  async until(version: number, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs
    while (this.#newest < version && performance.now() < deadline) await sleep(1)
    return this.#newest >= version
  }

  async #work(agent: Agent): Promise<void> {
    while (this.#agent === agent) {
      const newestBefore = this.#newest
      const sentAt = performance.now()
      const outcome = await request(this.#port, agent)
      this.slowestMs = Math.max(this.slowestMs, performance.now() - sentAt)
      this.#count(outcome, newestBefore)
      await sleep(pauseMs)
    }
  }

  #count(outcome: Outcome, newestBefore: number): void {
    countLoss(this.losses, outcome)
    if (outcome.kind !== 'answer' || outcome.status >= 500) return
    this.answers++
    const version = outcome.status === 200 ? versionIn(outcome.body) : undefined
    if (version === undefined) this.strange++
    else if (version < newestBefore) this.older++
    else this.#newest = Math.max(this.#newest, version)
  }
}
