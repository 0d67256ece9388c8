import type { Answer } from '../e2e/harness/http.js'
import type { RunningServer } from '../e2e/harness/server.js'

/** Somebody at a browser without scripts: keeps cookies, and sends forms with the token that stands in them. */
export class Visitor {
  readonly #server: RunningServer
  readonly #cookies = new Map<string, string>()

  constructor(server: RunningServer) {
    this.#server = server
  }

  open(target: string): Promise<Answer> {
    return this.#ask(target, 'GET')
  }

  /** Fills in a form of the page at `page`, and sends it to `action`. */
  async submit(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const { text } = await this.open(page)
    const token = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(text)?.[1] ?? ''
    return this.#ask(action, 'POST', String(new URLSearchParams({ ...fields, csrfmiddlewaretoken: token })))
  }

  async #ask(target: string, method: string, body?: string): Promise<Answer> {
    const Cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { Cookie, 'Content-Type': 'application/x-www-form-urlencoded' }
    const answer = await this.#server.request(target, { method, headers, body })
    for (const header of answer.headers) {
      const [, name, value] = /^Set-Cookie: ([^=]+)=([^;]*)/i.exec(header) ?? []
      if (name !== undefined) this.#cookies.set(name, value!)
    }
    return answer
  }
}
