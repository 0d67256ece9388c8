import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packageRoot } from '../../src/devserver/package.js'
import { Project, temporaryFolder } from '../e2e/harness/project.js'

/** What the sources of an example lead to, or tools have left there. */
const leftOut = new Set(['tsconfig.json', 'node_modules', '.tiny-django'])

/** An example as somebody has it who copied it: with `tiny-django` as it is packed, and these packages installed. */
export function copyOfExample(name: string, packages: readonly string[] = []): Project {
  const copy = new Project(join(temporaryFolder(), name))
  const source = join(packageRoot, 'examples', name)
  cpSync(source, copy.folder, { recursive: true, filter: path => !leftOut.has(basename(path)) })
  if (packages.length > 0) mkdirSync(copy.path('node_modules'))
  for (const each of packages) symlinkSync(join(packageRoot, 'node_modules', each), copy.path('node_modules', each))
  return copy
}
