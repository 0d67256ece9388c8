import type { Duplex } from 'node:stream'
import { limits } from '../limits.js'
import type { GuardAnswer, GuardQuestion } from '../protocol.js'

type AnswerTo<Q extends GuardQuestion> = Extract<GuardAnswer, { question: Q }>

/** Asks an app process's guard thread, which answers while the process itself is stuck. */
export class GuardClient {
  readonly #pipe: Duplex
  readonly #waiting: { question: GuardQuestion; settle: (answer: GuardAnswer | null) => void }[] = []
  #text = ''

  constructor(pipe: Duplex) {
    this.#pipe = pipe
    pipe.on('data', (chunk: Buffer) => this.#read(String(chunk)))
    pipe.on('close', () => this.#settleAll())
  }

  /** The answer, or `null` when there is none within `waitMs`. */
  ask<Q extends GuardQuestion>(question: Q, waitMs = limits.sample): Promise<AnswerTo<Q> | null> {
    if (this.#pipe.destroyed) return Promise.resolve(null)
    return new Promise(resolve => {
      const entry = { question, settle: (answer: GuardAnswer | null) => finish(answer) }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1)
        resolve(null)
      }, waitMs)
      const finish = (answer: GuardAnswer | null) => {
        clearTimeout(timer)
        resolve(answer as AnswerTo<Q> | null)
      }
      this.#waiting.push(entry)
      this.#pipe.write(`${question}\n`)
    })
  }

  /** Whether a debugger may be attached, at whose breakpoint nobody is late and nothing stuck. */
  async hasDebugger(): Promise<boolean> {
    return (await this.ask('debugger', limits.sample / 2))?.isThere === true
  }

  #read(text: string): void {
    const lines = (this.#text + text).split('\n')
    this.#text = lines.pop() ?? ''
    for (const line of lines) this.#answered(JSON.parse(line) as GuardAnswer)
  }

  #answered(answer: GuardAnswer): void {
    const index = this.#waiting.findIndex(({ question }) => question === answer.question)
    if (index !== -1) this.#waiting.splice(index, 1)[0]!.settle(answer)
  }

  #settleAll(): void {
    for (const { settle } of this.#waiting.splice(0)) settle(null)
  }
}
