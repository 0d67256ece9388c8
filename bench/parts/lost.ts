import { setTimeout as sleep } from 'node:timers/promises'
import type { Losses } from '../client.js'
import { withServers } from '../fleet.js'
import { Load } from '../load.js'
import { type Context, type Goal, type Report, unseenAfterMs } from '../part.js'
import type { Server } from '../server.js'
import { rotated } from '../statistics.js'
import { reloading, tinyDjango } from '../subjects.js'
import { formatTable, milliseconds } from '../table.js'

const savesPerRound = 20
interface Entry {
  readonly server: Server
  readonly load: Load
  /** Saves whose text never came. */
  unseen: number
}

/** Requests that are lost while files are saved under a steady load. */
export async function lost(context: Context): Promise<Report> {
  return withServers(context, reloading, async servers => {
    const entries = servers.map((server): Entry => ({ server, load: new Load(server.port), unseen: 0 }))
    const rounds = Math.ceil(context.counts.savesUnderLoad / savesPerRound)
    for (let round = 0; round < rounds; round++) {
      for (const entry of rotated(entries, round)) {
        context.progress(`lost, ${entry.server.subject.title}, round ${round + 1} of ${rounds}`)
        await saveUnderLoad(entry)
      }
    }
    return reportOf(entries)
  })
}

async function saveUnderLoad(entry: Entry): Promise<void> {
  const { server, load } = entry
  load.start()
  try {
    for (let count = 1; count <= savesPerRound; count++) {
      const version = server.project.save()
      // Every fifth save comes right after the one before, as when a formatter corrects what was saved.
      if (count % 5 === 4) {
        await sleep(10)
        continue
      }
      if (!(await load.until(version, unseenAfterMs))) entry.unseen++
      await sleep(50 + Math.random() * 100)
    }
  } finally {
    await load.stop()
  }
}

function reportOf(entries: readonly Entry[]): Report {
  const results = entries.map(({ server: { subject, project }, load, unseen }) => ({
    id: subject.id,
    title: subject.title,
    saves: project.version,
    answers: load.answers,
    ...load.losses,
    strange: load.strange,
    older: load.older,
    unseen,
    slowestMs: load.slowestMs,
  }))
  const rows = results.map(result => [
    result.title,
    ...[result.answers, result.refused, result.reset, result.serverErrors + result.strange].map(String),
    ...[result.unanswered, result.older, result.unseen].map(String),
    milliseconds(result.slowestMs),
  ])
  return {
    heading: `Lost: ${results[0]?.saves ?? 0} saves each under a steady load of requests`,
    text: formatTable(['', 'answers', 'refused', 'reset', 'wrong', 'none', 'older', 'unseen', 'max ms'], rows),
    data: results,
    goals: results.filter(({ id }) => id === tinyDjango.id).map(goalOf),
  }
}

type Result = Losses & Pick<Entry, 'unseen'> & Pick<Load, 'older' | 'strange'>

function goalOf({ refused, reset, serverErrors, unanswered, older, strange, unseen }: Result): Goal {
  const bad = refused + reset + serverErrors + unanswered + older + strange + unseen
  return { text: `no request lost, none answered by an older version: ${bad}`, isMet: bad === 0 }
}
