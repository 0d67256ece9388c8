import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable, ratio } from '../table.js'

/** A request, and who answers it; tiny-django first. */
interface Kind {
  readonly title: string
  readonly subjects: readonly string[]
  /** What is wanted of the microseconds of all, by subject. */
  goals(us: (subject: string) => number): Goal[]
}

const frameworks = ['tiny-django', 'fastify', 'hono']
const engines = ['fastify + ejs', 'koa + ejs', 'hono + html', 'hono + jsx']

const kinds: Readonly<Record<string, Kind>> = {
  page: amongFrameworks('a page: a query string and cookies read'),
  json: amongFrameworks('JSON'),
  form: amongFrameworks('an urlencoded form'),
  template: {
    title: 'a page of a template: a table of 20 rows',
    subjects: ['tiny-django', 'node:http', ...engines],
    goals: us => [
      {
        text: 'a page of a template: at least 0.6 of the requests that node:http answers by a literal',
        isMet: us('tiny-django') * 0.6 <= us('node:http'),
      },
      ...engines.map(engine => ({
        text: `a page of a template: ahead of ${engine}`,
        isMet: us('tiny-django') < us(engine),
      })),
    ],
  },
}

function amongFrameworks(title: string): Kind {
  const others = frameworks.slice(1)
  return {
    title,
    subjects: frameworks,
    goals: us => [
      {
        text: `${title}: ahead of all others, or within 1.2 times the best`,
        isMet: us('tiny-django') <= 1.2 * Math.min(...others.map(us)),
      },
    ],
  }
}

interface Run {
  readonly subject: string
  readonly kind: string
}

interface Result extends Run {
  readonly us: number
  readonly all: readonly number[]
}

/** One whole request over a connection that is kept, from the bytes of its head to those of its answer. */
export async function requests({ root, counts, progress }: Context): Promise<Report> {
  const runs = Object.entries(kinds).flatMap(([kind, { subjects }]) => subjects.map(subject => ({ subject, kind })))
  const rounds = Math.max(1, Math.round(counts.starts / 5))
  const found = new Map<Run, number[]>(runs.map(run => [run, []]))
  for (let round = 0; round < rounds; round++) {
    for (const run of rotated(runs, round)) {
      progress(`requests, round ${round + 1} of ${rounds}: ${kinds[run.kind]!.title}, ${run.subject}`)
      found.get(run)!.push(measure(root, run))
    }
  }
  const results = [...found].map(([run, all]) => ({ ...run, us: summarize(all).median, all }))
  return {
    heading: 'Requests: microseconds of a server (and its client) for one',
    text: Object.keys(kinds)
      .map(kind => textOf(kind, results))
      .join('\n'),
    data: results,
    goals: Object.entries(kinds).flatMap(([kind, { goals }]) => goals(subject => usOf(kind, subject, results))),
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

function textOf(kind: string, results: readonly Result[]): string {
  const own = usOf(kind, 'tiny-django', results)
  const rows = results
    .filter(each => each.kind === kind)
    .map(({ subject, us }) => [subject, us.toFixed(1), ratio(us, own)])
  return formatTable([kinds[kind]!.title, 'µs', 'tiny-django = 1'], rows)
}

function usOf(kind: string, subject: string, results: readonly Result[]): number {
  return results.find(each => each.kind === kind && each.subject === subject)!.us
}
