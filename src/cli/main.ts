import { reportError } from './errors.js'
import { Invocation, type Surroundings } from './invocation.js'
import { processTerminal, withColorFlags } from './terminal.js'

/**
 * Runs one command line and returns its exit code: 0 when it did what was asked, 1 when it could not, 2 when the
 * command line itself is wrong. Never throws and never ends the process.
 */
export async function run(argv: readonly string[], surroundings: Partial<Surroundings> = {}): Promise<number> {
  const { terminal = processTerminal(), cwd = process.cwd(), devServer = lazyDevServer } = surroundings
  const invocation = new Invocation({ terminal: withColorFlags(terminal, argv), cwd, devServer })
  try {
    return isPlainRunserver(argv) ? await runPlainServer(argv, invocation) : await parseAndRun(argv, invocation)
  } catch (error) {
    return reportError(error, invocation)
  }
}

async function parseAndRun(argv: readonly string[], invocation: Invocation): Promise<number> {
  const { CommanderError } = await import('commander')
  const { argumentsFor, createProgram, withHelpBehind } = await import('./program.js')
  const asked = withHelpBehind(argv)
  const program = createProgram(invocation, asked)
  try {
    await program.parseAsync(argumentsFor(program, asked), { from: 'user' })
    return invocation.exitCode
  } catch (error) {
    // How commander leaves after printing help or the version; not 0 when it printed help for want of a command.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}

/** `runserver`, `runserver 8001`, `runserver mysite 8001`: no option, so there is nothing for commander to do. */
function isPlainRunserver(argv: readonly string[]): boolean {
  return argv[0] === 'runserver' && argv.length <= 3 && argv.every(arg => !arg.startsWith('-'))
}

// What is typed most often does not wait for commander to be loaded.
async function runPlainServer([, ...positional]: readonly string[], invocation: Invocation): Promise<number> {
  const { runserver } = await import('./commands/runserver.js')
  return runserver({ positional, reload: true, static: true }, invocation)
}

const lazyDevServer: Surroundings['devServer'] = {
  runDevServer: async options => (await import('../devserver/index.js')).runDevServer(options),
  inspectProject: async (...args) => (await import('../devserver/index.js')).inspectProject(...args),
  runInProject: async (...args) => (await import('../devserver/index.js')).runInProject(...args),
  writeEditorFiles: async (root, names) => (await import('../devserver/index.js')).writeEditorFiles(root, names),
  checkTypes: async root => (await import('../devserver/index.js')).checkTypes(root),
}
