import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DevServer } from '../../src/cli/invocation.js'
import { run } from '../../src/cli/main.js'
import { packageRoot } from '../../src/devserver/package.js'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Circumstances {
  readonly cwd?: string
  readonly color?: boolean
  /** A window of this width; without it, the output goes into a pipe. */
  readonly columns?: number
  readonly devServer?: Partial<DevServer>
  /** What is typed when the command asks. */
  readonly answer?: string
}

/** Runs a command line as `bin/` would, with a terminal that remembers what was printed. */
export async function tinyDjango(args: readonly string[], circumstances: Circumstances = {}): Promise<Outcome> {
  const { cwd = process.cwd(), color = false, columns, devServer, answer = '' } = circumstances
  const stdout: string[] = []
  const stderr: string[] = []
  const terminal = {
    stdout: { write: (text: string) => stdout.push(text) },
    stderr: { write: (text: string) => stderr.push(text) },
    columns,
    color,
    readLine: async () => answer,
  }
  const code = await run(args, {
    terminal,
    cwd,
    devServer: {
      runDevServer: unexpected,
      inspectProject: unexpected,
      runInProject: unexpected,
      writeEditorFiles: unexpected,
      checkTypes: unexpected,
      ...devServer,
    },
  })
  return { code, stdout: stdout.join(''), stderr: stderr.join('') }
}

/** An empty folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tiny-django-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function unexpected(): never {
  throw new Error('this command was not expected to reach the dev server')
}

/** What an editor would underline in the project in `folder`: the empty string when all is well. */
export function typeErrors(folder: string): string {
  const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout
}
