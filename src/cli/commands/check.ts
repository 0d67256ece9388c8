import type { Command } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface CheckArguments {
  readonly folder?: string
}

type Problem = Extract<ProjectReport, { ok: true }>['problems'][number]

/** Builds and loads the project and reports what is wrong with it; fails when something must be mended. Django: "check". */
export async function check({ folder }: CheckArguments, invocation: Invocation): Promise<number> {
  const root = projectRoot(folder, invocation.cwd)
  const report = await invocation.devServer.inspectProject(root, { problems: true, names: true })
  if (report.ok && report.names) await invocation.devServer.writeUrlNames(root, report.names)
  const passed = report.ok && !report.problems.some(isError)
  if (invocation.json) invocation.printJson(report.ok ? { ok: passed, problems: report.problems } : report)
  else if (!report.ok) invocation.printError(report.message)
  else if (report.problems.length > 0) printProblems(report.problems, passed, invocation)
  else invocation.say('System check identified no issues (0 silenced).')
  return passed ? 0 : 1
}

export function checkCommand(program: Command, invocation: Invocation): void {
  program
    .command('check')
    .summary('look for mistakes in the project')
    .description('Builds and loads the project without serving it, and reports what is wrong with it.')
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .action(async (folder?: string) => {
      invocation.exitCode = await check({ folder }, invocation)
    })
}

function isError({ level }: Problem): boolean {
  return level === 'error'
}

/** In the form and order of Django's `BaseCommand.check`. */
function printProblems(problems: readonly Problem[], passed: boolean, invocation: Invocation): void {
  const { red, yellow } = invocation.colors
  const title = 'System check identified some issues:'
  const groups = [
    group('ERRORS', problems.filter(isError), red),
    group(
      'WARNINGS',
      problems.filter(each => !isError(each)),
      yellow,
    ),
  ]
  const count = problems.length === 1 ? '1 issue' : `${problems.length} issues`
  const footer = `System check identified ${count} (0 silenced).`
  invocation.printError([passed ? title : red(`SystemCheckError: ${title}`), ...groups.flat(), '', footer].join('\n'))
}

function group(title: string, problems: readonly Problem[], paint: (text: string) => string): string[] {
  return problems.length === 0 ? [] : ['', `${title}:`, ...problems.map(each => paint(describe(each))).sort()]
}

function describe({ id, message, hint }: Problem): string {
  return `?: ${id === undefined ? '' : `(${id}) `}${message}${hint === undefined ? '' : `\n\tHINT: ${hint}`}`
}
