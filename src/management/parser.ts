import { Argument, CommanderError, Command as CommandLine, InvalidArgumentError, Option } from 'commander'
import type { Command } from './command.js'
import {
  addCommonOptions,
  type CommonOptions,
  complaintOf,
  configurePrinting,
  isFarewell,
  programName,
  type Screen,
} from './command-line.js'
import { defaultOf, type Parameter } from './flags.js'

/** What a command line said. */
export type Parsed =
  | { readonly kind: 'run'; readonly values: Record<string, unknown>; readonly common: RunOptions }
  /** It asked for help, which is printed. */
  | { readonly kind: 'told' }
  /** It is wrong. */
  | { readonly kind: 'refused'; readonly complaint: string }

export interface RunOptions extends CommonOptions {
  readonly traceback?: boolean
  readonly skipChecks?: boolean
}

/** Reads what was typed behind the name of a command. `given` are names of values that are there already. */
export function parse(
  name: string,
  command: Command,
  argv: readonly string[],
  screen: Screen,
  given: ReadonlySet<string> = new Set(),
): Parsed {
  const line = commandLineOf(name, command, screen, given)
  try {
    line.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return isFarewell(error) ? { kind: 'told' } : { kind: 'refused', complaint: complaintOf(error) }
  }
  const { verbosity, quiet, json, traceback, skipChecks } = line.opts<RunOptions>()
  return { kind: 'run', values: valuesOf(command, line), common: { verbosity, quiet, json, traceback, skipChecks } }
}

function commandLineOf(name: string, command: Command, screen: Screen, given: ReadonlySet<string>): CommandLine {
  const paint = (parameters: string) => (text: string) =>
    screen.color ? `\u001b[${parameters}m${text}\u001b[0m` : text
  const line = new CommandLine(`${programName} ${name}`)
    .description(command.help)
    .helpOption('-h, --help', 'show this help and exit')
    .exitOverride(error => {
      throw error
    })
  configurePrinting(line, screen, { bold: paint('1'), cyan: paint('36') })
  for (const parameter of command.arguments) line.addArgument(argumentOf(parameter, given))
  for (const parameter of command.options) line.addOption(optionOf(parameter, given))
  addCommonOptions(line)
  return line
    .option('--settings <file>', 'the settings file, instead of settings.ts') // read before the project is loaded
    .option('--traceback', 'show where a CommandError was thrown')
    .option('--skip-checks', 'do not check the project first')
}

function argumentOf(parameter: Parameter, given: ReadonlySet<string>): Argument {
  const { name, flag, spec } = parameter
  const argument = new Argument(given.has(name) ? flag.replace('<', '[').replace('>', ']') : flag, spec.help ?? '')
  argument.argParser(parserFor(parameter))
  if ('default' in spec) argument.default(spec.default)
  return argument
}

function optionOf(parameter: Parameter, given: ReadonlySet<string>): Option {
  const { name, flag, spec, value } = parameter
  const option = new Option(flag, spec.help ?? '')
  if (value !== 'none') option.argParser(parserFor(parameter))
  if ('default' in spec) option.default(spec.default)
  return option.makeOptionMandatory(spec.required === true && !given.has(name))
}

/** Called for each value; for one of several with those before it, which begin as the default. */
function parserFor(parameter: Parameter): (text: string, before: unknown) => unknown {
  const { isVariadic, spec } = parameter
  if (!isVariadic) return text => convert(parameter, text)
  return (text, before) => {
    const others = Array.isArray(before) && before !== spec.default ? (before as unknown[]) : []
    return [...others, convert(parameter, text)]
  }
}

function convert({ spec: { type = String, choices } }: Parameter, text: string): unknown {
  const value = valueOrRefusal(type, text)
  if (Number.isNaN(value)) throw new InvalidArgumentError('It is not a number.')
  if (choices && !choices.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`)
  return value
}

function valueOrRefusal(type: (text: string) => unknown, text: string): unknown {
  try {
    return type(text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}

function valuesOf(command: Command, line: CommandLine): Record<string, unknown> {
  const options = line.opts<Record<string, unknown>>()
  const pairs = [
    ...command.arguments.map((parameter, index) => [parameter, line.processedArgs[index] as unknown] as const),
    ...command.options.map(parameter => [parameter, options[parameter.name]] as const),
  ]
  return Object.fromEntries(pairs.map(([each, value]) => [each.name, value === undefined ? defaultOf(each) : value]))
}
