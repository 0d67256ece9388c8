import { didYouMean } from '../utils/suggest.js'
import type { Command } from './command.js'
import { CommandError } from './exceptions.js'

/** The commands of the project that is running, by name. Each is loaded when it is asked for. */
export type CommandTable = ReadonlyMap<string, () => unknown>

/** Says which commands there are; returns what was said before. */
export function setCommands(table: CommandTable): CommandTable {
  const previous = commands
  commands = table
  return previous
}

let commands: CommandTable = new Map()

/** The command of this name, as the default export of its module. Throws CommandError when there is none. */
export async function findCommand(name: string, CommandClass: typeof Command): Promise<Command> {
  const load = commands.get(name)
  if (!load) throw new CommandError(`Unknown command: '${name}'.${didYouMean(name, [...commands.keys()])}`)
  const { default: found } = (await load()) as { readonly default?: unknown }
  if (found instanceof CommandClass) return found
  throw new CommandError(
    `The module of the command '${name}' has no command to export. ` +
      "Write: export default command({ help: '…' }, (options, { stdout }) => …)",
  )
}
