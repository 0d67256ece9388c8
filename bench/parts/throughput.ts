import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { request } from '../client.js'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { freePort } from '../ports.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable } from '../table.js'

const kinds = ['hello', 'json', '404', 'form', 'parameter'] as const
type Kind = (typeof kinds)[number]

const base = 'node:http'
const rivals = ['hono', 'fastify', 'polka'] as const
const withMiddleware = 'tiny-django + middleware'
const subjects = [base, 'tiny-django', ...rivals, withMiddleware, 'tiny-django runserver', 'koa'] as const
type Id = (typeof subjects)[number]

interface Load {
  readonly perSecond: number
  /** In milliseconds. */
  readonly p99: number
}

/** Requests per second of one server on one kind of request, one figure for each round. */
interface Result {
  readonly subject: Id
  readonly kind: Kind
  readonly rounds: readonly Load[]
}

/** Requests per second over 32 connections from another process, as a share of what node:http does in the same round. */
export async function throughput({ root, counts, progress }: Context): Promise<Report> {
  const rounds = counts.starts >= 15 ? 9 : 2
  const servers = await Promise.all(subjects.map(id => Running.start(root, id)))
  try {
    const results = await measureAll(servers, rounds, counts.starts >= 15 ? 350 : 200, progress)
    return {
      heading: 'Requests per second, as a share of node:http in the same round',
      text: textOf(results),
      data: results,
      goals: kinds.flatMap(kind => goalsOf(kind, results)),
    }
  } finally {
    for (const server of servers) server.stop()
  }
}

async function measureAll(
  servers: readonly Running[],
  rounds: number,
  milliseconds: number,
  progress: Context['progress'],
): Promise<Result[]> {
  for (const server of servers) for (const kind of kinds) await server.load(kind, milliseconds) // compiled, not counted
  const results = servers.flatMap(({ id }) => kinds.map(kind => ({ subject: id, kind, rounds: [] as Load[] })))
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) {
      for (const server of rotated(servers, round)) {
        progress(`throughput, round ${round + 1} of ${rounds}: ${kind}, ${server.id}`)
        const { rounds: found } = results.find(each => each.subject === server.id && each.kind === kind)!
        found.push(await server.load(kind, milliseconds))
      }
    }
  }
  return results
}

/** A server in a process of its own, there from the first to the last round. */
class Running {
  readonly id: Id
  readonly port: number
  readonly #folder: string
  readonly #child: ChildProcess

  private constructor(id: Id, port: number, folder: string, child: ChildProcess) {
    this.id = id
    this.port = port
    this.#folder = folder
    this.#child = child
  }

  static async start(root: string, id: Id): Promise<Running> {
    const isOwn = id.startsWith('tiny-django')
    const home = isOwn ? packedFolder(root) : peerFolder('throughput')
    const folder = join(home, 'throughput')
    cpSync(join(root, 'bench/fixtures/throughput'), folder, { recursive: true })
    return id === 'tiny-django runserver' ? Running.#startDevServer(home, folder) : Running.#startServer(id, folder)
  }

  static async #startServer(id: Id, folder: string): Promise<Running> {
    const child = spawn(process.execPath, [join(folder, 'serve.js'), id], { stdio: ['pipe', 'pipe', 'inherit'] })
    for await (const line of createInterface({ input: child.stdout }))
      return new Running(id, Number(line), folder, child)
    throw new Error(`${id} did not start.`)
  }

  static async #startDevServer(home: string, folder: string): Promise<Running> {
    const site = mkdtempSync(join(tmpdir(), 'tiny-django-bench-site-'))
    cpSync(join(folder, 'site'), site, { recursive: true })
    const port = await freePort()
    const program = join(home, 'node_modules/tiny-django/bin/tiny-django.js')
    const child = spawn(process.execPath, [program, 'runserver', site, String(port)], { stdio: 'ignore' })
    child.once('exit', () => rmSync(site, { recursive: true, force: true }))
    while ((await request(port)).kind !== 'answer') await sleep(20)
    return new Running('tiny-django runserver', port, folder, child)
  }

  /** By another process, which has the other core. */
  async load(kind: Kind, milliseconds: number): Promise<Load> {
    const args = [join(this.#folder, 'load.js'), String(this.port), kind, String(milliseconds)]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    return JSON.parse(stdout) as Load
  }

  stop(): void {
    this.#child.kill('SIGTERM')
  }
}

/** Of each round, the share of what node:http did in it. */
function shares(results: readonly Result[], subject: Id, kind: Kind) {
  const of = (id: Id) => results.find(each => each.subject === id && each.kind === kind)!.rounds
  const bare = of(base)
  return summarize(of(subject).map(({ perSecond }, round) => perSecond / bare[round]!.perSecond))
}

function goalsOf(kind: Kind, results: readonly Result[]): Goal[] {
  const share = (subject: Id) => shares(results, subject, kind)
  const own = share('tiny-django')
  const best = rivals.map(share).reduce((one, other) => (other.median > one.median ? other : one))
  return [
    { text: `${kind}: at least 0.90 of node:http`, isMet: own.median >= 0.9 },
    {
      text: `${kind}: ahead of ${rivals.join(', ')}, or behind by no more than the rounds differ`,
      isMet: own.median >= best.median || own.high >= best.low,
    },
    {
      text: `${kind}: at least 0.75 with the middleware of a new project`,
      isMet: share(withMiddleware).median >= 0.75,
    },
    { text: `${kind}: at least 0.40 under runserver`, isMet: share('tiny-django runserver').median >= 0.4 },
  ]
}

function textOf(results: readonly Result[]): string {
  const rows = (cell: (subject: Id, kind: Kind) => string) =>
    subjects.map(subject => [subject, ...kinds.map(kind => cell(subject, kind))])
  const roundsOf = (subject: Id, kind: Kind) =>
    results.find(each => each.subject === subject && each.kind === kind)!.rounds
  const share = formatTable(
    ['median (quartiles)', ...kinds],
    rows((subject, kind) => {
      const { median, low, high } = shares(results, subject, kind)
      return `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`
    }),
  )
  const rate = formatTable(
    ['thousand per second', ...kinds],
    rows((subject, kind) => (summarize(roundsOf(subject, kind).map(each => each.perSecond)).median / 1000).toFixed(1)),
  )
  const latency = formatTable(
    ['99 of 100 answered within ms', ...kinds],
    rows((subject, kind) => summarize(roundsOf(subject, kind).map(each => each.p99)).median.toFixed(2)),
  )
  return [share, rate, latency].join('\n')
}
