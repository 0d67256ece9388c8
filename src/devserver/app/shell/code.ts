import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TransformFailure } from 'esbuild'
import { loadEsbuild } from '../../../project/esbuild.js'
import { messageFrom, messagesAsText } from '../../compiler/messages.js'

/** What `import()` is called in code that was typed: it has to find the project's modules. */
export const importName = '__tinyDjangoImport'

/** What became of an input: JavaScript, or nothing yet because more has to follow. */
export type Compiled = { readonly kind: 'code'; readonly code: string } | { readonly kind: 'incomplete' }

/**
 * The JavaScript for what was typed into the shell as TypeScript. What is neither stays as it is: whoever evaluates it says
 * best what is wrong with it.
 */
export function compileInput(source: string): Compiled {
  // As in Node's own shell, braces at the start are an object's rather than a block's, if they can be.
  const asObject = /^\s*\{/.test(source) && !/;\s*$/.test(source) ? transformed(`(${source.trim()}\n)`) : null
  if (typeof asObject === 'string') return { kind: 'code', code: asObject }
  const code = transformed(source)
  if (typeof code === 'string') return { kind: 'code', code }
  return isIncomplete(code, source) ? { kind: 'incomplete' } : { kind: 'code', code: source }
}

/**
 * A whole program as the body of a function, where its imports and top-level await may be; with a source map to the text,
 * which is called `file`. Throws SyntaxError, whose stack says where it is wrong.
 */
export function compileProgram(source: string, file: string): { readonly code: string; readonly map: string } {
  try {
    const { code, map } = loadEsbuild().transformSync(withoutImports(source), {
      ...options,
      banner: 'return (async () => {',
      footer: '})()',
      sourcemap: 'external',
      sourcefile: pathToFileURL(file).href,
    })
    return { code: withOwnImport(code), map }
  } catch (error) {
    throw syntaxError(error as TransformFailure, file)
  }
}

function syntaxError({ errors }: TransformFailure, file: string): SyntaxError {
  const folder = dirname(file)
  const messages = errors.map(each =>
    messageFrom({ ...each, location: each.location && { ...each.location, file } }, folder),
  )
  const error = new SyntaxError(messages.map(({ text }) => text).join('\n'))
  error.stack = messagesAsText(messages)
  return error
}

const options = { loader: 'ts', target: 'node20', logLevel: 'silent' } as const

function transformed(source: string): string | TransformFailure {
  try {
    // Where it was typed it is complete at once: what comes next may have been pasted and must not overtake it.
    return withOwnImport(loadEsbuild().transformSync(withoutImports(source), options).code)
  } catch (error) {
    return error as TransformFailure
  }
}

function withOwnImport(code: string): string {
  return code.replace(/\bimport\(/g, `${importName}(`)
}

function isIncomplete({ errors = [] }: Partial<TransformFailure>, source: string): boolean {
  const [{ text = '' } = {}] = errors
  if (/end of file|to terminate multi-line comment/.test(text)) return true
  return text === 'Unterminated string literal' && source.split('`').length % 2 === 0
}

/** `import … from '…'` at the start of a line: a shell has no such statement. Lines keep their numbers. */
function withoutImports(source: string): string {
  return source
    .replace(importFrom, (all, type: string | undefined, clause: string, specifier: string) => {
      const lines = '\n'.repeat(all.split('\n').length - 1)
      return type === undefined ? `${requireCalls(clause.trim(), specifier)}${lines}` : lines
    })
    .replace(importOnly, (_, specifier: string) => `void require(${JSON.stringify(specifier)});`)
}

const importFrom = /^[ \t]*import\s+(type\s+(?!from\b))?([\w$*{][^'"`;]*?)\s*\bfrom\s*['"]([^'"\n]+)['"];?/gm
const importOnly = /^[ \t]*import\s*['"]([^'"\n]+)['"];?/gm

// `var`, so that the same line may be typed twice.
function requireCalls(clause: string, specifier: string): string {
  const module = `require(${JSON.stringify(specifier)})`
  const [, first, braces, rest] = /^([\w$]+)?\s*,?\s*(?:\{([^}]*)\})?(.*)$/s.exec(clause) ?? []
  const calls: string[] = []
  if (first !== undefined) calls.push(`var ${first} = ${module}.default;`)
  const space = /^\*\s*as\s+([\w$]+)/.exec(rest?.trim() ?? '')?.[1]
  if (space !== undefined) calls.push(`var ${space} = ${module};`)
  if (braces !== undefined) calls.push(`var { ${bindings(braces)} } = ${module};`)
  return calls.join(' ')
}

function bindings(text: string): string {
  const names = text.split(',').map(each => each.trim())
  const values = names.filter(each => each !== '' && !each.startsWith('type '))
  return values.map(each => each.replace(/\s+as\s+/, ': ')).join(', ')
}
