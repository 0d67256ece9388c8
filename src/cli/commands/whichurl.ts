import type { Command } from 'commander'
import type { ProjectReport } from '../../devserver/index.js'
import { UsageError } from '../errors.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface WhichUrlArguments {
  /** A path, or a whole address copied from the browser. */
  readonly address: string
  readonly folder?: string
  readonly method?: string
}

type Which = NonNullable<Extract<ProjectReport, { ok: true }>['which']>
type Way = Which['ways'][number]

/** Says which view a path leads to, and of every other pattern why it does not match. */
export async function whichurl({ address, folder, method }: WhichUrlArguments, invocation: Invocation) {
  const which = { path: pathOf(address), method: (method ?? 'GET').toUpperCase() }
  const report = await invocation.devServer.inspectProject(projectRoot(folder, invocation.cwd), { which })
  if (!report.ok || report.which === undefined) {
    invocation.printError(report.ok ? report.problems.map(({ message }) => message).join('\n') : report.message)
    return 1
  }
  const answer = report.which
  if (invocation.json) invocation.printJson(answer)
  else for (const line of [...ways(answer, invocation), '', ...conclusion(answer, invocation)]) invocation.print(line)
  return answer.match?.allowsMethod === true ? 0 : 1
}

export function whichurlCommand(program: Command, invocation: Invocation): void {
  program
    .command('whichurl')
    .summary('show which view a path leads to, or why none')
    .description('Follows a path through the URL patterns: which one matches, and why each one before it does not.')
    .argument('<path>', 'a path such as /articles/2024/, or an address from the browser')
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .option('--method <method>', 'the request method', 'GET')
    .addHelpText('after', '\nExample:\n  tiny-django whichurl /articles/2024/ --method POST')
    .action(async (address: string, folder: string | undefined, { method }: { method: string }) => {
      invocation.exitCode = await whichurl({ address, folder, method }, invocation)
    })
}

/** What the patterns get to see: without host and query string, decoded. */
function pathOf(address: string): string {
  const withoutHost = address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/[?#].*$/s, '')
  try {
    return decodeURIComponent(withoutHost.startsWith('/') ? withoutHost : `/${withoutHost}`)
  } catch {
    throw new UsageError(`'${address}' is not encoded as an address is.`, 'tiny-django whichurl')
  }
}

// Those that have nothing in common with the path are counted, unless more is asked for.
function ways({ ways: all, match }: Which, { verbosity, colors, terminal }: Invocation): string[] {
  const isShown = (way: Way) => verbosity >= 2 || way.reason === undefined || way.agrees > 1
  const shown = all.filter(isShown)
  const width = Math.max(0, ...shown.map(way => describe(way).length))
  const widest = Math.max(0, ...shown.map(({ reason = '' }) => width + 6 + reason.length))
  const between = widest <= (terminal.columns ?? widest) ? '  ' : '\n      '
  const lines = shown.map(way => {
    if (way.reason === undefined && match) return `  ${colors.green('✓')} ${describe(way)}`
    const what = between === '  ' ? describe(way).padEnd(width) : describe(way)
    return `  ${colors.red('✗')} ${what}${between}${colors.dim(way.reason ?? '')}`
  })
  const hidden = all.length - shown.length
  if (hidden === 0) return lines
  const others = shown.length === 0 ? '' : ' other'
  const subject = hidden === 1 ? `1${others} pattern begins` : `${hidden}${others} patterns begin`
  return [colors.dim(`  ${subject} otherwise (-v 2 shows ${hidden === 1 ? 'it' : 'them'})`), ...lines]
}

function describe({ routes, name }: Way): string {
  const shown = routes.map(route => (route === '' ? '(empty)' : route)).join(' ')
  return name === undefined ? shown : `${shown} [name='${name}']`
}

function conclusion({ path, method, match, meant }: Which, { colors }: Invocation): string[] {
  if (match === undefined) {
    const hint = meant === undefined ? '' : ` Did you mean ${colors.cyan(meant)}?`
    return [`No URL pattern matches ${path}.${hint}`]
  }
  const { route, name, view, args, kwargs, methods } = match
  const captured = [...args, ...Object.entries(kwargs).map(([key, value]) => `${key}=${value}`)]
  const facts = [
    ['view', colors.cyan(view)],
    ['name', name],
    ['route', route],
    ['parameters', captured.join(', ')],
    ['methods', methods?.join(', ') ?? ''],
  ] as const
  const lines = facts.filter(([, value]) => value !== '').map(([label, value]) => `${label.padEnd(10)}  ${value}`)
  return match.allowsMethod ? lines : [...lines, '', refusal(method, methods ?? [])]
}

function refusal(method: string, methods: readonly string[]): string {
  return `The pattern matches, but the view allows only ${methods.join(', ')}, not ${method}.`
}
