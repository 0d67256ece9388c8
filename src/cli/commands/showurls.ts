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
  else if (urls.length === 0) invocation.printError(noneOf(report.urls, search))
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

function noneOf(all: readonly Url[], search = ''): string {
  return all.length === 0
    ? 'The project has no URLs.'
    : `None of the ${all.length} URL patterns has '${search}' in its route, name or view.`
}

/** Columns for a person, tabs for a program. */
function lines(urls: readonly Url[], { terminal, colors }: Invocation): string[] {
  const rows = urls.map(url => [shown(url.route), url.view, url.name, place(url), url.methods?.join(',') ?? ''])
  if (terminal.columns === undefined) return rows.map(row => row.join('\t'))
  const paints = [String, colors.cyan, colors.green, colors.dim, colors.yellow]
  const paint = (cell: string, column: number) => paints[column]!(cell)
  const widths = paints.map((_, column) => Math.max(0, ...rows.map(row => [...(row[column] ?? '')].length)))
  const fits = widths.reduce((sum, width) => sum + 2 + width, -2) <= terminal.columns
  return rows.flatMap(row => (fits ? [inColumns(row, widths, paint)] : stacked(row, paint)))
}

type Paint = (cell: string, column: number) => string

function inColumns(row: readonly string[], widths: readonly number[], paint: Paint): string {
  const last = row.findLastIndex(cell => cell !== '')
  return row
    .slice(0, last + 1)
    .map((cell, column) => paint(column === last ? cell : cell.padEnd(widths[column]!), column))
    .join('  ')
}

/** What has no room side by side: the route, and under it what there is to say of it. */
function stacked(row: readonly string[], paint: Paint): string[] {
  const [route, ...facts] = row.map((cell, column) => (cell === '' ? '' : paint(cell, column)))
  return [route!, `    ${facts.filter(fact => fact !== '').join('  ')}`]
}

/** As it is typed into a browser; a regular expression (`^articles/$`) stays one. */
function shown(route: string): string {
  return route.startsWith('^') ? route : `/${route}`
}

function place({ file, line }: Url): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`
}
