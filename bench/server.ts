import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Awaited, untilVersion } from './client.js'
import { workspace } from './installs.js'
import { freePort } from './ports.js'
import { descendantsOf, isRunning, killAll, type ProcessInfo } from './processes.js'
import type { Project } from './project.js'
import type { Subject } from './subjects.js'

export interface StartOptions {
  /** Arguments for node itself, before those of the subject. */
  readonly nodeArgs?: readonly string[]
}

/** A subject at work: its process, and all that it started. */
export class Server {
  readonly subject: Subject
  readonly project: Project
  readonly port: number
  /** When the command was given, on the clock of `performance.now()`. */
  readonly startedAt: number
  readonly #child: ChildProcess
  readonly #log: string

  static async start(root: string, subject: Subject, project: Project, options: StartOptions = {}): Promise<Server> {
    return new Server(root, subject, project, await freePort(), options)
  }

  private constructor(root: string, subject: Subject, project: Project, port: number, options: StartOptions) {
    this.subject = subject
    this.project = project
    this.port = port
    this.#log = join(workspace, `${subject.id}-${port}.log`)
    const args = [
      ...(options.nodeArgs ?? []),
      ...subject.command({ home: subject.home(root), project: project.folder, port }),
    ]
    // Output goes to a file: reading it here would take time from what is measured.
    mkdirSync(workspace, { recursive: true })
    const log = openSync(this.#log, 'w')
    this.startedAt = performance.now()
    this.#child = spawn(process.execPath, args, {
      cwd: project.folder,
      env: environment(port),
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    running.add(this)
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Everything printed so far. */
  get output(): string {
    return readFileSync(this.#log, 'utf8')
  }

  get descendants(): ProcessInfo[] {
    return descendantsOf(this.pid)
  }

  /** Its own and those that it has started. */
  get pids(): number[] {
    return [this.pid, ...this.descendants.map(({ pid }) => pid)]
  }

  /** Waits for the first answer, and returns when it was complete. */
  async ready(timeoutMs = 30_000): Promise<number> {
    const { at } = await this.seen(timeoutMs)
    if (at === null) throw new Error(`${this.subject.title} did not answer. It printed:\n${this.output.slice(-2000)}`)
    return at
  }

  /** Waits until the view answers with the version on disk. */
  seen(timeoutMs: number): Promise<Awaited> {
    return untilVersion(this.port, this.project.version, timeoutMs)
  }

  /** Asks it to end, and ends what is left of it after three seconds. */
  async stop(): Promise<void> {
    const pids = [this.pid, ...this.descendants.map(({ pid }) => pid)]
    this.#child.kill('SIGTERM')
    const deadline = performance.now() + 3_000
    while (pids.some(isRunning) && performance.now() < deadline) await sleep(10)
    this.#kill(pids)
    running.delete(this)
    rmSync(this.#log, { force: true })
  }

  /** Ends it at once and leaves nothing of it, for when there is no time to wait. */
  discard(): void {
    this.#kill()
    this.project.remove()
    rmSync(this.#log, { force: true })
  }

  /** Ends it at once. Everything is in the group of its front, or below that in a group of its own. */
  #kill(pids: readonly number[] = this.descendants.map(({ pid }) => pid)): void {
    killAll([...pids.filter(isRunning), -this.pid])
  }
}

const running = new Set<Server>()

/** Ends every server that is still running, and removes its project. */
export function killEverything(): void {
  for (const server of running) server.discard()
}

/** Without what npm and a debugger put there: every subject starts as from a shell. */
function environment(port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_OPTIONS$|NODE_ENV$|NODE_V8_COVERAGE$)/i.test(name),
  )
  return { ...Object.fromEntries(kept), PORT: String(port) }
}
