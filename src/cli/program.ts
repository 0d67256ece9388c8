import { Command, type CommanderError } from 'commander'
import { version } from '../devserver/version.js'
import {
  addCommonOptions,
  type CommonOptions,
  complaintOf,
  configurePrinting,
  isFarewell,
  programName as NAME,
  verbosityOf,
} from '../management/command-line.js'
import { builtInCommands } from '../management/names.js'
import { buildCommand } from './commands/build.js'
import { checkCommand } from './commands/check.js'
import { collectstaticCommand } from './commands/collectstatic.js'
import { completionCommand } from './commands/completion.js'
import { customCommands } from './commands/custom.js'
import { diffsettingsCommand } from './commands/diffsettings.js'
import { findstaticCommand } from './commands/findstatic.js'
import { infoCommand } from './commands/info.js'
import { runserverCommand } from './commands/runserver.js'
import { shellCommand } from './commands/shell.js'
import { showurlsCommand } from './commands/showurls.js'
import { startappCommand } from './commands/startapp.js'
import { startprojectCommand } from './commands/startproject.js'
import { whichurlCommand } from './commands/whichurl.js'
import { UsageError } from './errors.js'
import type { Invocation } from './invocation.js'

/** Each describes one command to commander: its arguments and options, and the function that does the work. */
const commands = [
  startprojectCommand,
  startappCommand,
  runserverCommand,
  checkCommand,
  buildCommand,
  showurlsCommand,
  whichurlCommand,
  findstaticCommand,
  collectstaticCommand,
  diffsettingsCommand,
  shellCommand,
  infoCommand,
  completionCommand,
]

/** The command line of one invocation, ready to parse. */
export function createProgram(invocation: Invocation, argv: readonly string[]): Command {
  const program = new Command(NAME)
    .description("Django's request-response cycle in TypeScript, with a dev server.")
    .usage('<command> [options]')
    .version(version, '--version', 'show the version and exit')
    .helpOption('-h, --help', 'show this help and exit')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', '\nBegin with:\n  tiny-django startproject mysite')
    .hook('preAction', root => applyCommonOptions(root.opts(), invocation))
  addCommonOptions(program)
  configurePrinting(program, invocation.terminal, invocation.colors)
  for (const define of commands) define(program, invocation)
  customCommands(program, argv, invocation)
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

/** What has its own help: `help closepoll` is `closepoll --help`. */
export function withHelpBehind(argv: readonly string[]): readonly string[] {
  const [first, name] = argv
  return first === 'help' && name !== undefined && !builtInCommands.includes(name) ? [name, '--help'] : argv
}

function isCommand(program: Command, name: string): boolean {
  return program.commands.some(command => command.name() === name)
}

function applyCommonOptions(options: CommonOptions, invocation: Invocation): void {
  invocation.verbosity = verbosityOf(options)
  invocation.json = options.json === true
}

/** Commander's complaint as ours; what is none (it leaves by an error after printing help, too) passes. */
function rethrow(error: CommanderError, command: string): never {
  if (isFarewell(error)) throw error
  const message = complaintOf(error)
  throw new UsageError(message + databaseNote(message), command)
}

/** People who think in Django will try these. */
function databaseNote(message: string): string {
  const isForDatabase =
    /^unknown command '(makemigrations|migrate|showmigrations|sqlmigrate|createsuperuser|changepassword|dbshell|dumpdata|loaddata|flush|inspectdb)'/
  return isForDatabase.test(message) ? '. There is no database and there are no users here.' : ''
}
