import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Command } from 'commander'
import { findRoot } from '../../devserver/layout.js'
import { CommandError } from '../../management/exceptions.js'
import { UsageError } from '../errors.js'
import type { Invocation } from '../invocation.js'
import { reportScaffold } from '../report.js'
import { writeScaffold } from '../scaffold.js'

export interface StartAppArguments {
  readonly name?: string
  readonly directory?: string
}

/** Creates an app in the project. Django: "startapp". */
export function startapp({ name, directory }: StartAppArguments, invocation: Invocation): number {
  if (name === undefined) throw new UsageError('You must provide an application name.', 'tiny-django startapp')
  const root = findRoot(undefined, invocation.cwd)
  // A new app belongs beside the others, also when asked for from inside one of them; a folder that is named is
  // meant from here.
  const cwd = directory === undefined ? root : invocation.cwd
  refuseModule(name, root)
  const scaffold = writeScaffold({ kind: 'app', name, directory, cwd, values: { appName: name } })
  reportScaffold('app', name, scaffold, invocation)
  invocation.say(nextSteps(name, root, scaffold.folder, invocation))
  return 0
}

export function startappCommand(program: Command, invocation: Invocation): void {
  program
    .command('startapp')
    .summary('create an app in the project')
    .description('Creates an app in a new folder of its name inside the project, or in the folder given.')
    .usage('<name> [directory] [options]')
    .argument('[name]', 'name of the app')
    .argument('[directory]', 'an existing folder to create it in')
    .action((name?: string, directory?: string) => {
      invocation.exitCode = startapp({ name, directory }, invocation)
    })
}

// Beside `views.ts` a folder `views` would never be meant by `import './views'`.
function refuseModule(name: string, root: string): void {
  const isTaken = moduleExtensions.some(extension => existsSync(join(root, name + extension)))
  if (!isTaken) return
  throw new CommandError(
    `'${name}' conflicts with the name of an existing module of the project and cannot be used as an app name. ` +
      'Please try another name.',
  )
}

const moduleExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

function nextSteps(name: string, root: string, folder: string, { cwd, colors }: Invocation): string {
  const urls = relative(cwd, join(root, 'urls.ts'))
  const from = `./${relative(root, join(folder, 'urls')).split(sep).join('/')}`
  const lines = [
    "import { include, path } from 'tiny-django/urls'",
    `import * as ${name} from '${from}'`,
    '',
    `path('${name}/', include(${name})),`,
  ]
  return `\nGive it a place in ${urls}:\n\n${lines.map(line => (line ? `    ${colors.cyan(line)}` : '')).join('\n')}`
}
