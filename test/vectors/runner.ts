import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ActiveSettings, activateSettings, defineSettings } from '../../src/conf/settings.js'
import { isAsRecorded, type Outcome } from './compare.js'
import { differences } from './differences.js'
import { type Case, type Family, type Input, type Operation, operationOf, type Recording } from './family.js'
import { notMappedYet } from './not-mapped.js'
import { decode, encode } from './values.js'

/** What became of one family. */
interface Report {
  passed: number
  failed: number
  differ: number
  skipped: number
  failures: { id: string; expected: unknown; actual: unknown }[]
}

/** What the recordings of one group have in a form of their own. */
export interface Dialect {
  /** The name under which a case's operation is found. */
  operationOf(input: Input): string
  /** What time it is in a case, in seconds since 1970. */
  secondsOf(one: Case, recording: Recording): number
  /** The settings in force in a case. */
  settingsOf(input: Input): ActiveSettings
  /** A value of ours in the form a recording has for it. */
  encode(value: unknown): unknown
  isAsRecorded(one: Case, outcome: Outcome): boolean
}

const httpDialect: Dialect = {
  operationOf,
  secondsOf: one => Number(one.in.now ?? 1_704_164_645),
  settingsOf: ({ settings }) => defineSettings({ ...baseline, ...(decode(settings ?? {}) as object) }),
  encode,
  isAsRecorded,
}

const baseline = { SECRET_KEY: 'oracle-secret-key-0123456789' }

/**
 * Runs every recording of a group against the families that are mapped. One test a family; when all have run, one line
 * a family is printed, and a report is written where TINY_DJANGO_VECTORS_REPORT says.
 */
export function runGroup(group: string, families: readonly Family[], dialect = httpDialect): void {
  const folder = join(process.env.TINY_DJANGO_VECTORS ?? 'test/vectors', group)
  const reports = new Map<string, Report>()

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })

  afterEach(() => {
    vi.useRealTimers()
    activateSettings(null)
  })

  const recordings = readRecordings(folder)
  for (const recording of recordings) {
    test(recording.family, async () => {
      const family = families.find(({ name }) => name === recording.family)
      const report = await runFamily(recording, family, dialect)
      reports.set(recording.family, report)
      expect(report.failures.map(({ id }) => id).slice(0, 50), describeFailures(report)).toEqual([])
    })
  }

  // A file without tests would be a failure.
  if (recordings.length === 0) test(`there are no recordings in ${folder}`, () => {})

  afterAll(() => {
    const lines = [...Array.from(reports, ([family, report]) => closingLine(family, report)), ...notMappedLines(folder)]
    // On lines of their own, whatever Vitest colours the first one with.
    console.log(`\n${lines.join('\n')}`)
    writeReport(reports)
  })
}

function readRecordings(folder: string): Recording[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter(file => file.endsWith('.json'))
  const recordings = files.map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording)
  return recordings.filter(({ family }) => notMappedYet[family] !== 'all')
}

async function runFamily(recording: Recording, family: Family | undefined, dialect: Dialect): Promise<Report> {
  const report: Report = { passed: 0, failed: 0, differ: 0, skipped: 0, failures: [] }
  for (const one of recording.cases) {
    const operation = dialect.operationOf(one.in)
    if (isNotMappedYet(recording.family, operation)) continue
    const outcome = await runCase(one, recording, family?.operations[operation], dialect)
    const verdict = judge(one, recording.family, dialect.isAsRecorded(one, outcome))
    report[verdict]++
    if (verdict === 'failed')
      report.failures.push({ id: one.id, expected: one.out ?? { error: one.error }, actual: shown(outcome) })
  }
  return report
}

async function runCase(
  one: Case,
  recording: Recording,
  operation: Operation | undefined,
  dialect: Dialect,
): Promise<Outcome> {
  vi.setSystemTime(1000 * dialect.secondsOf(one, recording))
  try {
    if (operation === undefined) throw new Error(`there is no mapping for ${dialect.operationOf(one.in)}`)
    activateSettings(dialect.settingsOf(one.in))
    return { out: dialect.encode(await operation(one.in, recording)) }
  } catch (error) {
    return { error }
  }
}

function judge(one: Case, family: string, isSame: boolean): 'passed' | 'failed' | 'differ' | 'skipped' {
  if (isSame) return 'passed'
  const rules = differences.filter(rule => rule.family === family || rule.alsoIn?.includes(family))
  if (rules.some(rule => rule.covers(one.in, one.tags ?? []))) return 'differ'
  return one.tags?.some(isSkippable) ? 'skipped' : 'failed'
}

// FORMAT says which: what only Python can mean. `encoding:…` is not among them while there is a codec for it.
function isSkippable(tag: string): boolean {
  return skippable.has(tag)
}

const skippable = new Set([
  'python-str',
  'python-int',
  'python-repr',
  'python-method',
  'lone-surrogate',
  'python-regex-syntax',
  'unicode-classes',
  'zlib',
  'html-parser',
  // Python has codecs for these, the Encoding standard and iconv do not.
  'encoding:utf-7',
])

function isNotMappedYet(family: string, operation: string): boolean {
  const operations = notMappedYet[family] ?? []
  return operations === 'all' || operations.includes(operation)
}

function shown(outcome: Outcome): unknown {
  return JSON.parse(
    JSON.stringify(outcome, (_, value: unknown) =>
      value instanceof Error ? `${value.name}: ${value.message}\n${place(value)}` : value,
    ),
  )
}

function place({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter(line => line.startsWith('    at '))
    .slice(0, 3)
    .join('\n')
}

function describeFailures({ failures }: Report): string {
  return failures
    .slice(0, 20)
    .map(
      ({ id, expected, actual }) =>
        `${id}\n  recorded ${JSON.stringify(expected).slice(0, 700)}\n  here     ${JSON.stringify(actual).slice(0, 900)}`,
    )
    .join('\n')
}

function closingLine(family: string, { passed, failed, differ, skipped }: Report): string {
  return `vectors ${family}: ${passed} passed, ${failed} failed, ${differ} differ on purpose, ${skipped} skipped`
}

function notMappedLines(folder: string): string[] {
  return Object.entries(notMappedYet)
    .filter(([family]) => existsSync(join(folder, `${family}.json`)))
    .map(
      ([family, operations]) => `not mapped yet: ${family}${operations === 'all' ? '' : ` (${operations.join(', ')})`}`,
    )
}

// The groups run side by side and share the file; each replaces its own families in it.
function writeReport(reports: ReadonlyMap<string, Report>): void {
  const file = process.env.TINY_DJANGO_VECTORS_REPORT
  if (!file) return
  const others = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {}
  writeFileSync(file, JSON.stringify({ ...others, ...Object.fromEntries(reports) }, null, 2))
}
