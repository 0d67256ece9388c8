import { type Command, type CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Verbosity } from './command.js'
import type { Writable } from './output.js'

/** The name of the program, as messages and help have it. */
export const programName = 'tiny-django'

/** Where a command line prints. */
export interface Screen {
  readonly stdout: Writable
  readonly stderr: Writable
  /** Width of the window; `undefined` when nobody is looking. */
  readonly columns?: number | undefined
  readonly color: boolean
}

/** How help is painted. */
export interface Paints {
  bold(text: string): string
  cyan(text: string): string
}

/** The options that every command has, this project's own ones too. */
export interface CommonOptions {
  readonly verbosity: Verbosity
  readonly quiet?: boolean
  readonly json?: boolean
}

export function addCommonOptions(program: Command): void {
  program
    .addOption(
      new Option('-v, --verbosity <level>', 'how much to print, from 0 to 3')
        .default(1 as Verbosity, '1')
        .argParser(parseVerbosity),
    )
    .option('-q, --quiet', 'the same as -v 0')
    // Both are read before anything is printed; here they are only accepted and explained.
    .option('--color', 'colour the output, also into a pipe')
    .option('--no-color', 'do not colour the output')
    .option('--json', 'print the result as JSON')
}

export function verbosityOf({ verbosity, quiet }: CommonOptions): Verbosity {
  return quiet ? 0 : verbosity
}

function parseVerbosity(text: string): Verbosity {
  if (!/^[0-3]$/.test(text)) throw new InvalidArgumentError('Choose from 0, 1, 2, 3.')
  return Number(text) as Verbosity
}

export function configurePrinting(program: Command, screen: Screen, { bold, cyan }: Paints): void {
  program
    .configureOutput({
      writeOut: text => screen.stdout.write(text),
      writeErr: text => screen.stderr.write(text),
      // Errors are printed by whoever runs the command line.
      outputError: () => {},
      getOutHelpWidth: () => screen.columns ?? 80,
      getErrHelpWidth: () => screen.columns ?? 80,
      getOutHasColors: () => screen.color,
      getErrHasColors: () => screen.color,
    })
    .configureHelp({
      showGlobalOptions: true,
      minWidthToWrap: 24,
      subcommandTerm: command => command.name(),
      styleTitle: bold,
      styleCommandText: cyan,
      styleSubcommandText: cyan,
      styleOptionText: cyan,
      styleArgumentText: cyan,
    })
}

/** Whether commander leaves by this error because it has printed what it was asked for: help, or the version. */
export function isFarewell({ exitCode, code }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help'
}

/** What commander complains about, in a sentence. */
export function complaintOf({ message }: CommanderError): string {
  return message.replace(/^error: /, '').replace(/\n\((Did you mean .*)\)$/, '. $1')
}
