import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Goal, Report } from '../part.js'
import { Project } from '../project.js'
import { Server } from '../server.js'
import { rotated, type Summary, summarize } from '../statistics.js'
import { bare, floor, nodeWatch, type Subject, tinyDjango, tsx, vite } from '../subjects.js'
import { formatTable, milliseconds, ratio } from '../table.js'

/** A subject, and what has to be the case when it starts. */
interface Start {
  readonly id: string
  readonly title: string
  readonly subject: Subject
  /** Before each start. */
  before?(project: Project): void
  /** While it runs for the first time, which is not measured. */
  warmUp?(project: Project): Promise<void>
}

const firstStart = 'tiny-django-first'
const secondStart = 'tiny-django-second'

const starts: readonly Start[] = [
  plain(bare),
  plain(floor),
  { id: firstStart, title: 'tiny-django, first start', subject: tinyDjango, before: forgetEverything },
  { id: secondStart, title: 'tiny-django, second', subject: tinyDjango, before: requireCache, warmUp: untilCached },
  plain(nodeWatch),
  plain(tsx),
  plain(vite),
]

/** Command given to first complete 200. */
export async function startup(context: Context): Promise<Report> {
  const entries = starts
    .filter(({ subject }) => context.wants(subject))
    .map(start => ({ start, project: new Project(context.root, start.subject), times: [] as number[] }))
  try {
    for (const entry of entries) await startOnce(context.root, entry.start, entry.project, true)
    for (let round = 0; round < context.counts.starts; round++) {
      context.progress(`startup, round ${round + 1} of ${context.counts.starts}`)
      for (const { start, project, times } of rotated(entries, round)) {
        times.push(await startOnce(context.root, start, project, false))
      }
    }
  } finally {
    for (const { project } of entries) project.remove()
  }
  return reportOf(entries)
}

async function startOnce(root: string, start: Start, project: Project, isWarmUp: boolean): Promise<number> {
  if (!isWarmUp) start.before?.(project)
  const server = await Server.start(root, start.subject, project)
  try {
    const at = await server.ready()
    if (isWarmUp) await start.warmUp?.(project)
    return at - server.startedAt
  } finally {
    await server.stop()
  }
}

function plain(subject: Subject): Start {
  return { id: subject.id, title: subject.title, subject }
}

function forgetEverything({ folder }: Project): void {
  rmSync(join(folder, '.tiny-django'), { recursive: true, force: true })
}

async function untilCached(project: Project): Promise<void> {
  for (let tries = 0; tries < 100 && !hasCache(project); tries++) await sleep(100)
  requireCache(project)
}

function requireCache(project: Project): void {
  if (!hasCache(project)) throw new Error('tiny-django left no .tiny-django/cache/, which a second start needs.')
}

function hasCache({ folder }: Project): boolean {
  return existsSync(join(folder, '.tiny-django', 'cache', 'build.json'))
}

function reportOf(entries: readonly { readonly start: Start; readonly times: readonly number[] }[]): Report {
  const results = entries.map(({ start: { id, title }, times }) => ({ id, title, times, summary: summarize(times) }))
  const medians = new Map(results.map(({ id, summary }) => [id, summary.median]))
  const rows = results.map(({ title, summary }) => row(title, summary, medians.get(bare.id)))
  const rounds = results[0]?.summary.count ?? 0
  return {
    heading: `Startup: command to first 200, ${rounds} starts each`,
    text: formatTable(['', 'median ms', 'half between', 'min', 'bare = 1'], rows),
    data: results,
    goals: goalsOf(medians),
  }
}

function row(title: string, { median, low, high, min }: Summary, base: number | undefined): string[] {
  const half = `${milliseconds(low)} – ${milliseconds(high)}`
  return [title, milliseconds(median), half, milliseconds(min), ratio(median, base)]
}

function goalsOf(medians: ReadonlyMap<string, number>): Goal[] {
  return [
    ...atMost('first start', medians.get(firstStart), medians.get(bare.id), 2.4),
    ...atMost('second start', medians.get(secondStart), medians.get(bare.id), 2.1),
    ...below('first start', medians.get(firstStart), medians.get(vite.id), vite.title),
    ...below('first start', medians.get(firstStart), medians.get(tsx.id), tsx.title),
  ]
}

function atMost(what: string, own: number | undefined, base: number | undefined, limit: number): Goal[] {
  if (own === undefined || base === undefined) return []
  return [{ text: `${what} at most ${limit}x bare: ${ratio(own, base)}`, isMet: own <= limit * base }]
}

function below(what: string, own: number | undefined, other: number | undefined, name: string): Goal[] {
  if (own === undefined || other === undefined) return []
  return [{ text: `${what} below ${name}: ${ratio(own, other)} of it`, isMet: own < other }]
}
