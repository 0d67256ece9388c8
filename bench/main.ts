import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { removePacked } from './installs.js'
import { type Context, fullCounts, type Part, quickCounts, type Report } from './part.js'
import { http } from './parts/http.js'
import { lost } from './parts/lost.js'
import { memory } from './parts/memory.js'
import { modules } from './parts/modules.js'
import { reload } from './parts/reload.js'
import { requests } from './parts/requests.js'
import { resolve } from './parts/resolve.js'
import { size } from './parts/size.js'
import { startup } from './parts/startup.js'
import { templates } from './parts/templates.js'
import { throughput } from './parts/throughput.js'
import { types } from './parts/types.js'
import { uploads } from './parts/uploads.js'
import { killEverything } from './server.js'
import { bare, floor, nodeWatch, tinyDjango, tsx, vite } from './subjects.js'

const parts: Record<string, Part> = {
  startup,
  reload,
  modules,
  lost,
  memory,
  size,
  resolve,
  types,
  http,
  requests,
  throughput,
  uploads,
  templates,
}
const subjectIds = [bare, floor, tinyDjango, nodeWatch, tsx, vite].map(({ id }) => id)

const help = `Usage: npm run bench -- [part ...] [options]

Measures tiny-django beside its peers, all of these parts unless some are named:
  ${Object.keys(parts).join(' ')}

  --quick           few rounds: to see that everything works, not to judge by
  --only ID,ID      only these subjects: ${subjectIds.slice(0, 4).join(' ')}
                    ${subjectIds.slice(4).join(' ')}
  --rounds N        starts, and saves in reload, of each subject
  --json FILE       also write every measurement to FILE
  --help            show this
`

/** Returns the exit code: 0 when everything was measured, whatever came out. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const options = optionsOf(args)
  if (typeof options === 'string') {
    process.stderr.write(`${options}\nTry: npm run bench -- --help\n`)
    return 2
  }
  if (options.help) {
    process.stdout.write(help)
    return 0
  }
  if (!existsSync(join(root, 'dist'))) {
    process.stderr.write('There is no build to measure. Run: npm run build\n')
    return 1
  }
  cleanUpOnSignal()
  try {
    await runParts(root, options)
  } finally {
    cleanUp()
  }
  return 0
}

interface Options {
  readonly parts: readonly string[]
  readonly only?: readonly string[]
  readonly rounds?: number
  readonly quick: boolean
  readonly json?: string
  readonly help: boolean
}

/** What was asked for, or what is wrong with it. */
function optionsOf(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        rounds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const only = values.only?.split(',')
    const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
    const options = { ...values, parts: positionals.length > 0 ? positionals : Object.keys(parts), only, rounds }
    return problemWith(options) ?? options
  } catch (error) {
    return (error as Error).message
  }
}

function problemWith({ parts: names, only = [], rounds = 1 }: Omit<Options, 'quick' | 'help'>): string | undefined {
  const part = names.find(name => !Object.hasOwn(parts, name))
  if (part !== undefined) return `There is no part "${part}". Parts: ${Object.keys(parts).join(', ')}.`
  const id = only.find(each => !subjectIds.includes(each))
  if (id !== undefined) return `There is no subject "${id}". Subjects: ${subjectIds.join(', ')}.`
  if (!Number.isInteger(rounds) || rounds < 1) return '--rounds takes a whole number above 0.'
  return undefined
}

async function runParts(root: string, options: Options): Promise<void> {
  const context = contextOf(root, options)
  const machine = describeMachine(root)
  process.stdout.write(`${machine.text}\n`)
  const reports: Record<string, Omit<Report, 'text'>> = {}
  for (const name of options.parts) {
    const report = await parts[name]!(context)
    context.progress('')
    const { text: _, ...figures } = report
    reports[name] = figures
    process.stdout.write(format(report))
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ ...machine, parts: reports }, null, 2)}\n`)
}

function contextOf(root: string, { quick, only, rounds }: Options): Context {
  const counts = quick ? quickCounts : fullCounts
  return {
    root,
    counts: { ...counts, starts: rounds ?? counts.starts, reloads: rounds ?? counts.reloads },
    wants: ({ id }) => only?.includes(id) ?? true,
    progress,
  }
}

/** One line that is written over again and again, for a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

function describeMachine(root: string): { readonly text: string; readonly startedAt: string } {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const facts = [
    `tiny-django ${version}`,
    `Node ${process.versions.node}`,
    `${process.platform} ${process.arch}`,
    `${cpus().length} cores`,
    // What else the machine is busy with; figures from a busy one are worth little.
    `load ${loadavg()[0]!.toFixed(1)}`,
  ]
  return { text: facts.join(', '), startedAt: new Date().toISOString() }
}

function format({ heading, text, goals }: Report): string {
  const lines = goals.map(goal => `  ${goal.isMet ? 'met   ' : 'MISSED'}  ${goal.text}\n`)
  return `\n${heading}\n\n${text}${lines.length > 0 ? '\n' : ''}${lines.join('')}`
}

function cleanUpOnSignal(): void {
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => {
      cleanUp()
      process.exit(code)
    })
  }
}

function cleanUp(): void {
  killEverything()
  removePacked()
}
