import { type CommandHost, runCommand } from '../../management/run-command.js'
import { colorStyle, noStyle } from '../../management/style.js'
import { isSerious, problemCount, problemList } from '../problems.js'
import type { CommandTask, ProjectDescription, Task } from '../protocol.js'
import { tracebackOf } from './traceback.js'

/** What a task needs of the process that it is done in. */
export interface TaskSurroundings {
  /** What the checks say of the project. */
  problems(): Promise<Pick<ProjectDescription, 'problems' | 'silenced'>>
}

/** Does what the command line asked this process for, and returns its exit code. */
export function runTask(task: Task, surroundings: TaskSurroundings): Promise<number> {
  return runCommand(task.name, task.argv, hostOf(task, surroundings))
}

function hostOf({ screen }: CommandTask, { problems }: TaskSurroundings): CommandHost {
  const { stdout, stderr } = process
  return {
    ...screen,
    stdout,
    stderr,
    tracebackOf,
    checkProject: async () => {
      const found = await problems()
      if (found.problems.length > 0) stderr.write(`${problemsText(found, screen.color)}\n`)
      return !found.problems.some(problem => isSerious(problem))
    },
  }
}

/** In the form of Django's `BaseCommand.check`. */
function problemsText(
  { problems, silenced = 0 }: Pick<ProjectDescription, 'problems' | 'silenced'>,
  color: boolean,
): string {
  const { ERROR, WARNING } = color ? colorStyle : noStyle
  const title = 'System check identified some issues:'
  const isRefused = problems.some(problem => isSerious(problem))
  const list = problemList(problems, (text, problem) => (isSerious(problem) ? ERROR : WARNING)(text))
  const heading = isRefused ? ERROR(`SystemCheckError: ${title}`) : title
  return [heading, ...list, '', problemCount(problems.length, silenced)].join('\n')
}
