import type { Command } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface ShowUrlsArguments {
  readonly folder?: string
  /** Only what has this in its route, name or view, in capitals or not. */
  readonly search?: string
}

type Url = Extract<ProjectReport, { ok: true }>['urls'][number]

/** Prints every URL pattern of the project in the order they are tried, with its view and where that is, and its name. */
export async function showurls({ folder, search }: ShowUrlsArguments, invocation: Invocation): Promise<number> {
  const report = await invocation.devServer.inspectProject(projectRoot(folder, invocation.cwd), { places: true })
  if (!report.ok) {
    invocation.printError(report.message)
    return 1
  }
  const urls = report.urls.filter(url => search === undefined || isAbout(url, search))
  if (invocation.json) invocation.printJson(urls)
  else for (const line of lines(urls, invocation)) invocation.print(line)
  for (const { level, message } of report.problems) if (level === 'error') invocation.printError(message)
  return 0
}

export function showurlsCommand(program: Command, invocation: Invocation): void {
  program
    .command('showurls')
    .summary('list the URLs of the project')
    .description(
      'Lists the URL patterns of the project in the order they are tried: route, view, name, place, methods.',
    )
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .option('--search <text>', 'only patterns with this in their route, name or view')
    .action(async (folder: string | undefined, { search }: { search?: string }) => {
      invocation.exitCode = await showurls({ folder, search }, invocation)
    })
}

function isAbout({ route, name, view }: Url, text: string): boolean {
  return [shown(route), name, view].some(each => each.toLowerCase().includes(text.toLowerCase()))
}

/** Columns for a person, tabs for a program. */
function lines(urls: readonly Url[], { terminal, colors }: Invocation): string[] {
  const rows = urls.map(url => [shown(url.route), url.view, url.name, place(url), url.methods?.join(',') ?? ''])
  if (terminal.columns === undefined) return rows.map(row => row.join('\t'))
  const paints = [String, colors.cyan, colors.green, colors.dim, colors.yellow]
  const widths = paints.map((_, column) => Math.max(0, ...rows.map(row => [...(row[column] ?? '')].length)))
  return rows.map(row =>
    row
      .map((cell, column) => paints[column]!(cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** As it is typed into a browser; a regular expression (`^articles/$`) stays one. */
function shown(route: string): string {
  return route.startsWith('^') ? route : `/${route}`
}

function place({ file, line }: Url): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`
}
