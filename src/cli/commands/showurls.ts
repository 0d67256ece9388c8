import type { Command } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface ShowUrlsArguments {
  readonly folder?: string
}

type Url = Extract<ProjectReport, { ok: true }>['urls'][number] & {
  /** Where the view is defined, when known. */
  readonly file?: string
  readonly line?: number
}

/** Prints every URL pattern of the project in the order they are tried, with its view and name. */
export async function showurls({ folder }: ShowUrlsArguments, invocation: Invocation): Promise<number> {
  const report = await invocation.devServer.inspectProject(projectRoot(folder, invocation.cwd))
  if (!report.ok) {
    invocation.printError(report.message)
    return 1
  }
  if (invocation.json) invocation.printJson(report.urls)
  else for (const line of lines(report.urls, invocation)) invocation.print(line)
  return 0
}

export function showurlsCommand(program: Command, invocation: Invocation): void {
  program
    .command('showurls')
    .summary('list the URLs of the project')
    .description('Lists the URL patterns of the project in the order they are tried: route, view, name.')
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .action(async (folder?: string) => {
      invocation.exitCode = await showurls({ folder }, invocation)
    })
}

/** Columns for a person, tabs for a program. */
function lines(urls: readonly Url[], { terminal, colors, verbosity }: Invocation): string[] {
  const rows = urls.map(url => [shown(url.route), url.view, url.name, ...(verbosity >= 2 ? [place(url)] : [])])
  if (terminal.columns === undefined) return rows.map(row => row.join('\t'))
  const paints = [String, colors.cyan, colors.green, colors.dim]
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
