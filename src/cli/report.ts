import { relative } from 'node:path'
import type { Invocation } from './invocation.js'
import type { Kind } from './names.js'
import type { Scaffold } from './scaffold.js'

/** Says what startproject and startapp have written. */
export function reportScaffold(kind: Kind, name: string, { folder, files }: Scaffold, invocation: Invocation): void {
  if (invocation.json) invocation.printJson({ [kind]: name, folder, files })
  for (const file of files) invocation.say(`Creating ${file}`, 2)
  const where = relative(invocation.cwd, folder)
  invocation.say(`Created ${kind} ${invocation.colors.bold(name)} in ${where === '' ? 'this folder' : `${where}/`}.`)
}
