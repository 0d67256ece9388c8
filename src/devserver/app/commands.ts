import { basename, dirname, relative } from 'node:path'
import type { CommandFile } from '../../adapters/app-folders.js'
import type { CheckMessage } from '../../checks/messages.js'
import { builtInCommands, refusedName } from '../../management/names.js'
import { setCommands } from '../../management/registry.js'
import type { LoadPlan } from '../protocol.js'

/**
 * Makes the commands of the project those that are called by name. Of two with one name the project's is meant, then that
 * of the app which stands first in INSTALLED_APPS, as in Django.
 */
export function useCommands(
  { root, entry: { commands = [] } }: LoadPlan,
  installed: readonly string[],
  run: (path: string) => unknown,
): void {
  const rank = ({ path }: CommandFile) => {
    const folder = dirname(dirname(dirname(path)))
    if (folder === root) return -1
    const index = installed.indexOf(basename(folder))
    return index === -1 ? installed.length : index
  }
  const own = commands.filter(({ name }) => !builtInCommands.includes(name))
  refused = commands.filter(each => !own.includes(each)).map(each => ({ ...each, path: relative(root, each.path) }))
  const lastFirst = own.toSorted((a, b) => rank(b) - rank(a) || (a.path < b.path ? 1 : -1))
  setCommands(new Map(lastFirst.map(({ name, path }) => [name, () => run(path)])))
}

/** What `check` has to say of files that would be commands and cannot be. */
export async function refusedCommands(): Promise<readonly CheckMessage[]> {
  if (refused.length === 0) return []
  const { CheckMessage, ERROR } = await import('../../checks/messages.js')
  return refused.map(({ name, path }) => new CheckMessage(ERROR, refusedName(name), { obj: path, id: 'commands.E001' }))
}

let refused: readonly CommandFile[] = []
