import { builtinModules } from 'node:module'
import { CommandError } from '../management/exceptions.js'

export type Kind = 'project' | 'app'

/** `import` finds something else under these names, or nothing. */
const taken = new Set([...builtinModules, 'node_modules'])

/** Throws unless `name` can be the name of a project or an app. Django's rule and wording, for this language. */
export function validateName(name: string, kind: Kind, type: 'name' | 'directory' = 'name'): void {
  if (!isIdentifier(name)) {
    throw new CommandError(
      `'${name}' is not a valid ${kind} ${type}. Please make sure the ${type} is a valid identifier.${repaired(name)}`,
    )
  }
  if (taken.has(name)) {
    throw new CommandError(
      `'${name}' conflicts with the name of an existing Node.js module and cannot be used as ${article(kind)} ${kind} ` +
        `${type}. Please try another ${type}.`,
    )
  }
}

export function article(kind: Kind): string {
  return kind === 'app' ? 'an' : 'a'
}

// `import * as NAME` has to be possible, in strict code.
const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield'
  ).split(' '),
)

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name) && !reserved.has(name)
}

/** `my-site` is the usual slip. */
function repaired(name: string): string {
  const candidate = name.replace(/[-. ]+/g, '_')
  const isName = candidate !== name && isIdentifier(candidate) && /[^_]/.test(candidate)
  return isName ? ` Did you mean "${candidate}"?` : ''
}
