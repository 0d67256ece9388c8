import { constants } from 'node:os'
import type { Build } from './compiler/build.js'
import { Compiler } from './compiler/compiler.js'
import { type BuildFailure, messagesAsText } from './compiler/messages.js'
import { Changes } from './front/changes.js'
import { Generation } from './front/generation.js'
import { isSameBuild } from './front/generations.js'
import { loadBuild, type Refusal } from './one-off.js'
import { type Fault, Frame, type Task } from './protocol.js'
import { spawnApp } from './spawn.js'
import { Watcher } from './watcher.js'

/**
 * Builds the project, loads it in a process of its own that has this one's standard input and output, and has that process
 * do something. Resolves with its exit code. `settings` is the settings file, if it is not the usual one.
 */
export async function runInProject(root: string, task: Task, settings?: string): Promise<number> {
  const attached = new Attached(root, task, settings)
  try {
    return await attached.run()
  } finally {
    await attached.close()
  }
}

/** It is in a session of its own, where the terminal's signals do not come. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH'] as const

class Attached {
  readonly #root: string
  readonly #task: Task
  readonly #compiler: Compiler
  readonly #app: Generation
  readonly #forward = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGWINCH') this.#wasTold = true
    process.kill(this.#app.pid, signal)
  }
  /** Whether it was a signal from outside that may end the process. */
  #wasTold = false
  /** Whether an error that nobody caught has ended it. */
  #hasFailed = false
  #isRunning = false
  #reloads: Reloads | null = null

  constructor(root: string, task: Task, settings?: string) {
    this.#root = root
    this.#task = task
    this.#compiler = new Compiler(root, settings)
    this.#app = new Generation(spawnApp(null, ['inherit', 'inherit', 'inherit']), {
      output: () => {},
      fault: (_, fault) => this.#onFault(fault),
      snapshot: () => {},
      records: () => {},
      warning: sentence => this.#tell(sentence),
      ended: () => {},
    })
    for (const signal of forwarded) process.on(signal, this.#forward)
  }

  async run(): Promise<number> {
    const build = await this.#compiler.build()
    const refusal = build.ok ? await loadBuild(this.#app, this.#root, build, false) : messagesAsText(build.messages)
    if (refusal !== null) return this.#refuse(refusal)
    this.#isRunning = true
    this.#app.channel.sendJson(Frame.task, 0, this.#task)
    if (build.ok && isInteractive(this.#task)) this.#followChanges(build)
    await this.#app.gone
    return this.#exitCode
  }

  async close(): Promise<void> {
    for (const signal of forwarded) process.off(signal, this.#forward)
    await Promise.all([this.#reloads?.close(), this.#compiler.close(), this.#app.end()])
  }

  #followChanges(build: Build): void {
    this.#reloads = new Reloads(this.#root, this.#compiler, build, {
      changed: next => loadBuild(this.#app, this.#root, next, false),
      templates: () => this.#app.channel.sendEmpty(Frame.templates),
      tell: sentence => this.#tell(sentence),
    })
    void this.#reloads.start()
  }

  #tell(sentence: string): void {
    if (this.#reloads) this.#app.channel.sendJson(Frame.tell, 0, sentence)
    else process.stderr.write(`${sentence}\n`)
  }

  #refuse(refusal: NonNullable<Refusal>): number {
    if (this.#wasTold) return this.#exitCode
    this.#tell(refusal)
    return 1
  }

  get #exitCode(): number {
    const { exitCode, signal } = this.#app
    if (signal !== null) return this.#hasFailed ? 1 : 128 + constants.signals[signal]
    return exitCode ?? 1
  }

  /** An error that nobody caught ends what runs by itself. One that ends the process says so itself. */
  #onFault({ kind, text }: Fault): void {
    if (kind === 'exit' || !this.#isRunning) return // while it loads, who waits for that is told
    this.#tell(text)
    if (isInteractive(this.#task)) return
    this.#hasFailed = true
    this.#app.kill()
  }
}

interface ReloadEvents {
  /** Loads what is on disk now; resolves with why that cannot be. */
  changed(build: Build): Promise<Refusal>
  templates(): void
  tell(sentence: string): void
}

/** Gives a process that goes on whatever is saved. */
class Reloads {
  readonly #root: string
  readonly #compiler: Compiler
  readonly #events: ReloadEvents
  readonly #changes: Changes
  readonly #watcher: Watcher
  #last: Build | BuildFailure
  #loading: Promise<void> = Promise.resolve()

  constructor(root: string, compiler: Compiler, build: Build, events: ReloadEvents) {
    this.#root = root
    this.#compiler = compiler
    this.#last = build
    this.#events = events
    this.#changes = new Changes(compiler, {
      announced: () => {},
      outcome: result => this.#onOutcome(result),
      isKnown: result => this.#isKnown(result),
    })
    this.#watcher = new Watcher(root, {
      changed: path => this.#onFileEvent(path),
      polling: reason => events.tell(`Watching by polling from here on: ${reason}`),
      blind: () => void this.#changes.verify(root),
    })
  }

  async start(): Promise<void> {
    this.#watcher.follow(this.#compiler.inputs)
    await this.#watcher.start(false)
    await this.#changes.verify(this.#root) // whatever was saved before it was awake
  }

  close(): Promise<void> {
    return this.#watcher.close()
  }

  #onFileEvent(path: string): void {
    if (!/\.(?:[cm]?[jt]sx?|json)$/.test(path)) this.#events.templates()
    if (this.#compiler.mayMatter(path)) {
      this.#changes.announce(path)
    }
  }

  #isKnown(result: Build | BuildFailure): boolean {
    if (!result.ok || !this.#last.ok)
      return !result.ok && !this.#last.ok && messagesAsText(result.messages) === messagesAsText(this.#last.messages)
    return isSameBuild(this.#last, result)
  }

  #onOutcome(result: Build | BuildFailure): void {
    if (this.#isKnown(result)) return
    this.#last = result
    this.#watcher.follow(this.#compiler.inputs)
    if (!result.ok) return this.#events.tell(messagesAsText(result.messages))
    this.#loading = this.#loading.then(async () => {
      const refusal = await this.#events.changed(result)
      if (refusal !== null) this.#events.tell(refusal)
    })
  }
}

/** Whether somebody sits at it, so that it goes on. */
function isInteractive(task: Task): boolean {
  return task.kind === 'shell' && task.code === undefined && process.stdin.isTTY === true
}
