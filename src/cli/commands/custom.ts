import { relative } from 'node:path'
import type { Command } from 'commander'
import { commandFiles } from '../../adapters/app-folders.js'
import { builtInCommands, refusedName } from '../../management/names.js'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

/**
 * The commands of the project that the current folder is in. Their names are read from its folders; what they want and do
 * is known to the process that runs them only, which parses `argv` itself.
 */
export function customCommands(program: Command, argv: readonly string[], invocation: Invocation): void {
  if (!mayBeAsked(argv)) return
  const root = projectRoot(undefined, invocation.cwd)
  const files = commandFiles(root)
  const refused = files.filter(({ name }) => builtInCommands.includes(name))
  if (refused.length > 0) program.addHelpText('after', `\n${refused.map(each => refusal(each, root)).join('\n')}`)
  const first = new Map(files.toReversed().map(file => [file.name, file]))
  for (const { name, path } of first.values()) {
    if (!builtInCommands.includes(name)) define(program, name, relative(root, path), root, argv, invocation)
  }
}

/** What comes with this package does not wait for the project's folders to be read. */
function mayBeAsked(argv: readonly string[]): boolean {
  const name = argv.find(each => !each.startsWith('-'))
  return name === undefined || name === 'help' || name === 'completion' || !builtInCommands.includes(name)
}

function refusal({ name, path }: { readonly name: string; readonly path: string }, root: string): string {
  return `${relative(root, path)}: ${refusedName(name)}`
}

function define(
  program: Command,
  name: string,
  file: string,
  root: string,
  argv: readonly string[],
  invocation: Invocation,
): void {
  program
    .command(name)
    .summary(file)
    .helpGroup('Commands of this project:')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => {
      const { columns, color } = invocation.terminal
      const task = { kind: 'command', name, argv: withoutName(argv, name), screen: { columns, color } } as const
      invocation.exitCode = await invocation.devServer.runInProject(root, task, settingsIn(argv))
    })
}

/** Options that every command has may stand before its name, too. */
function withoutName(argv: readonly string[], name: string): string[] {
  return argv.toSpliced(argv.indexOf(name), 1)
}

/** What is loaded is decided before anybody can parse the rest. */
function settingsIn(argv: readonly string[]): string | undefined {
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
  const at = own.findLastIndex(each => /^--settings(=|$)/.test(each))
  if (at === -1) return undefined
  const [, value] = own[at]!.split(/=(.*)/s)
  return value ?? own[at + 1]
}
