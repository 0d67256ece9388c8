import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withServers } from '../fleet.js'
import { Inspector } from '../inspector.js'
import { type Context, type Goal, type Report, unseenAfterMs } from '../part.js'
import { residentBytes } from '../processes.js'
import type { Server } from '../server.js'
import { type Subject, tinyDjango, vite } from '../subjects.js'
import { formatTable, megabytes } from '../table.js'

const pauseMs = 50
const growthLimitBytes = 20_000_000
const processLimit = 3

interface Sample {
  readonly reloads: number
  /** Of the process that owns the port, after a garbage collection. */
  readonly residentBytes: number
  readonly heapBytes: number
  /** Of ours, the front among them, and esbuild's. */
  readonly processes: number
  readonly esbuildProcesses: number
}

/** What the process that owns the port holds after few and after many reloads, and how many processes there are. */
export async function memory(context: Context): Promise<Report> {
  if (process.platform !== 'linux') throw new Error('The memory part reads /proc, which only Linux has.')
  const work = async (servers: readonly Server[]) => {
    const results = []
    for (const server of servers) results.push({ subject: server.subject, samples: await sampleAll(context, server) })
    return reportOf(results)
  }
  // Only these keep one process from the first to the last reload.
  return withServers(context, [tinyDjango, vite], work, { nodeArgs: ['--inspect=127.0.0.1:0'] })
}

async function sampleAll({ counts, progress }: Context, server: Server): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const reloads of counts.memoryAfter) {
    progress(`memory, ${server.subject.title}, ${reloads} reloads`)
    while (server.project.version < reloads) {
      server.project.save()
      await server.seen(unseenAfterMs)
      await sleep(pauseMs)
    }
    samples.push(await sample(server))
  }
  return samples
}

async function sample(server: Server): Promise<Sample> {
  await untilRest(server)
  const inspector = await Inspector.connect(server)
  await inspector.call('HeapProfiler.enable')
  await inspector.call('HeapProfiler.collectGarbage')
  const { usedSize } = (await inspector.call('Runtime.getHeapUsage')) as { usedSize: number }
  await inspector.close()
  // Pages are given back a moment later, by a thread of the engine.
  await sleep(500)
  const esbuild = server.descendants.filter(({ program }) => basename(program).startsWith('esbuild'))
  return {
    reloads: server.project.version,
    residentBytes: residentBytes(server.pid),
    heapBytes: usedSize,
    processes: 1 + server.descendants.length - esbuild.length,
    esbuildProcesses: esbuild.length,
  }
}

/** Until no process has come or gone for two seconds; ten at most, for that would be a finding as well. */
async function untilRest(server: Server): Promise<void> {
  const deadline = performance.now() + 10_000
  let before = ''
  let since = performance.now()
  while (performance.now() < deadline && performance.now() - since < 2_000) {
    const now = server.descendants.map(({ pid }) => pid).join()
    if (now !== before) since = performance.now()
    before = now
    await sleep(100)
  }
}

interface Result {
  readonly subject: Subject
  readonly samples: readonly Sample[]
}

function reportOf(results: readonly Result[]): Report {
  const rows = results.flatMap(({ subject, samples }) =>
    samples.map((sample, index) => [
      index === 0 ? subject.title : '',
      String(sample.reloads),
      megabytes(sample.residentBytes),
      index === 0 ? '' : megabytes(growthOf(samples)),
      megabytes(sample.heapBytes),
      String(sample.processes),
      String(sample.esbuildProcesses),
    ]),
  )
  return {
    heading: 'Memory: of the process that owns the port, in MB, and processes at rest',
    text: formatTable(['', 'reloads', 'resident', 'growth', 'heap', 'processes', 'esbuild'], rows),
    data: results.map(({ subject, samples }) => ({ id: subject.id, title: subject.title, samples })),
    goals: results.filter(({ subject }) => subject === tinyDjango).flatMap(({ samples }) => goalsOf(samples)),
  }
}

function goalsOf(samples: readonly Sample[]): Goal[] {
  const growth = growthOf(samples)
  const most = Math.max(...samples.map(({ processes }) => processes))
  return [
    { text: `growth within 20 MB: ${megabytes(growth)} MB`, isMet: growth <= growthLimitBytes },
    { text: `at most ${processLimit} processes at rest: ${most}`, isMet: most <= processLimit },
  ]
}

function growthOf(samples: readonly Sample[]): number {
  return samples.at(-1)!.residentBytes - samples[0]!.residentBytes
}
