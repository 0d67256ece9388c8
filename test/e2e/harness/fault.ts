import { expect } from 'vitest'
import type { Answer } from './http.js'
import { isRunning } from './processes.js'
import { type Project, project } from './project.js'
import { type RunningServer, type ServerOptions, startServer } from './server.js'

/** A view that does something terrible, and what must be seen of it. */
export interface ViewFault {
  /** In words. */
  readonly what: string
  /** Exports a view. The line that the page must name ends in `// here`. */
  readonly code: string
  readonly status: number
  /** What the page says. */
  readonly page: readonly string[]
  /** A line of the terminal. */
  readonly log: RegExp
  /** The path and query that are asked for, where the view's name alone is not enough. */
  readonly target?: string
}

export const goodView = `export const index = () => new HttpResponse('fine')\n`

/** A running server whose views all break something, beside `index`, which does not. */
export class FaultSite {
  readonly site: Project
  readonly server: RunningServer
  readonly #source: string

  private constructor(site: Project, server: RunningServer, source: string) {
    this.site = site
    this.server = server
    this.#source = source
  }

  /** `faults` by the names of their views; `imports` is what they need beside the usual. */
  static async start(
    faults: Readonly<Record<string, ViewFault>>,
    options: ServerOptions & { readonly imports?: string } = {},
  ): Promise<FaultSite> {
    const codes = Object.values(faults).map(({ code }) => code.trim())
    const source = [
      `import { type HttpRequest, HttpResponse, StreamingHttpResponse } from 'tiny-django/http'`,
      options.imports ?? '',
      goodView,
      ...codes,
    ].join('\n\n')
    const site = project({ 'views.ts': source })
    const server = await startServer(site, options)
    return new FaultSite(site, server, source)
  }

  /** Asks for the view; its page, its line in the terminal and the next good answer are as they must be. */
  async expectFault(name: string, { target, status, page, log, code }: ViewFault): Promise<Answer> {
    const answer = await this.server.get(target ?? `/${name}/`)
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status, text: expect.any(String) })
    for (const text of page) expect(answer.text).toContain(text)
    if (code.includes('// here')) expect(answer.text).toContain(`${this.site.path('views.ts')}:${this.lineOf(code)}:`)
    await this.server.waitForLine(log)
    await this.expectFine()
    return answer
  }

  async expectFine(): Promise<void> {
    await expectFine(this.server)
  }

  /** The line of `views.ts` that is marked in this piece of it. */
  lineOf(code: string): number {
    const start = this.#source.indexOf(code.trim())
    return this.#source.slice(0, this.#source.indexOf('// here', start)).split('\n').length
  }
}

/** The server is the one that was started, and answers. */
export async function expectFine(server: RunningServer, text = 'fine'): Promise<void> {
  const answer = await server.get('/')
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text })
  expect(isRunning(server.pid)).toBe(true)
}
