import type { checkTypes, ProjectQuestion, ProjectReport, Task, writeEditorFiles } from '../devserver/index.js'
import type { RunServerOptions } from '../devserver/options.js'
import type { Verbosity } from '../management/command.js'
import { type Colors, colorsOf, type Terminal } from './terminal.js'

/** What the commands ask of the dev server. Loaded when used: it is most of this package. */
export interface DevServer {
  runDevServer(options: RunServerOptions): Promise<number>
  inspectProject(root: string, question: ProjectQuestion, settings?: string): Promise<ProjectReport>
  runInProject(root: string, task: Task, settings?: string): Promise<number>
  writeEditorFiles(...args: Parameters<typeof writeEditorFiles>): Promise<void>
  checkTypes(...args: Parameters<typeof checkTypes>): ReturnType<typeof checkTypes>
}

export interface Surroundings {
  readonly terminal: Terminal
  /** The folder that relative paths start from. */
  readonly cwd: string
  readonly devServer: DevServer
}

/** One run of the command line: where it happens, where it prints, and what holds for every command. */
export class Invocation implements Surroundings {
  readonly terminal: Terminal
  readonly cwd: string
  readonly devServer: DevServer
  readonly colors: Colors
  verbosity: Verbosity = 1
  json = false
  /** What the command returned. */
  exitCode = 0

  constructor({ terminal, cwd, devServer }: Surroundings) {
    this.terminal = terminal
    this.cwd = cwd
    this.devServer = devServer
    this.colors = colorsOf(terminal)
  }

  /** A result somebody asked for: printed at every verbosity. */
  print(text: string): void {
    this.terminal.stdout.write(`${text}\n`)
  }

  /** What somebody types as the answer; '' where nobody can. */
  async ask(question: string): Promise<string> {
    this.terminal.stdout.write(question)
    return (await this.terminal.readLine?.()) ?? ''
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2))
  }

  /** What is nice to know: printed from `verbosity` on, and never beside JSON. */
  say(text: string, verbosity: Verbosity = 1): void {
    if (this.verbosity >= verbosity && !this.json) this.print(text)
  }

  printError(text: string): void {
    this.terminal.stderr.write(`${text}\n`)
  }
}
