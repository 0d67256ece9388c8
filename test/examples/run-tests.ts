import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../src/devserver/package.js'
import { userEnvironment } from '../e2e/harness/install.js'

export interface TestRun {
  readonly passed: number
  readonly failed: number
  /** What was printed, when something failed. */
  readonly report: string
}

/** Runs the tests of an example as somebody does who works on it; `tiny-django` is what was built last. */
export function runTests(example: string): TestRun {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', '--reporter=json'], {
    cwd: join(packageRoot, 'examples', example),
    env: { ...userEnvironment(), CI: '1', NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  })
  const at = stdout.indexOf('{')
  if (at === -1) return { passed: 0, failed: 1, report: stdout + stderr }
  const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(stdout.slice(at)) as JsonReport
  const failures = testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message ? [`${name}: ${message}`] : []),
    ...assertionResults.flatMap(each => each.failureMessages.map(text => `${each.fullName}: ${text}`)),
  ])
  const failed = success && status === 0 ? numFailedTests : Math.max(numFailedTests, 1)
  return { passed: numPassedTests, failed, report: failures.join('\n') }
}

interface JsonReport {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly fullName: string; readonly failureMessages: readonly string[] }[]
  }[]
}
