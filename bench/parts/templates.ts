import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable, ratio } from '../table.js'

/** An engine on a page. */
interface Run {
  readonly engine: string
  readonly page: string
}

interface Measurement {
  /** The page, for comparing. */
  readonly output: string
  readonly renderUs: number
  readonly compileUs: number
  /** What a compiled page keeps on the heap. */
  readonly bytes: number
}

const pages = ['table', 'page', 'large', 'prose']
const peers = ['handlebars', 'ejs', 'nunjucks', 'liquidjs']
const engines = ['tiny-django', 'literal', ...peers]

const titles: Readonly<Record<string, string>> = {
  table: 'table of 20 rows',
  page: 'inheritance, includes',
  large: 'loop of 10,000 rows',
  prose: 'prose with filters',
}

/** The same pages by a hand-written literal and by other engines, escaping on; outputs are compared first. */
export async function templates({ root, counts, progress }: Context): Promise<Report> {
  const runs = pages.flatMap(page => engines.map(engine => ({ engine, page })))
  const rounds = Math.max(1, Math.round(counts.starts / 5))
  const found = new Map<Run, Measurement[]>(runs.map(run => [run, []]))
  for (let round = 0; round < rounds; round++) {
    for (const run of rotated(runs, round)) {
      progress(`templates, round ${round + 1} of ${rounds}: ${run.engine}, ${run.page}`)
      found.get(run)!.push(measure(root, run))
    }
  }
  const results = [...found].map(([run, all]) => ({ ...run, ...medians(all) }))
  checkOutputs(results)
  return {
    heading: 'Templates: microseconds for one page',
    text: pages.map(page => textOf(results.filter(each => each.page === page))).join('\n'),
    data: results.map(({ output: _, ...figures }) => figures),
    goals: goalsOf(results),
  }
}

function measure(root: string, { engine, page }: Run): Measurement {
  const isOurs = engine === 'tiny-django' || engine === 'literal'
  const folder = join(isOurs ? packedFolder(root) : peerFolder('templates'), 'templates')
  cpSync(join(root, 'bench/fixtures/templates'), folder, { recursive: true })
  const args = ['--expose-gc', join(folder, 'measure.js'), engine, page, '150']
  const printed = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(printed) as Measurement
}

type Result = Run & Measurement

function medians(all: readonly Measurement[]): Measurement {
  const median = (of: (each: Measurement) => number) => summarize(all.map(of)).median
  return {
    output: all[0]!.output,
    renderUs: median(each => each.renderUs),
    compileUs: median(each => each.compileUs),
    bytes: median(each => each.bytes),
  }
}

function checkOutputs(results: readonly Result[]): void {
  for (const { engine, page, output } of results) {
    const wanted = results.find(each => each.engine === 'literal' && each.page === page)!.output
    if (output !== wanted) throw new Error(`${engine} writes another ${page} than the literal does.`)
  }
}

function textOf(results: readonly Result[]): string {
  const literal = results.find(({ engine }) => engine === 'literal')!
  const rows = results.map(({ engine, renderUs, compileUs, bytes }) => [
    engine,
    renderUs.toFixed(1),
    ratio(renderUs, literal.renderUs),
    engine === 'literal' ? '' : compileUs.toFixed(0),
    engine === 'literal' ? '' : (bytes / 1000).toFixed(0),
  ])
  return formatTable([titles[results[0]!.page]!, 'render µs', 'of literal', 'compile µs', 'kB kept'], rows)
}

function goalsOf(results: readonly Result[]): Goal[] {
  const of = (engine: string, page: string) =>
    results.find(each => each.engine === engine && each.page === page)!.renderUs
  return pages.flatMap(page => [
    {
      text: `${titles[page]}: at most 2.5 times the literal`,
      isMet: of('tiny-django', page) <= 2.5 * of('literal', page),
    },
    ...peers.map(peer => ({
      text: `${titles[page]}: ahead of ${peer}`,
      isMet: of('tiny-django', page) < of(peer, page),
    })),
  ])
}
