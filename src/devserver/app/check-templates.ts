import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { CheckMessage } from '../../checks/messages.js'
import { checkTemplates } from '../../checks/templates/check.js'
import { engines } from '../../template/engines.js'
import type { URLResolver } from '../../urls/resolver.js'

/** What is wrong with the templates of the project whose modules these are. */
export function checkProjectTemplates(resolver: URLResolver, modules: readonly string[]): CheckMessage[] {
  const files = modules.map(file => ({ file: relative(process.cwd(), file), source: sourceOf(file) }))
  return [...checkTemplates({ engines: engines().values(), resolver, files })]
}

// A bundle's modules (of a project with top-level await) are files all the same; what is gone says nothing.
function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
