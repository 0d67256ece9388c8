import { setTimeout as sleep } from 'node:timers/promises'
import { type Losses, noLosses } from '../client.js'
import { withServers } from '../fleet.js'
import { type Context, type Goal, type Report, unseenAfterMs } from '../part.js'
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
  /** Saves whose text never came. They are in no other figure. */
  unseen: number
}

/** File written to first response with the new text, and what became of the requests in between. */
export async function reload(context: Context): Promise<Report> {
  return withServers(context, reloading, async servers => {
    const entries = servers.map(entryOf)
    for (const entry of entries) await saveOnce(entry, false)
    for (let round = 0; round < context.counts.reloads; round++) {
      context.progress(`reload, save ${round + 1} of ${context.counts.reloads}`)
      for (const entry of rotated(entries, round)) await saveOnce(entry, true)
    }
    return reportOf(entries)
  })
}

function entryOf(server: Server): Entry {
  return { subject: server.subject, server, times: [], losses: noLosses(), unseen: 0 }
}

async function saveOnce(entry: Entry, counts: boolean): Promise<void> {
  const { server, times, losses } = entry
  await sleep(pauseMs)
  const savedAt = performance.now()
  server.project.save()
  const { at, losses: lost } = await server.seen(unseenAfterMs)
  if (!counts) return
  if (at === null) {
    entry.unseen++
    return
  }
  times.push(at - savedAt)
  for (const key of Object.keys(losses) as (keyof Losses)[]) losses[key] += lost[key]
}

function reportOf(entries: readonly Entry[]): Report {
  const results = entries.map(({ subject, times, losses, unseen }) => {
    return { id: subject.id, title: subject.title, times, losses, unseen, summary: summarize(times) }
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
  const missed = results.filter(({ unseen }) => unseen > 0)
  const notes = missed.map(({ title, unseen }) => `  ${title}: ${unseen} saves were never answered.\n`)
  const saves = results[0]?.summary.count ?? 0
  return {
    heading: `Reload: file written to first new answer, ${saves} saves each`,
    text:
      formatTable(['', 'median ms', 'half between', 'max', 'Vite = 1', 'lost/save', '5xx/save'], rows) + notes.join(''),
    data: results,
    goals: goalsOf(medians.get(tinyDjango.id), medians.get(vite.id)),
  }
}

function goalsOf(own: number | undefined, other: number | undefined): Goal[] {
  if (own === undefined || other === undefined) return []
  return [{ text: `reload below ${vite.title}: ${ratio(own, other)} of it`, isMet: own < other }]
}
