import { Command, type CommandContext } from './command.js'
import { programName, type Screen, verbosityOf } from './command-line.js'
import { CommandError } from './exceptions.js'
import { Output } from './output.js'
import { type Parsed, parse, type RunOptions } from './parser.js'
import { findCommand } from './registry.js'
import { colorStyle, noStyle, type Style } from './style.js'

/** What the project that is running does for its commands. */
export interface CommandHost extends Screen {
  /** Looks for mistakes in the project, tells of them, and says whether it may be run. */
  checkProject(): Promise<boolean>
  /** What there is to tell of an error that is no CommandError. */
  tracebackOf(error: unknown): string
}

/** Runs a command of the project as the command line does, and returns the exit code. Never throws. */
export async function runCommand(name: string, argv: readonly string[], host: CommandHost): Promise<number> {
  const style = host.color ? colorStyle : noStyle
  const stderr = new Output(host.stderr, style.ERROR)
  let isTraceback = false
  try {
    const command = await findCommand(name, Command)
    const parsed = parse(name, command, argv, host)
    if (parsed.kind !== 'run') return refusal(name, parsed, host, style)
    isTraceback = parsed.common.traceback === true
    const mayRun = !command.requiresSystemChecks || parsed.common.skipChecks || (await host.checkProject())
    if (mayRun) await handle(command, parsed.values, contextOf(parsed.common, host, stderr, style))
    return mayRun ? 0 : 1
  } catch (error) {
    const isExpected = error instanceof CommandError && !isTraceback
    if (isExpected) stderr.write(`${error.name}: ${error.message}`)
    else host.stderr.write(`${host.tracebackOf(error)}\n`)
    return error instanceof CommandError ? error.returncode : 1
  }
}

/** What a command returns is printed, if it is text: as in Django. */
export async function handle(command: Command, values: object, context: CommandContext): Promise<void> {
  const output = await command.handle(values as never, context)
  if (typeof output === 'string' && output !== '') context.stdout.write(output)
}

function contextOf(common: RunOptions, { stdout }: Screen, stderr: Output, style: Style): CommandContext {
  const verbosity = verbosityOf(common)
  return { stdout: new Output(stdout), stderr, style, verbosity, json: common.json === true }
}

function refusal(name: string, parsed: Exclude<Parsed, { kind: 'run' }>, { stderr }: Screen, style: Style): number {
  if (parsed.kind === 'told') return 0
  const command = `${programName} ${name}`
  stderr.write(`${style.NOTICE(`${command}: error:`)} ${parsed.complaint}\nTry '${command} --help'.\n`)
  return 2
}
