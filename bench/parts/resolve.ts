import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { packedFolder, peerFolder } from '../installs.js'
import type { Context, Goal, Report } from '../part.js'
import { rotated, summarize } from '../statistics.js'
import { formatTable, milliseconds } from '../table.js'

/** A router on a table of its size. */
interface Run {
  readonly router: string
  readonly table: 'common' | 'django'
  readonly size: number
}

interface Measurement {
  readonly buildMs: number
  readonly bytesPerRoute: number
  readonly ns: { readonly first: number; readonly last: number; readonly miss: number; readonly mixed: number }
}

const sizes = [10, 10_000]
const routers = ['tiny-django', 'find-my-way', 'rou3', 'hono-trie', 'hono-regexp', 'express', 'koa-router']

// It makes one regular expression of all routes, which no engine takes at that size.
const cannotHold = (router: string, size: number) => router === 'hono-regexp' && size > 1000

/** One resolve: the first route, the last one, none at all, and any of 500 in turn. The way back by name likewise. */
export async function resolve({ root, counts, progress }: Context): Promise<Report> {
  const runs = sizes.flatMap(size => [
    { router: 'tiny-django', table: 'django' as const, size },
    ...routers.filter(router => !cannotHold(router, size)).map(router => ({ router, table: 'common' as const, size })),
  ])
  const rounds = Math.max(1, Math.round(counts.starts / 5))
  const found = new Map<Run, Measurement[]>(runs.map(run => [run, []]))
  const reversals: Reversal[] = sizes.map(size => ({ size, all: [] }))
  for (let round = 0; round < rounds; round++) {
    for (const run of rotated(runs, round)) {
      progress(`resolve, round ${round + 1} of ${rounds}: ${run.router}, ${run.size} routes`)
      found.get(run)!.push(measure(root, run))
    }
    for (const { size, all } of reversals) all.push(measureReverse(root, size))
  }
  const results = [...found].map(([run, all]) => ({ ...run, ...medians(all), all }))
  return {
    heading: 'Resolve: nanoseconds for one path',
    text: [...sizes.map(size => textOf(size, results)), textOfReversals(reversals)].join('\n'),
    data: { results, reversals },
    goals: [
      ...goalsOf(results),
      { text: 'reverse() below 1 µs', isMet: reversals.every(each => Math.max(...mediansOfReversal(each)) < 1000) },
    ],
  }
}

function measure(root: string, { router, table, size }: Run): Measurement {
  const home = router === 'tiny-django' ? packedFolder(root) : peerFolder('routers')
  const args = ['--expose-gc', join(fixtureIn(home, root), 'measure.js'), router, table, String(size), '60']
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measurement
}

/** `reverse()` on the table with includes and all, in nanoseconds. */
interface Reversal {
  readonly size: number
  readonly all: { readonly first: number; readonly last: number; readonly mixed: number }[]
}

function measureReverse(root: string, size: number): Reversal['all'][number] {
  const args = [join(fixtureIn(packedFolder(root), root), 'reverse.js'), String(size), '60']
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Reversal['all'][number]
}

function mediansOfReversal({ all }: Reversal): number[] {
  return (['first', 'last', 'mixed'] as const).map(which => summarize(all.map(each => each[which])).median)
}

function textOfReversals(reversals: readonly Reversal[]): string {
  const rows = reversals.map(each => [`${each.size} routes`, ...mediansOfReversal(each).map(value => value.toFixed(0))])
  return formatTable(['reverse()', 'first', 'last', 'mixed'], rows)
}

function fixtureIn(home: string, root: string): string {
  const folder = join(home, 'resolve')
  cpSync(join(root, 'bench/fixtures/resolve'), folder, { recursive: true })
  return folder
}

type Result = Run & Measurement

function medians(all: readonly Measurement[]): Measurement {
  const median = (of: (each: Measurement) => number) => summarize(all.map(of)).median
  return {
    buildMs: median(each => each.buildMs),
    bytesPerRoute: median(each => each.bytesPerRoute),
    ns: {
      first: median(each => each.ns.first),
      last: median(each => each.ns.last),
      miss: median(each => each.ns.miss),
      mixed: median(each => each.ns.mixed),
    },
  }
}

function textOf(size: number, results: readonly Result[]): string {
  const rows = results
    .filter(each => each.size === size)
    .map(({ router, table, ns, buildMs, bytesPerRoute }) => [
      table === 'django' ? `${router}, includes and all` : router,
      ...[ns.first, ns.last, ns.miss, ns.mixed].map(value => value.toFixed(0)),
      milliseconds(buildMs),
      bytesPerRoute.toFixed(0),
    ])
  return formatTable([`${size} routes`, 'first', 'last', 'miss', 'mixed', 'build ms', 'bytes'], rows)
}

function goalsOf(results: readonly Result[]): Goal[] {
  const of = (router: string, size: number, table = 'common') =>
    results.find(each => each.router === router && each.size === size && each.table === table)!
  const worst = ({ ns }: Result) => Math.max(ns.first, ns.last, ns.miss)
  const small = of('tiny-django', 10, 'django')
  const large = of('tiny-django', 10_000, 'django')
  return [
    { text: 'below 400 ns at 10 routes', isMet: worst(small) < 400 },
    { text: 'at 10,000 routes at most twice that', isMet: worst(large) <= 2 * worst(small) },
    { text: '10,000 routes are built in less than 50 ms', isMet: large.buildMs < 50 },
    ...sizes.flatMap(size => [
      ...['rou3', 'hono-trie', 'hono-regexp']
        .filter(peer => !cannotHold(peer, size))
        .map(peer => ({
          text: `ahead of ${peer} at ${size} routes`,
          isMet: of('tiny-django', size).ns.mixed < of(peer, size).ns.mixed,
        })),
      {
        text: `level with find-my-way or better at ${size} routes`,
        isMet: of('tiny-django', size).ns.mixed <= 1.1 * of('find-my-way', size).ns.mixed,
      },
    ]),
  ]
}
