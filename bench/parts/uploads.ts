import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable, milliseconds, ratio } from '../table.js'

const subjects = ['tiny-django', 'busboy', 'fastify', 'formData'] as const
const forms = { fields: 'five fields', small: 'and a file of 10 KB', large: 'and a file of 64 MB' } as const

interface Run {
  readonly subject: (typeof subjects)[number]
  readonly form: keyof typeof forms
}

interface Measurement {
  readonly ms: number
  readonly megabytesPerSecond: number
}

interface Result extends Run, Measurement {
  readonly all: readonly Measurement[]
}

/** Multipart forms over a connection that is kept: from the first byte sent to the answer of a server that read them. */
export async function uploads({ root, counts, progress }: Context): Promise<Report> {
  const runs = (Object.keys(forms) as Run['form'][]).flatMap(form => subjects.map(subject => ({ subject, form })))
  const rounds = Math.max(1, Math.round(counts.starts / 5))
  const found = new Map<Run, Measurement[]>(runs.map(run => [run, []]))
  for (let round = 0; round < rounds; round++) {
    for (const run of rotated(runs, round)) {
      progress(`uploads, round ${round + 1} of ${rounds}: ${forms[run.form]}, ${run.subject}`)
      found.get(run)!.push(measure(root, run))
    }
  }
  const results = [...found].map(([run, all]) => ({ ...run, ...median(all), all }))
  return {
    heading: 'Uploads: milliseconds for one multipart form',
    text: (Object.keys(forms) as Run['form'][]).map(form => textOf(form, results)).join('\n'),
    data: results,
    goals: goalsOf(results),
  }
}

function measure(root: string, { subject, form }: Run): Measurement {
  const home = subject === 'tiny-django' ? packedFolder(root) : peerFolder('uploads')
  const folder = join(home, 'uploads')
  cpSync(join(root, 'bench/fixtures/uploads'), folder, { recursive: true })
  const args = [join(folder, 'measure.js'), subject, form, '500']
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measurement
}

function median(all: readonly Measurement[]): Measurement {
  const { median: ms } = summarize(all.map(each => each.ms))
  return { ms, megabytesPerSecond: summarize(all.map(each => each.megabytesPerSecond)).median }
}

function textOf(form: Run['form'], results: readonly Result[]): string {
  const own = results.find(each => each.form === form && each.subject === 'tiny-django')?.ms
  const rows = results
    .filter(each => each.form === form)
    .map(({ subject, ms, megabytesPerSecond }) => [
      subject,
      ms < 1 ? ms.toFixed(3) : milliseconds(ms),
      megabytesPerSecond.toFixed(0),
      ratio(ms, own),
    ])
  return formatTable([forms[form], 'ms', 'MB/s', 'ratio'], rows)
}

function goalsOf(results: readonly Result[]): Goal[] {
  const of = (form: Run['form'], subject: Run['subject']) =>
    results.find(each => each.form === form && each.subject === subject)!.ms
  return (Object.keys(forms) as Run['form'][]).flatMap(form =>
    (['busboy', 'fastify', 'formData'] as const).map(peer => ({
      text: `${forms[form]}: ahead of ${peer}, or within 1.2×`,
      isMet: of(form, 'tiny-django') <= 1.2 * of(form, peer),
    })),
  )
}
