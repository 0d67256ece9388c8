import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable, milliseconds } from '../table.js'

const sizes = [10, 100, 500, 1000]
const kinds = ['typed', 'untyped'] as const
/** The folders of peers.json that hold the compilers. */
const compilers = ['typescript-5.9', 'typescript-6.0', 'typescript-7.0'] as const

interface Run {
  readonly compiler: (typeof compilers)[number]
  readonly size: number
  readonly kind: (typeof kinds)[number]
}

/** `tsc` over a project of so many routes, beside the same project with a `path` that takes any route and any view. */
export async function types({ root, counts, progress }: Context): Promise<Report> {
  const runs = compilers.flatMap(compiler => sizes.flatMap(size => kinds.map(kind => ({ compiler, size, kind }))))
  const folders = new Map(
    sizes.flatMap(size => kinds.map(kind => [`${kind}-${size}`, generate(root, size, kind)] as const)),
  )
  const rounds = Math.max(1, Math.round(counts.starts / 3))
  const found = new Map<Run, number[]>(runs.map(run => [run, []]))
  for (let round = 0; round < rounds; round++) {
    for (const run of rotated(runs, round)) {
      progress(`types, round ${round + 1} of ${rounds}: ${run.compiler}, ${run.size} routes, ${run.kind}`)
      found.get(run)!.push(compile(run.compiler, folders.get(`${run.kind}-${run.size}`)!))
    }
  }
  const results = [...found].map(([run, all]) => ({ ...run, ms: summarize(all).median, all }))
  return {
    heading: 'Types: tsc over a project, and over the same one without types for its routes',
    text: compilers.map(compiler => textOf(compiler, results)).join('\n'),
    data: results,
    goals: compilers.flatMap(compiler => goalsOf(compiler, results)),
  }
}

function generate(root: string, size: number, kind: Run['kind']): string {
  const home = packedFolder(root)
  const folder = join(home, `types-${kind}-${size}`)
  const declarations = join(home, 'node_modules/tiny-django/dist/types')
  const script = join(root, 'bench/fixtures/types/generate.js')
  execFileSync(process.execPath, [script, String(size), kind, folder, declarations])
  return folder
}

function compile(compiler: Run['compiler'], folder: string): number {
  const tsc = join(peerFolder(compiler), 'node_modules/typescript/bin/tsc')
  const started = performance.now()
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
  const elapsed = performance.now() - started
  if (status !== 0) throw new Error(`${compiler} refuses ${folder}:\n${stdout.slice(0, 1000)}`)
  return elapsed
}

type Result = Run & { readonly ms: number }

function timeOf(results: readonly Result[], compiler: string, size: number, kind: Run['kind']): number {
  return results.find(each => each.compiler === compiler && each.size === size && each.kind === kind)!.ms
}

function textOf(compiler: string, results: readonly Result[]): string {
  const rows = sizes.map(size => {
    const [typed, untyped] = kinds.map(kind => timeOf(results, compiler, size, kind)) as [number, number]
    return [`${size} routes`, milliseconds(typed), milliseconds(untyped), (typed / untyped).toFixed(2)]
  })
  return formatTable([compiler, 'typed ms', 'untyped ms', 'ratio'], rows)
}

function goalsOf(compiler: string, results: readonly Result[]): Goal[] {
  const time = (size: number, kind: Run['kind']) => timeOf(results, compiler, size, kind)
  const extra = (size: number) => (time(size, 'typed') - time(size, 'untyped')) / size
  return [
    {
      text: `${compiler}: 500 routes below 1.5 times the untyped`,
      isMet: time(500, 'typed') < 1.5 * time(500, 'untyped'),
    },
    { text: `${compiler}: a route costs no more among 1,000 than among 500`, isMet: extra(1000) <= 1.2 * extra(500) },
  ]
}
