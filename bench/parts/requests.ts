import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable, ratio } from '../table.js'

const subjects = ['tiny-django', 'fastify', 'hono'] as const
const kinds = {
  page: 'a page: a query string and cookies read',
  json: 'JSON',
  form: 'an urlencoded form',
} as const

interface Run {
  readonly subject: (typeof subjects)[number]
  readonly kind: keyof typeof kinds
}

interface Result extends Run {
  readonly us: number
  readonly all: readonly number[]
}

/** One whole request over a connection that is kept, from the bytes of its head to those of its answer. */
export async function requests({ root, counts, progress }: Context): Promise<Report> {
  const runs = (Object.keys(kinds) as Run['kind'][]).flatMap(kind => subjects.map(subject => ({ subject, kind })))
  const rounds = Math.max(1, Math.round(counts.starts / 5))
  const found = new Map<Run, number[]>(runs.map(run => [run, []]))
  for (let round = 0; round < rounds; round++) {
    for (const run of rotated(runs, round)) {
      progress(`requests, round ${round + 1} of ${rounds}: ${kinds[run.kind]}, ${run.subject}`)
      found.get(run)!.push(measure(root, run))
    }
  }
  const results = [...found].map(([run, all]) => ({ ...run, us: summarize(all).median, all }))
  return {
    heading: 'Requests: microseconds of a server (and its client) for one',
    text: (Object.keys(kinds) as Run['kind'][]).map(kind => textOf(kind, results)).join('\n'),
    data: results,
    goals: (Object.keys(kinds) as Run['kind'][]).map(kind => goalOf(kind, results)),
  }
}

function measure(root: string, { subject, kind }: Run): number {
  const home = subject === 'tiny-django' ? packedFolder(root) : peerFolder('requests')
  const folder = join(home, 'requests')
  cpSync(join(root, 'bench/fixtures/requests'), folder, { recursive: true })
  const output = execFileSync(process.execPath, [join(folder, 'measure.js'), subject, kind, '200'], {
    encoding: 'utf8',
  })
  return (JSON.parse(output) as { us: number }).us
}

function textOf(kind: Run['kind'], results: readonly Result[]): string {
  const own = usOf(kind, 'tiny-django', results)
  const rows = results
    .filter(each => each.kind === kind)
    .map(({ subject, us }) => [subject, us.toFixed(1), ratio(us, own)])
  return formatTable([kinds[kind], 'µs', 'tiny-django = 1'], rows)
}

function goalOf(kind: Run['kind'], results: readonly Result[]): Goal {
  const best = Math.min(...subjects.slice(1).map(subject => usOf(kind, subject, results)))
  return {
    text: `${kinds[kind]}: ahead of all others, or within 1.2 times the best`,
    isMet: usOf(kind, 'tiny-django', results) <= 1.2 * best,
  }
}

function usOf(kind: Run['kind'], subject: Run['subject'], results: readonly Result[]): number {
  return results.find(each => each.kind === kind && each.subject === subject)!.us
}
