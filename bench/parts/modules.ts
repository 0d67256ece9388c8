import { setTimeout as sleep } from 'node:timers/promises'
import { type Context, type Goal, type Report, unseenAfterMs } from '../part.js'
import { cpuSecondsOf, residentBytesOf } from '../processes.js'
import { Project } from '../project.js'
import { Server } from '../server.js'
import { summarize } from '../statistics.js'
import { bare, nodeWatch, type Subject, tinyDjango, tsx, vite } from '../subjects.js'
import { formatTable, milliseconds, ratio } from '../table.js'

const sizes = [1, 50, 500, 5_000]
const subjects = [bare, tinyDjango, nodeWatch, tsx, vite]
const idleSeconds = 15
/** A start of thousands of modules takes some of them this long. */
const patienceMs = 120_000

interface Result {
  readonly id: string
  readonly title: string
  readonly modules: number
  readonly first: number
  readonly second: number
  readonly reload: number | null
  /** Share of one processor while nobody asks, and memory of all its processes. */
  readonly idle: number
  readonly megabytes: number
}

/** Start, reload of one leaf and idling, by the number of the project's modules. */
export async function modules(context: Context): Promise<Report> {
  const results: Result[] = []
  for (const size of sizes) {
    for (const subject of subjects.filter(context.wants)) {
      context.progress(`modules, ${size}: ${subject.title}`)
      results.push(await measure(context, subject, size))
    }
  }
  return reportOf(results)
}

async function measure(context: Context, subject: Subject, size: number): Promise<Result> {
  const project = new Project(context.root, subject, size)
  try {
    const [first] = await startsOf(context.root, subject, project, 1)
    const seconds = await startsOf(context.root, subject, project, Math.max(1, Math.ceil(context.counts.starts / 3)))
    const server = await Server.start(context.root, subject, project)
    try {
      await server.ready(patienceMs)
      await sleep(2_000)
      const idle = await idleOf(server)
      const reload = subject === bare ? null : await reloadOf(context, server)
      const { id, title } = subject
      return { id, title, modules: size, first: first!, second: summarize(seconds).median, reload, ...idle }
    } finally {
      await server.stop()
    }
  } finally {
    project.remove()
  }
}

async function startsOf(root: string, subject: Subject, project: Project, times: number): Promise<number[]> {
  const taken: number[] = []
  for (let start = 0; start < times; start++) {
    const server = await Server.start(root, subject, project)
    try {
      taken.push((await server.ready(patienceMs)) - server.startedAt)
      await sleep(1_000) // what it keeps for the next start
    } finally {
      await server.stop()
    }
  }
  return taken
}

async function reloadOf(context: Context, server: Server): Promise<number | null> {
  const times: number[] = []
  for (let save = 0; save < Math.max(3, Math.ceil(context.counts.reloads / 3)); save++) {
    const savedAt = performance.now()
    server.project.save()
    const { at } = await server.seen(unseenAfterMs * 5)
    if (at !== null && save > 0) times.push(at - savedAt)
    await sleep(500)
  }
  return times.length === 0 ? null : summarize(times).median
}

async function idleOf(server: Server): Promise<Pick<Result, 'idle' | 'megabytes'>> {
  const { pids } = server
  const before = cpuSecondsOf(pids)
  await sleep(idleSeconds * 1000)
  const idle = (cpuSecondsOf(pids) - before) / idleSeconds
  return { idle, megabytes: residentBytesOf(pids) / 1024 / 1024 }
}

function reportOf(results: readonly Result[]): Report {
  const of = (id: string, modules: number) => results.find(each => each.id === id && each.modules === modules)
  const rows = results.map(each => [
    String(each.modules),
    each.title,
    milliseconds(each.first),
    milliseconds(each.second),
    ratio(each.second, of(bare.id, each.modules)?.second),
    each.reload === null ? '' : milliseconds(each.reload),
    `${(each.idle * 100).toFixed(1)} %`,
    each.megabytes.toFixed(0),
  ])
  return {
    heading: 'Modules: start, reload of one of them, and idling (all processes together)',
    text: formatTable(['modules', '', 'first ms', 'second', 'bare = 1', 'reload ms', 'idle', 'MB'], rows),
    data: results,
    goals: goalsOf(of),
  }
}

function goalsOf(of: (id: string, modules: number) => Result | undefined): Goal[] {
  const own = of(tinyDjango.id, 500)
  if (!own) return []
  const base = of(bare.id, 500)?.second
  const other = of(vite.id, 500)?.reload
  return [
    ...(base === undefined ? [] : [goal(`second start on 500 modules at most 1.6x bare`, own.second, 1.6 * base)]),
    ...(own.reload === null || !other ? [] : [goal(`reload on 500 modules below ${vite.title}`, own.reload, other)]),
    goal('idle below 0.2 % of a core', own.idle, 0.002),
  ]
}

function goal(text: string, value: number, limit: number): Goal {
  return { text: `${text}: ${(value / limit).toFixed(2)} of it`, isMet: value <= limit }
}
