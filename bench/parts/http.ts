import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable, ratio } from '../table.js'

/** What is done once for nearly every request, and by whom. */
const tasks: Readonly<Record<string, readonly string[]>> = {
  response: ['tiny-django', 'Response', 'hono'],
  json: ['tiny-django', 'Response'],
  cookies: ['tiny-django', 'cookie', 'cookie-es', 'hono'],
  'set-cookie': ['tiny-django', 'cookie', 'hono'],
  query: ['tiny-django', 'URLSearchParams', 'fast-querystring', 'qs', 'hono'],
  form: ['tiny-django', 'URLSearchParams', 'fast-querystring', 'qs'],
}

interface Run {
  readonly task: string
  readonly subject: string
}

interface Result extends Run {
  readonly ns: number
  readonly all: readonly number[]
}

/** The HTTP vocabulary, piece by piece: a response made and put into wire form, cookies, query strings and forms read. */
export async function http({ root, counts, progress }: Context): Promise<Report> {
  const runs = Object.entries(tasks).flatMap(([task, subjects]) => subjects.map(subject => ({ task, subject })))
  const rounds = Math.max(1, Math.round(counts.starts / 5))
  const found = new Map<Run, number[]>(runs.map(run => [run, []]))
  for (let round = 0; round < rounds; round++) {
    for (const run of rotated(runs, round)) {
      progress(`http, round ${round + 1} of ${rounds}: ${run.task}, ${run.subject}`)
      found.get(run)!.push(measure(root, run))
    }
  }
  const results = [...found].map(([run, all]) => ({ ...run, ns: summarize(all).median, all }))
  return {
    heading: 'HTTP: nanoseconds for one of each',
    text: Object.keys(tasks)
      .map(task => textOf(results.filter(each => each.task === task)))
      .join('\n'),
    data: results,
    goals: Object.keys(tasks).map(task => goalOf(results.filter(each => each.task === task))),
  }
}

function measure(root: string, { task, subject }: Run): number {
  const home = subject === 'tiny-django' ? packedFolder(root) : peerFolder('http')
  const folder = join(home, 'http')
  cpSync(join(root, 'bench/fixtures/http'), folder, { recursive: true })
  const output = execFileSync(process.execPath, [join(folder, 'measure.js'), task, subject, '60'], { encoding: 'utf8' })
  return (JSON.parse(output) as { ns: number }).ns
}

function textOf(results: readonly Result[]): string {
  const own = results.find(({ subject }) => subject === 'tiny-django')!
  return formatTable(
    [results[0]!.task, 'ns', 'tiny-django = 1'],
    results.map(({ subject, ns }) => [subject, ns.toFixed(0), ratio(ns, own.ns)]),
  )
}

function goalOf(results: readonly Result[]): Goal {
  const own = results.find(({ subject }) => subject === 'tiny-django')!
  const best = Math.min(...results.filter(each => each !== own).map(({ ns }) => ns))
  return { text: `${own.task}: ahead of all others, or within 1.2 times the best`, isMet: own.ns <= 1.2 * best }
}
