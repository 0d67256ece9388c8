import { setTimeout as sleep } from 'node:timers/promises'
import { type Losses, noLosses } from '../client.js'
import { withServers } from '../fleet.js'
import type { Context, Goal, Report } from '../part.js'
import type { Server } from '../server.js'
import { rotated, summarize } from '../statistics.js'
import { reloading, type Subject, tinyDjango, vite } from '../subjects.js'
import { formatTable, milliseconds, ratio } from '../table.js'

/** Long enough for everybody to be done with the save before: nobody types faster. */
const pauseMs = 500

interface Entry {
  readonly subject: Subject
  readonly server: Server
  readonly times: number[]
  /** Of all saves together. */
  readonly losses: Losses
}

/** File written to first response with the new text, and what became of the requests in between. */
export async function reload(context: Context): Promise<Report> {
  return withServers(context, reloading, async servers => {
    const entries = servers.map(server => ({ subject: server.subject, server, times: [], losses: noLosses() }))
    for (const entry of entries) await saveOnce(entry, false)
    for (let round = 0; round < context.counts.reloads; round++) {
      context.progress(`reload, save ${round + 1} of ${context.counts.reloads}`)
      for (const entry of rotated(entries, round)) await saveOnce(entry, true)
    }
    return reportOf(entries)
  })
}

async function saveOnce({ server, times, losses }: Entry, counts: boolean): Promise<void> {
  await sleep(pauseMs)
  const savedAt = performance.now()
  server.project.save()
  const awaited = await server.ready()
  if (!counts) return
  times.push(awaited.at - savedAt)
  for (const key of Object.keys(losses) as (keyof Losses)[]) losses[key] += awaited.losses[key]
}

function reportOf(entries: readonly Entry[]): Report {
  const results = entries.map(({ subject, times, losses }) => {
    return { id: subject.id, title: subject.title, times, losses, summary: summarize(times) }
  })
  const medians = new Map(results.map(({ id, summary }) => [id, summary.median]))
  const rows = results.map(({ title, summary: { median, low, high, max, count }, losses }) => [
    title,
    milliseconds(median),
    `${milliseconds(low)} – ${milliseconds(high)}`,
    milliseconds(max),
    ratio(median, medians.get(vite.id)),
    ((losses.refused + losses.reset) / count).toFixed(1),
    (losses.serverErrors / count).toFixed(1),
  ])
  const saves = results[0]?.summary.count ?? 0
  return {
    heading: `Reload: file written to first new answer, ${saves} saves each`,
    text: formatTable(['', 'median ms', 'half between', 'max', 'Vite = 1', 'lost/save', '5xx/save'], rows),
    data: results,
    goals: goalsOf(medians.get(tinyDjango.id), medians.get(vite.id)),
  }
}

function goalsOf(own: number | undefined, other: number | undefined): Goal[] {
  if (own === undefined || other === undefined) return []
  return [{ text: `reload below ${vite.title}: ${ratio(own, other)} of it`, isMet: own < other }]
}
