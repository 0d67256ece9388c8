import type { Command } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface FindStaticArguments {
  /** As a template names it: `css/site.css`. */
  readonly paths: readonly string[]
  readonly folder?: string
  /** Only the file that is served. */
  readonly first: boolean
}

type Static = NonNullable<Extract<ProjectReport, { ok: true }>['static']>

/** Says where static files are: which file is served, and which others of the same path it hides. */
export async function findstatic(
  { paths, folder, first }: FindStaticArguments,
  invocation: Invocation,
): Promise<number> {
  const report = await invocation.devServer.inspectProject(projectRoot(folder, invocation.cwd), { static: paths })
  if (!report.ok || report.static === undefined) {
    invocation.printError(report.ok ? report.problems.map(({ message }) => message).join('\n') : report.message)
    return 1
  }
  const { found, searched } = report.static
  const shown = found.map(files => (first ? files.slice(0, 1) : files))
  if (invocation.json) invocation.printJson(Object.fromEntries(paths.map((path, index) => [path, shown[index]])))
  else for (const [index, path] of paths.entries()) tell(path, shown[index]!, searched, invocation)
  return found.every(files => files.length > 0) ? 0 : 1
}

export function findstaticCommand(program: Command, invocation: Invocation): void {
  program
    .command('findstatic')
    .summary('show where a static file is')
    .description('Shows where static files are: the file that is served first, then those that it hides.')
    .argument('<staticfile...>', 'paths as templates name them: css/site.css')
    .option('--first', 'only the first match for each')
    .option('--folder <folder>', "the project's folder; without one, it is looked for from here upwards")
    .addHelpText('after', '\nExample:\n  tiny-django findstatic css/site.css')
    .action(async (paths: string[], { first = false, folder }: { first?: boolean; folder?: string }) => {
      invocation.exitCode = await findstatic({ paths, first, folder }, invocation)
    })
}

// In Django's words.
function tell(path: string, files: readonly string[], searched: Static['searched'], invocation: Invocation): void {
  const { verbosity } = invocation
  const places = verbosity >= 2 ? `\nLooking in the following locations:\n  ${searched.join('\n  ')}` : ''
  if (files.length === 0) {
    if (verbosity >= 1) invocation.printError(`No matching file found for '${path}'.${places && `\n${places}`}`)
  } else if (verbosity === 0) invocation.print(files.join('\n'))
  else invocation.print(`Found '${path}' here:\n  ${files.join('\n  ')}${places}`)
}
