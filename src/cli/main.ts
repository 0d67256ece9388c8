import { CommanderError } from 'commander'
import { reportError } from './errors.js'
import { Invocation, type Surroundings } from './invocation.js'
import { createProgram } from './program.js'
import { processTerminal, withColorFlags } from './terminal.js'

/**
 * Runs one command line and returns its exit code: 0 when it did what was asked, 1 when it could not, 2 when the
 * command line itself is wrong. Never throws and never ends the process.
 */
export async function run(argv: readonly string[], surroundings: Partial<Surroundings> = {}): Promise<number> {
  const { terminal = processTerminal(), cwd = process.cwd(), devServer = lazyDevServer } = surroundings
  const invocation = new Invocation({ terminal: withColorFlags(terminal, argv), cwd, devServer })
  try {
    await createProgram(invocation).parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' })
    return invocation.exitCode
  } catch (error) {
    // How commander leaves after printing help or the version; not 0 when it printed help for want of a command.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return reportError(error, invocation)
  }
}

const lazyDevServer: Surroundings['devServer'] = {
  runDevServer: async options => (await import('../devserver/index.js')).runDevServer(options),
  inspectProject: async root => (await import('../devserver/index.js')).inspectProject(root),
}
