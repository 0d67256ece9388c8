import type { Project } from './project.js'
import { project } from './project.js'
import type { RunningServer } from './server.js'

/** A `views.ts` whose answer is the number of its last save. All of them are of the same length. */
export function version(number: number): string {
  const digits = String(number).padStart(6, '0')
  return `import { HttpResponse } from 'tiny-django/http'\nexport const index = () => new HttpResponse('${digits}')\n`
}

export function versioned(number = 0): Project {
  return project({ 'views.ts': version(number) })
}

/** The number of the save that the answer is from. Throws where the answer is an error. */
export async function versionOf(server: RunningServer): Promise<number> {
  const { status, text } = await server.get('/')
  if (status !== 200) throw new Error(`${status} ${text}`)
  return Number(text)
}

/** Clients that ask again as soon as they have their answer, until `stop`. */
export class Load {
  answers = 0
  /** The highest version that anybody has seen. */
  newest = 0
  /** Answers that were errors, and those that were older than one that had been seen when they were asked for. */
  readonly wrong: string[] = []
  readonly #server: RunningServer
  readonly #clients: Promise<void>[]
  #isOver = false

  constructor(server: RunningServer, clients: number) {
    this.#server = server
    this.#clients = Array.from({ length: clients }, () => this.#ask())
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#clients)
  }

  async #ask(): Promise<void> {
    while (!this.#isOver) {
      const seen = this.newest
      try {
        const answered = await versionOf(this.#server)
        if (answered < seen) this.wrong.push(`${answered} came after ${seen}`)
        this.newest = Math.max(this.newest, answered)
        this.answers++
      } catch (error) {
        this.wrong.push(String(error))
      }
    }
  }
}
