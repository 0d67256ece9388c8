import { Command, type Verbosity } from './command.js'
import { CommandError } from './exceptions.js'
import { Output, type Writable } from './output.js'
import { findCommand } from './registry.js'
import { colorStyle, noStyle } from './style.js'

/** How a command is called, beside its own options. */
export interface CallOptions {
  readonly verbosity?: Verbosity
  readonly json?: boolean
  /** Whether what it prints has colours. It has none unless told. */
  readonly color?: boolean
  /** Gets what it prints too, while it prints. */
  readonly stdout?: Writable
  readonly stderr?: Writable
}

/** What a command has printed. */
export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a command from a test or a view: by its name or as the command itself. `args` are read as on the command line;
 * `options` are its values by name, as they are, arguments too. The project is not checked first. Rejects with
 * CommandError when the command cannot do what it was asked or was called in a wrong way, and with whatever else it
 * throws. Django: `call_command`.
 *
 * ```ts
 * const { stdout } = await callCommand('closepoll', [1, 2], { delete: true })
 * ```
 */
export function callCommand<Values>(
  command: Command<Values>,
  args?: readonly unknown[],
  options?: Partial<Values> & CallOptions,
): Promise<CommandResult>
export function callCommand(
  name: string,
  args?: readonly unknown[],
  options?: CallOptions & Readonly<Record<string, unknown>>,
): Promise<CommandResult>
export async function callCommand(
  nameOrCommand: string | Command,
  args: readonly unknown[] = [],
  options: CallOptions & Readonly<Record<string, unknown>> = {},
): Promise<CommandResult> {
  const isNamed = typeof nameOrCommand === 'string'
  const name = isNamed ? nameOrCommand : 'command'
  const command = isNamed ? await findCommand(name, Command) : nameOrCommand
  const { verbosity = 1, json = false, color = false, stdout, stderr, ...given } = options
  refuseUnknown(isNamed ? `${name} command` : 'this command', command, given)
  const { parse } = await import('./parser.js') // who calls no command needs no commander
  const { handle } = await import('./run-command.js')
  const printed = { stdout: new Copy(stdout), stderr: new Copy(stderr) }
  const parsed = parse(name, command, args.map(String), { ...printed, color }, new Set(Object.keys(given)))
  if (parsed.kind === 'refused') throw new CommandError(`Error: ${parsed.complaint}`)
  if (parsed.kind === 'run') {
    const style = color ? colorStyle : noStyle
    const context = {
      stdout: new Output(printed.stdout),
      stderr: new Output(printed.stderr, style.ERROR),
      style,
      verbosity,
      json,
    }
    await handle(command, { ...parsed.values, ...given }, context)
  }
  return { stdout: printed.stdout.text, stderr: printed.stderr.text }
}

/** Keeps what is written, and passes it on. */
class Copy implements Writable {
  text = ''
  readonly #to: Writable | undefined

  constructor(to: Writable | undefined) {
    this.#to = to
  }

  write(text: string): void {
    this.text += text
    this.#to?.write(text)
  }
}

function refuseUnknown(what: string, { arguments: args, options }: Command, given: object): void {
  const valid = [...args, ...options].map(({ name }) => name).sort()
  const unknown = Object.keys(given).filter(name => !valid.includes(name))
  if (unknown.length === 0) return
  throw new TypeError(
    `Unknown option(s) for ${what}: ${unknown.join(', ')}. Valid options are: ${valid.join(', ') || 'none'}.`,
  )
}
