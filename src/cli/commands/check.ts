import { type Command, Option } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import { isSerious, problemCount, problemList } from '../../devserver/problems.js'
import { CommandError } from '../../management/exceptions.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface CheckArguments {
  readonly folder?: string
  /** Only checks labelled with one of these. */
  readonly tags?: readonly string[]
  readonly listTags?: boolean
  /** Those too that are meant for production. */
  readonly deploy?: boolean
  /** All templates, too. */
  readonly templates?: boolean
  /** The types, too. */
  readonly types?: boolean
  readonly failLevel?: FailLevel
}

const failLevels = ['CRITICAL', 'ERROR', 'WARNING', 'INFO', 'DEBUG'] as const
type FailLevel = (typeof failLevels)[number]
type Description = Extract<ProjectReport, { ok: true }>
type Problem = Description['problems'][number]

/** Builds and loads the project and reports what is wrong with it; fails when something must be mended. Django: "check". */
export async function check(args: CheckArguments, invocation: Invocation): Promise<number> {
  const { folder, tags, deploy = false, templates = false, types = false, listTags = false, failLevel = 'ERROR' } = args
  const root = projectRoot(folder, invocation.cwd)
  const problems = { deploy, ...(tags && { tags }), ...(templates && { templates }) }
  const report = await invocation.devServer.inspectProject(root, { problems, names: true })
  if (!report.ok) return refused(report, invocation)
  const { tags: known = [] } = report
  const unknown = tags?.find(tag => !known.includes(tag))
  if (unknown !== undefined) throw new CommandError(`There is no system check with the "${unknown}" tag.`)
  if (listTags) return list(known, invocation)
  if (report.names) await writeEditorFiles(root, report.names, invocation)
  const all = types ? [...report.problems, ...(await typeProblems(root, invocation))] : report.problems
  const level = failLevel.toLowerCase() as Problem['level']
  return tell({ ...report, problems: all }, !all.some(problem => isSerious(problem, level)), invocation)
}

async function typeProblems(root: string, { devServer }: Invocation): Promise<readonly Problem[]> {
  try {
    return await devServer.checkTypes(root)
  } catch (error) {
    if ((error as Error).name === 'NoTypeScript') throw new CommandError((error as Error).message)
    throw error
  }
}

export function checkCommand(program: Command, invocation: Invocation): void {
  program
    .command('check')
    .summary('look for mistakes in the project')
    .description('Builds and loads the project without serving it, and reports what is wrong with it.')
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .option('-t, --tag <tag>', 'only checks labelled with this; may be given more than once', collect)
    .option('--list-tags', 'list the tags there are')
    .option('--deploy', 'checks for production, too')
    .option('--templates', 'all templates, too: each is compiled and walked through')
    .option('--types', "the types, too, by the project's own TypeScript")
    .addOption(new Option('--fail-level <level>', 'what makes it fail').choices(failLevels).default('ERROR'))
    .action(
      async (folder: string | undefined, { tag, ...options }: Omit<CheckArguments, 'tags'> & { tag?: string[] }) => {
        invocation.exitCode = await check({ ...options, folder, tags: tag }, invocation)
      },
    )
}

function collect(tag: string, before: readonly string[] = []): string[] {
  return [...before, tag]
}

// What cannot be written is no fault of the project.
async function writeEditorFiles(root: string, names: NonNullable<Description['names']>, invocation: Invocation) {
  try {
    await invocation.devServer.writeEditorFiles(root, names)
  } catch (error) {
    invocation.say(`The types for the editor could not be written: ${(error as Error).message}`, 2)
  }
}

function refused(report: Extract<ProjectReport, { ok: false }>, invocation: Invocation): number {
  if (invocation.json) invocation.printJson(report)
  else invocation.printError(report.message)
  return 1
}

function list(tags: readonly string[], invocation: Invocation): number {
  if (invocation.json) invocation.printJson(tags)
  else for (const tag of tags) invocation.print(tag)
  return 0
}

/** In the form and order of Django's `BaseCommand.check`. */
function tell({ problems, silenced = 0 }: Description, passed: boolean, invocation: Invocation): number {
  const { red, yellow } = invocation.colors
  const count = problemCount(problems.length, silenced)
  if (invocation.json) invocation.printJson({ ok: passed, problems, silenced })
  else if (problems.length === 0) invocation.say(count)
  else {
    const title = 'System check identified some issues:'
    const list = problemList(problems, (text, problem) => (isSerious(problem) ? red : yellow)(text))
    invocation.printError([passed ? title : red(`SystemCheckError: ${title}`), ...list, '', count].join('\n'))
  }
  return passed ? 0 : 1
}
