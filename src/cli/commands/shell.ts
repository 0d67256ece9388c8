import type { Command } from 'commander'
import type { Invocation } from '../invocation.js'
import { projectRoot } from '../project.js'

export interface ShellArguments {
  readonly folder?: string
  /** Code to run instead of asking for some. */
  readonly command?: string
  /** Whether names are put into scope by themselves. */
  readonly imports: boolean
  /** The settings file, instead of `settings.ts`. */
  readonly settings?: string
}

/** Evaluates TypeScript with the project loaded: what is typed, what comes by a pipe, or `-c`. Django: "shell". */
export function shell(args: ShellArguments, invocation: Invocation): Promise<number> {
  const { folder, command, imports, settings } = args
  const { columns, color } = invocation.terminal
  const task = {
    kind: 'shell',
    ...(command !== undefined && { code: command }),
    verbosity: invocation.verbosity,
    noImports: !imports,
    screen: { columns, color },
  } as const
  return invocation.devServer.runInProject(projectRoot(folder, invocation.cwd), task, settings)
}

export function shellCommand(program: Command, invocation: Invocation): void {
  program
    .command('shell')
    .summary('type TypeScript, with the project loaded')
    .description(
      'Evaluates TypeScript with the project loaded: what is typed, or what comes by a pipe. In scope are the names of ' +
        'tiny-django/http, /urls and /shortcuts, "settings", "client" and the modules of the project by name.',
    )
    .argument('[folder]', "the project's folder; without one, it is looked for from here upwards")
    .option('-c, --command <code>', 'run this and end')
    .option('--no-imports', 'put no names into scope')
    .option('--settings <file>', 'the settings file, instead of settings.ts')
    .action(async (folder: string | undefined, options: Omit<ShellArguments, 'folder'>) => {
      invocation.exitCode = await shell({ ...options, folder }, invocation)
    })
}
