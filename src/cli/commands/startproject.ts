import { randomInt } from 'node:crypto'
import { relative } from 'node:path'
import type { Command } from 'commander'
import { writeProjectTypes } from '../../devserver/types.js'
import { version } from '../../devserver/version.js'
import { UsageError } from '../errors.js'
import type { Invocation } from '../invocation.js'
import { reportScaffold } from '../report.js'
import { writeScaffold } from '../scaffold.js'

export interface StartProjectArguments {
  readonly name?: string
  readonly directory?: string
}

/** Creates a project. Django: "startproject". */
export function startproject({ name, directory }: StartProjectArguments, invocation: Invocation): number {
  if (name === undefined) throw new UsageError('You must provide a project name.', 'tiny-django startproject')
  const values = { projectName: name, packageName: packageName(name), secretKey: insecureSecretKey(), version }
  const scaffold = writeScaffold({ kind: 'project', name, directory, cwd: invocation.cwd, values })
  writeProjectTypes(scaffold.folder)
  reportScaffold('project', name, scaffold, invocation)
  invocation.say(nextSteps(scaffold.folder, invocation))
  return 0
}

export function startprojectCommand(program: Command, invocation: Invocation): void {
  program
    .command('startproject')
    .summary('create a project')
    .description('Creates a project in a new folder of its name, or in the folder given.')
    .usage('<name> [directory] [options]')
    .argument('[name]', 'name of the project')
    .argument('[directory]', 'an existing folder to create it in, "." for this one')
    .action((name?: string, directory?: string) => {
      invocation.exitCode = startproject({ name, directory }, invocation)
    })
}

/** npm wants lower case, and nothing unusual first. */
function packageName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '-')
      .replace(/^[_-]+/, '') || 'project'
  )
}

// Django's prefix and alphabet: its deployment check knows such a key by the prefix.
function insecureSecretKey(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)'
  return `django-insecure-${Array.from({ length: 50 }, () => alphabet[randomInt(alphabet.length)]).join('')}`
}

function nextSteps(folder: string, { cwd, colors }: Invocation): string {
  const change = relative(cwd, folder)
  const steps = [...(change === '' ? [] : [`cd ${quoted(change)}`]), 'npx tiny-django runserver']
  const commands = steps.map(step => `    ${colors.cyan(step)}`).join('\n')
  return `\nServe it:\n\n${commands}\n\nThen open http://127.0.0.1:8000/ and edit views.ts: the page follows.`
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
