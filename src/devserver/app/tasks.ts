import { runCommand } from '../../management/run-command.js'
import { colorStyle, noStyle } from '../../management/style.js'
import { isSerious, problemCount, problemList } from '../problems.js'
import type { ProjectDescription, Task } from '../protocol.js'
import type { ShellHost } from './shell/scope.js'
import type { Shell } from './shell/shell.js'
import { tracebackOf } from './traceback.js'

/** What a task needs of the process that it is done in. */
export interface TaskSurroundings extends ShellHost {
  /** What the checks say of the project. */
  problems(): Promise<Found>
}

type Found = Pick<ProjectDescription, 'problems' | 'silenced'>

/** What the command line asked this process for. */
export class RunningTask {
  readonly #task: Task
  readonly #surroundings: TaskSurroundings
  #shell: Shell | null = null

  constructor(task: Task, surroundings: TaskSurroundings) {
    this.#task = task
    this.#surroundings = surroundings
  }

  /** Resolves with the exit code. */
  async run(): Promise<number> {
    const task = this.#task
    if (task.kind === 'command') return runCommand(task.name, task.argv, this.#host())
    const { Shell } = await import('./shell/shell.js')
    this.#shell = new Shell(task, this.#surroundings)
    return this.#shell.run()
  }

  /** The project was loaded again. */
  async reloaded(): Promise<void> {
    await this.#shell?.reloaded()
  }

  /** Something happened that who is at the terminal wants to know. */
  tell(sentence: string): void {
    if (this.#shell) this.#shell.tell(sentence)
    else process.stderr.write(`${sentence}\n`)
  }

  #host(): Parameters<typeof runCommand>[2] {
    const { screen } = this.#task
    const { stdout, stderr } = process
    const checkProject = async () => {
      const found = await this.#surroundings.problems()
      if (found.problems.length > 0) stderr.write(`${problemsText(found, screen.color)}\n`)
      return !found.problems.some(problem => isSerious(problem))
    }
    return { ...screen, stdout, stderr, tracebackOf, checkProject }
  }
}

/** In the form of Django's `BaseCommand.check`. */
function problemsText({ problems, silenced = 0 }: Found, color: boolean): string {
  const { ERROR, WARNING } = color ? colorStyle : noStyle
  const title = 'System check identified some issues:'
  const isRefused = problems.some(problem => isSerious(problem))
  const list = problemList(problems, (text, problem) => (isSerious(problem) ? ERROR : WARNING)(text))
  const heading = isRefused ? ERROR(`SystemCheckError: ${title}`) : title
  return [heading, ...list, '', problemCount(problems.length, silenced)].join('\n')
}
