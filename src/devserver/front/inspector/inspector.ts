import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Data } from '../../../views/debug/render-page.js'
import { packageRoot } from '../../package.js'
import type { Generation } from '../generation.js'
import { plainPage } from '../page.js'
import type { Records } from '../records.js'
import type { ProjectModules } from './copied.js'
import { copiesOf } from './copies.js'
import { editsOf, replayOf } from './edits.js'
import { Feed } from './feed.js'
import { filterFrom, isWanted } from './filter.js'
import { generationsData } from './generations.js'
import { Project } from './project.js'
import { renderInspector } from './render.js'
import { editsFrom, replayToken, send } from './replay.js'
import { requestData } from './request.js'
import { summaryOf } from './summary.js'

/** What the inspector wants to know of the app processes. */
export interface Processes {
  live(): Generation | null
  all(): Iterable<Generation>
  /** Which modules the project has, relative to its folder. */
  modules(): ProjectModules
}

type Answer = (request: IncomingMessage, response: ServerResponse, id: number) => void | Promise<void>

/** The pages about the last requests, the URLs, the settings and the processes. All they can be told is to send a request again. */
export class Inspector {
  readonly #records: Records
  readonly #processes: Processes
  readonly #project: Project
  readonly #feed: Feed
  readonly #routes: readonly (readonly [pattern: RegExp, answer: Answer])[] = [
    [/^$/, (request, response) => this.#requests(request, response)],
    [/^requests\/(\d+)\/$/, (request, response, id) => this.#request(request, response, id)],
    [/^requests\/events$/, (_, response) => this.#feed.open(response)],
    [/^requests\/(\d+)\/replay\/$/, (request, response, id) => this.#replay(request, response, id)],
    [/^urls\/$/, (_, response) => this.#urls(response)],
    [/^settings\/$/, (_, response) => this.#settings(response)],
    [/^generations\/$/, (_, response) => this.#generations(response)],
    [/^inspector\.js$/, (_, response) => this.#script(response)],
  ]

  constructor(records: Records, processes: Processes) {
    this.#records = records
    this.#processes = processes
    this.#project = new Project(() => processes.live())
    this.#feed = new Feed(records)
  }

  /** Answers what is asked for below the inspector's address. */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    for (const [pattern, answer] of this.#routes) {
      const match = pattern.exec(path)
      if (match) return answer(request, response, Number(match[1]))
    }
    const { status, reason, headers, body } = unknown
    response.writeHead(status, reason, [...headers])
    response.end(body)
  }

  close(): void {
    this.#feed.close()
  }

  #requests({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const filter = filterFrom(url)
    const all = this.#records.all().map(summaryOf)
    const requests = all.filter(each => isWanted(each, filter))
    sendPage(response, 200, 'inspector_requests.html', {
      title: 'Requests',
      requests: requests as unknown as readonly Data[],
      total: all.length,
      filter: { ...filter },
      statuses: ['2', '3', '4', '5'].map(first => ({
        value: first,
        text: `${first}xx`,
        isChosen: first === filter.status,
      })),
      kinds: ['page', 'htmx', 'fetch', 'other'].map(kind => ({
        value: kind,
        text: kind,
        isChosen: kind === filter.kind,
      })),
    })
  }

  async #request({ headers, socket }: IncomingMessage, response: ServerResponse, id: number): Promise<void> {
    const wire = this.#records.wire(id)
    if (!wire) return sendPage(response, 404, 'inspector_missing.html', { title: 'No such request', id })
    const inside = await this.#records.inside(id)
    const [place, which] = await Promise.all([
      inside?.view === undefined ? undefined : this.#project.placeOf(inside.view),
      inside === undefined ? undefined : this.#project.which(wire),
    ])
    const isCurrent = wire.generation === this.#processes.live()?.number
    const origin = `${'encrypted' in socket ? 'https' : 'http'}://${headers.host ?? 'localhost'}`
    const copies = inside ? copiesOf({ wire, inside, origin, modules: this.#processes.modules() }) : []
    const data = requestData({ wire, inside, place, which, isCurrent })
    const edits = editsOf(wire, inside)
    sendPage(response, 200, 'inspector_request.html', {
      ...data,
      copies: copies.map(copy => ({ ...copy })),
      replay: edits && { ...edits, id, token: replayToken, hasBody: edits.body !== undefined },
    })
  }

  async #replay(request: IncomingMessage, response: ServerResponse, id: number): Promise<void> {
    const wire = this.#records.wire(id)
    if (request.method !== 'POST' || !wire) return this.#refuse(response, 404, 'There is no such request.')
    const edits = await editsFrom(request)
    if (edits === null)
      return this.#refuse(response, 403, 'This was not sent by a page of this server’s run: load it again.')
    const replay = replayOf(wire, await this.#records.inside(id), edits)
    if (typeof replay === 'string') return this.#refuse(response, 400, replay)
    try {
      const sent = await send(replay, this.#records, request.socket)
      response.writeHead(303, { ...ownHeaders, Location: `/__tiny_django__/requests/${sent.id}/` })
      response.end()
    } catch (error) {
      this.#refuse(response, 502, `It could not be sent: ${(error as Error).message}`)
    }
  }

  #refuse(response: ServerResponse, status: number, sentence: string): void {
    response.writeHead(status, { ...ownHeaders, 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(`${sentence}\n`)
  }

  async #urls(response: ServerResponse): Promise<void> {
    const urls = await this.#project.urls()
    sendPage(response, 200, 'inspector_urls.html', {
      title: 'URLs',
      urls: urls?.map(({ route, methods, file, line, ...url }) => ({
        ...url,
        route: route.startsWith('^') ? route : `/${route}`,
        methods: methods?.join(', '),
        place: file && `${file}:${line}`,
      })),
    })
  }

  async #settings(response: ServerResponse): Promise<void> {
    const settings = await this.#project.settings()
    sendPage(response, 200, 'inspector_settings.html', {
      title: 'Settings',
      settings: settings?.map(({ name, value, fingerprint, default: usual }) => ({
        name,
        value,
        isOwn: usual === undefined || usual.fingerprint !== fingerprint,
        usual: usual && usual.fingerprint !== fingerprint ? usual.value : null,
      })),
    })
  }

  async #generations(response: ServerResponse): Promise<void> {
    const data = await generationsData(this.#records, [...this.#processes.all()])
    sendPage(response, 200, 'inspector_generations.html', data)
  }

  #script(response: ServerResponse): void {
    response.writeHead(200, { ...ownHeaders, 'Content-Type': 'text/javascript; charset=utf-8' })
    response.end(readFileSync(join(packageRoot, 'templates', 'pages', 'inspector.js'), 'utf8'))
  }
}

const unknown = plainPage(404, 'Not Found', 'The dev server has nothing at this address.')

/** Nothing on these pages comes from elsewhere, and nothing that a request has put into them can run. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "script-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const ownHeaders = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
} as const

function sendPage(
  response: ServerResponse,
  status: number,
  name: Parameters<typeof renderInspector>[0],
  data: Data,
): void {
  const body = renderInspector(name, data)
  response.writeHead(status, {
    ...ownHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy,
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}
