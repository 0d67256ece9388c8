import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import { type Context, type Goal, quickCounts, type Report } from '../part.js'
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

/** Who takes one file of 2 GB: to a temporary file, except where it is counted and let go. */
const hugeSubjects = ['tiny-django', 'busboy', 'tiny-django, raw', 'node'] as const
const hugeTitles: Readonly<Record<(typeof hugeSubjects)[number], string>> = {
  'tiny-django': 'tiny-django, to a temporary file',
  busboy: 'busboy, to a file',
  'tiny-django, raw': 'tiny-django, rawBody()',
  node: "Node's request alone",
}
const growthLimitMegabytes = 128

interface HugeResult {
  readonly subject: (typeof hugeSubjects)[number]
  readonly megabytesPerSecond: number
  readonly grownMegabytes: number
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
  const megabytes = counts.starts <= quickCounts.starts ? 256 : 2048
  const huge = hugeSubjects.map(subject => {
    progress(`uploads: ${megabytes} MB, ${hugeTitles[subject]}`)
    return measureHuge(root, subject, megabytes)
  })
  return {
    heading: 'Uploads: milliseconds for one multipart form',
    text: [
      ...(Object.keys(forms) as Run['form'][]).map(form => textOf(form, results)),
      hugeTextOf(huge, megabytes),
    ].join('\n'),
    data: { forms: results, huge },
    goals: [...goalsOf(results), ...hugeGoalsOf(huge, megabytes)],
  }
}

function measure(root: string, { subject, form }: Run): Measurement {
  return run(root, 'measure.js', [subject, form, '500']) as Measurement
}

// What it keeps lies in a folder of its own, which is gone afterwards, whatever came out.
function measureHuge(root: string, subject: HugeResult['subject'], megabytes: number): HugeResult {
  const kept = mkdtempSync(join(tmpdir(), 'tiny-django-huge-'))
  try {
    return { subject, ...(run(root, 'huge.js', [subject, String(megabytes), kept]) as Omit<HugeResult, 'subject'>) }
  } finally {
    rmSync(kept, { recursive: true, force: true })
  }
}

function run(root: string, program: string, args: readonly [subject: string, ...string[]]): unknown {
  const home = args[0].startsWith('tiny-django') ? packedFolder(root) : peerFolder('uploads')
  const folder = join(home, 'uploads')
  cpSync(join(root, 'bench/fixtures/uploads'), folder, { recursive: true })
  return JSON.parse(execFileSync(process.execPath, [join(folder, program), ...args], { encoding: 'utf8' }))
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

function hugeTextOf(results: readonly HugeResult[], megabytes: number): string {
  const rows = results.map(({ subject, megabytesPerSecond, grownMegabytes }) => [
    hugeTitles[subject],
    megabytesPerSecond.toFixed(0),
    grownMegabytes.toFixed(0),
  ])
  return formatTable([`one file of ${megabytes} MB`, 'MB/s', 'MB more memory'], rows)
}

function hugeGoalsOf(results: readonly HugeResult[], megabytes: number): Goal[] {
  return results
    .filter(({ subject }) => subject.startsWith('tiny-django'))
    .map(({ subject, grownMegabytes }) => ({
      text: `${megabytes} MB, ${hugeTitles[subject]}: less than ${growthLimitMegabytes} MB of memory`,
      isMet: grownMegabytes < growthLimitMegabytes,
    }))
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
