import { constants } from 'node:os'
import { Compiler } from './compiler/compiler.js'
import { Generation } from './front/generation.js'
import { loadInto, type Refusal } from './one-off.js'
import { type Fault, Frame, type Task } from './protocol.js'
import { spawnApp } from './spawn.js'

/**
 * Builds the project, loads it in a process of its own that has this one's standard input and output, and has that process
 * do something. Resolves with its exit code. `settings` is the settings file, if it is not the usual one.
 */
export async function runInProject(root: string, task: Task, settings?: string): Promise<number> {
  const attached = new Attached(root, settings)
  try {
    return await attached.run(task)
  } finally {
    await attached.close()
  }
}

/** It is in a session of its own, where the terminal's signals do not come. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH'] as const

class Attached {
  readonly #root: string
  readonly #compiler: Compiler
  readonly #app: Generation
  readonly #forward = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGWINCH') this.#wasTold = true
    process.kill(this.#app.pid, signal)
  }
  /** Whether it was a signal from outside that may end the process. */
  #wasTold = false

  constructor(root: string, settings?: string) {
    this.#root = root
    this.#compiler = new Compiler(root, settings)
    this.#app = new Generation(spawnApp(null, ['inherit', 'inherit', 'inherit']), {
      output: () => {},
      fault: (_, fault) => this.#onFault(fault),
      snapshot: () => {},
      records: () => {},
      warning: say,
      ended: () => {},
    })
    for (const signal of forwarded) process.on(signal, this.#forward)
  }

  async run(task: Task): Promise<number> {
    const refusal = await loadInto(this.#app, this.#root, this.#compiler, false)
    if (refusal !== null) return this.#refuse(refusal)
    this.#app.channel.sendJson(Frame.task, 0, task)
    await this.#app.gone
    return this.#exitCode
  }

  async close(): Promise<void> {
    for (const signal of forwarded) process.off(signal, this.#forward)
    await Promise.all([this.#compiler.close(), this.#app.end()])
  }

  #refuse(refusal: NonNullable<Refusal>): number {
    if (this.#wasTold) return this.#exitCode
    say(refusal)
    return 1
  }

  get #exitCode(): number {
    const { exitCode, signal } = this.#app
    if (signal !== null) return this.#hasFailed ? 1 : 128 + constants.signals[signal]
    return exitCode ?? 1
  }

  #hasFailed = false

  /** An error that nobody caught ends a command. One that ends the process itself says so. */
  #onFault({ kind, text }: Fault): void {
    if (kind === 'exit' || this.#app.state !== 'live') return
    say(text)
    this.#hasFailed = true
    this.#app.kill()
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
