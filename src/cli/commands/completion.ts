import { Argument, type Command, type Option } from 'commander'
import { bash, type Completable, type CompletableOption, fish, zsh } from '../completion-scripts.js'
import type { Invocation } from '../invocation.js'

const scripts = { bash, zsh, fish } as const
type Shell = keyof typeof scripts

/** Prints a script for the shell that completes commands and their options, made from what there is. */
export function completion(shell: Shell, commands: readonly Completable[], invocation: Invocation): number {
  invocation.print(scripts[shell](commands).trimEnd())
  return 0
}

export function completionCommand(program: Command, invocation: Invocation): void {
  program
    .command('completion')
    .summary('print a script for the shell that completes commands')
    .description('Prints a script that lets the shell complete commands, options and folders.')
    .addArgument(new Argument('<shell>', 'which shell it is for').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      '\nTo have it in every new shell:\n' +
        '  bash  echo \'eval "$(tiny-django completion bash)"\' >> ~/.bashrc\n' +
        '  zsh   echo \'eval "$(tiny-django completion zsh)"\' >> ~/.zshrc\n' +
        '  fish  tiny-django completion fish > ~/.config/fish/completions/tiny-django.fish',
    )
    .action((shell: Shell) => {
      invocation.exitCode = completion(shell, completables(program), invocation)
    })
}

/** Every command with its own options and those that all of them have. */
function completables(program: Command): Completable[] {
  const common = program.options.map(describe)
  return program.commands.map(command => ({
    name: command.name(),
    summary: command.summary(),
    options: [...command.options.map(describe), ...common, help],
  }))
}

const help: CompletableOption = { short: '-h', long: '--help', description: 'show help and exit', takesValue: false }

function describe({ short, long, description, required, optional }: Option): CompletableOption {
  return { ...(short && { short }), long: long ?? short ?? '', description, takesValue: required || optional }
}
