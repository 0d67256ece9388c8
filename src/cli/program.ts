import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander'
import { version } from '../devserver/version.js'
import { checkCommand } from './commands/check.js'
import { collectstaticCommand } from './commands/collectstatic.js'
import { completionCommand } from './commands/completion.js'
import { diffsettingsCommand } from './commands/diffsettings.js'
import { findstaticCommand } from './commands/findstatic.js'
import { infoCommand } from './commands/info.js'
import { runserverCommand } from './commands/runserver.js'
import { showurlsCommand } from './commands/showurls.js'
import { startappCommand } from './commands/startapp.js'
import { startprojectCommand } from './commands/startproject.js'
import { whichurlCommand } from './commands/whichurl.js'
import { UsageError } from './errors.js'
import type { Invocation, Verbosity } from './invocation.js'

const NAME = 'tiny-django'

/** Each describes one command to commander: its arguments and options, and the function that does the work. */
const commands = [
  startprojectCommand,
  startappCommand,
  runserverCommand,
  checkCommand,
  showurlsCommand,
  whichurlCommand,
  findstaticCommand,
  collectstaticCommand,
  diffsettingsCommand,
  infoCommand,
  completionCommand,
]

/** The command line of one invocation, ready to parse. */
export function createProgram(invocation: Invocation): Command {
  const program = new Command(NAME)
    .description("Django's request-response cycle in TypeScript, with a dev server.")
    .usage('<command> [options]')
    .version(version, '--version', 'show the version and exit')
    .helpOption('-h, --help', 'show this help and exit')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', '\nBegin with:\n  tiny-django startproject mysite')
    .hook('preAction', root => applyCommonOptions(root.opts(), invocation))
  addCommonOptions(program)
  configurePrinting(program, invocation)
  for (const define of commands) define(program, invocation)
  for (const command of program.commands) command.exitOverride(error => rethrow(error, `${NAME} ${command.name()}`))
  return program.exitOverride(error => rethrow(error, NAME))
}

/**
 * `argv` as commander should see it. Asked for the help of a command that there is not (`help nope`, `nope --help`), it
 * would show its own as if all were well.
 */
export function argumentsFor(program: Command, argv: readonly string[]): readonly string[] {
  if (argv.length === 0) return ['--help']
  const [name] = argv[0] === 'help' ? argv.slice(1) : argv
  const isUnknown = name !== undefined && !/^(?:-.*|help)$/.test(name) && !isCommand(program, name)
  return isUnknown ? [name] : argv
}

function isCommand(program: Command, name: string): boolean {
  return program.commands.some(command => command.name() === name)
}

interface CommonOptions {
  readonly verbosity: Verbosity
  readonly quiet?: boolean
  readonly json?: boolean
}

function addCommonOptions(program: Command): void {
  program
    .addOption(
      new Option('-v, --verbosity <level>', 'how much to print, from 0 to 3')
        .default(1 as Verbosity, '1')
        .argParser(parseVerbosity),
    )
    .option('-q, --quiet', 'the same as -v 0')
    // Both are read in terminal.ts, before anything is printed; here they are only accepted and explained.
    .option('--color', 'colour the output, also into a pipe')
    .option('--no-color', 'do not colour the output')
    .option('--json', 'print the result as JSON')
}

function parseVerbosity(text: string): Verbosity {
  if (!/^[0-3]$/.test(text)) throw new InvalidArgumentError('Choose from 0, 1, 2, 3.')
  return Number(text) as Verbosity
}

function applyCommonOptions({ verbosity, quiet, json }: CommonOptions, invocation: Invocation): void {
  invocation.verbosity = quiet ? 0 : verbosity
  invocation.json = json === true
}

function configurePrinting(program: Command, { terminal, colors }: Invocation): void {
  program
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
      // Errors are printed in one place, errors.ts.
      outputError: () => {},
      getOutHelpWidth: () => terminal.columns ?? 80,
      getErrHelpWidth: () => terminal.columns ?? 80,
      getOutHasColors: () => terminal.color,
      getErrHasColors: () => terminal.color,
    })
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: 24,
      subcommandTerm: command => command.name(),
      styleTitle: colors.bold,
      styleCommandText: colors.cyan,
      styleSubcommandText: colors.cyan,
      styleOptionText: colors.cyan,
      styleArgumentText: colors.cyan,
    })
}

/** Commander's complaint as ours; what is none (it leaves by an error after printing help, too) passes. */
function rethrow(error: CommanderError, command: string): never {
  if (error.exitCode === 0 || error.code === 'commander.help') throw error
  const message = error.message.replace(/^error: /, '').replace(/\n\((Did you mean .*)\)$/, '. $1')
  throw new UsageError(message + databaseNote(message), command)
}

/** People who think in Django will try these. */
function databaseNote(message: string): string {
  const isForDatabase =
    /^unknown command '(makemigrations|migrate|showmigrations|sqlmigrate|createsuperuser|changepassword|dbshell|dumpdata|loaddata|flush|inspectdb)'/
  return isForDatabase.test(message) ? '. There is no database and there are no users here.' : ''
}
