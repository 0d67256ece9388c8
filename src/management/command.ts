import { argumentFrom, optionFrom, type Parameter } from './flags.js'
import type { Output } from './output.js'
import type { Style } from './style.js'
import type { ArgumentFlag, ArgumentSpec, Flags, OptionFlag, OptionSpec, ValuesOf } from './types.js'

export type Verbosity = 0 | 1 | 2 | 3

/** What a command has beside its arguments and options. */
export interface CommandContext {
  readonly stdout: Output
  /** In red where colours are shown. */
  readonly stderr: Output
  readonly style: Style
  /** `-v`: 0 for no output but what was asked for, 1 unless told. */
  readonly verbosity: Verbosity
  /** Whether `--json` was asked for. */
  readonly json: boolean
}

/** What a command is called with and how its help describes that. */
export interface CommandSpec<Arguments, Options> {
  /** The first lines of its help. */
  readonly help?: string
  /** In the order in which they are typed: `{ '<poll...>': 'ids of the polls' }`. */
  readonly arguments?: Arguments & Flags<Arguments, ArgumentFlag, ArgumentSpec>
  readonly options?: Options & Flags<Options, OptionFlag, OptionSpec>
  /** Whether the project is checked first, as `check` would. It is unless told. */
  readonly requiresSystemChecks?: boolean
}

export type Handle<Values> = (options: Values, context: CommandContext) => unknown

/** A command of a project: the default export of `management/commands/NAME.ts`. */
export class Command<Values = never> {
  readonly help: string
  readonly arguments: readonly Parameter[]
  readonly options: readonly Parameter[]
  readonly requiresSystemChecks: boolean
  readonly handle: Handle<Values>

  /** @internal */
  constructor(
    { help = '', requiresSystemChecks = true }: CommandSpec<unknown, unknown>,
    parameters: { readonly arguments: readonly Parameter[]; readonly options: readonly Parameter[] },
    handle: Handle<Values>,
  ) {
    this.help = help
    this.arguments = parameters.arguments
    this.options = parameters.options
    this.requiresSystemChecks = requiresSystemChecks
    this.handle = handle
  }
}

/**
 * Describes a command and what it does. `handle` gets the values by their names in camelCase, typed as the flags say, and
 * may be async; text that it returns is printed. It throws CommandError when it cannot do what it was asked. Throws
 * TypeError for flags that are none. Django: `BaseCommand`.
 *
 * ```ts
 * export default command(
 *   { help: 'Closes polls.', arguments: { '<poll...>': { type: Number } }, options: { '--delete': 'delete them instead' } },
 *   ({ poll, delete: isDeleting }, { stdout, style }) => stdout.write(style.SUCCESS(`Closed ${poll.length} polls.`)),
 * )
 * ```
 */
export function command<
  const Arguments extends object = Record<never, never>,
  const Options extends object = Record<never, never>,
>(
  spec: CommandSpec<Arguments, Options>,
  handle: Handle<ValuesOf<Arguments, Options>>,
): Command<ValuesOf<Arguments, Options>> {
  const args = Object.entries<string | ArgumentSpec>({ ...spec.arguments }).map(each => argumentFrom(...each))
  const options = Object.entries<string | OptionSpec>({ ...spec.options }).map(each => optionFrom(...each))
  refuseUnclear(args, options)
  return new Command(spec, { arguments: args, options }, handle)
}

/** Options that every command has. */
const common = ['help', 'version', 'verbosity', 'quiet', 'color', 'json', 'settings', 'traceback', 'skipChecks']
const commonShort = ['-h', '-v', '-q']

function refuseUnclear(args: readonly Parameter[], options: readonly Parameter[]): void {
  const names = new Set<string>()
  for (const { flag, name } of [...args, ...options]) {
    if (names.has(name)) throw new TypeError(`"${flag}" would be the second "${name}" of this command.`)
    names.add(name)
  }
  for (const { flag, name } of options) {
    if (common.includes(name) || commonShort.some(short => flag.startsWith(`${short},`)))
      throw new TypeError(`"${flag}" is an option that every command has already.`)
  }
  const early = args.slice(0, -1).find(({ isVariadic }) => isVariadic)
  if (early) throw new TypeError(`"${early.flag}" takes all that follow: nothing can come after it.`)
  const late = args.find(({ value }, index) => value === 'required' && args[index - 1]?.value === 'optional')
  if (late) throw new TypeError(`"${late.flag}" has to be given, and cannot come after what need not.`)
}
