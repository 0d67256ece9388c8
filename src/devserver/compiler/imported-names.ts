import type { ImportedNames } from '../protocol.js'

/**
 * The names that a module imports from packages: what its compiled code uses of them, as far as its source says so in
 * an import. (The linker knows what the project's own modules export; of packages it knows nothing.)
 */
export function importedNames(code: string, source: string): ImportedNames {
  const names: Record<string, string[]> = {}
  for (const [, variable, specifier] of code.matchAll(packageImport)) {
    const written = new Set(importClauses(source, specifier!).flatMap(({ text }) => namesIn(text)))
    const used = new Set(Array.from(code.matchAll(usesOf(variable!)), match => match[1]!))
    const both = [...used].filter(name => written.has(name))
    if (both.length > 0) names[specifier!] = [...(names[specifier!] ?? []), ...both]
  }
  return names
}

/** The same of an ES module as esbuild prints it: `path` of whoever imports is not known there. */
export function importedByBundle(bundle: string): ImportedNames {
  const names: Record<string, string[]> = {}
  for (const [, clause, specifier] of bundle.matchAll(bundleImport)) {
    names[specifier!] = [...(names[specifier!] ?? []), ...namesIn(clause!)]
  }
  return names
}

export interface ImportClause {
  /** What stands between `import` and `from`. */
  readonly text: string
  /** Where `text` begins in the source. */
  readonly start: number
}

/** The clauses of all imports and re-exports of `specifier`, as they are written. */
export function importClauses(source: string, specifier: string): ImportClause[] {
  const pattern = new RegExp(`\\b(?:import|export)\\b([^;'"\`]*?)\\bfrom\\s*(['"])${escaped(specifier)}\\2`, 'g')
  return Array.from(source.matchAll(pattern), match => ({
    text: match[1]!,
    start: match.index + match[0].indexOf(match[1]!, 'import'.length),
  }))
}

/** Where `name` is named in the clause, or -1. A default import is where its own name is. */
export function placeInClause({ text, start }: ImportClause, name: string): { start: number; length: number } | null {
  const pattern = name === 'default' ? defaultBinding : new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`)
  const found = pattern.exec(text)
  return found && { start: start + found.index, length: found[0].length }
}

// As esbuild writes them: `var import_http = require("tiny-django/http")`, perhaps through its helper.
const packageImport = /^var (import_\w+) = (?:__toESM\()?require\("([^."/\\](?:[^"\\])*)"\)/gm
const bundleImport = /^import ([^"*]+?) from "([^"\\]+)";$/gm
const defaultBinding = /(?<=^\s*)[\p{ID_Start}$_][\p{ID_Continue}$]*(?=\s*(?:,|$))/u

function usesOf(variable: string): RegExp {
  return new RegExp(`\\b${variable}\\.([\\p{ID_Continue}$]+)`, 'gu')
}

/** The names on the exporter's side: `a` of `{ a as b }`, `default` of `import x`. */
export function namesIn(clause: string): string[] {
  const named = /\{([\s\S]*)\}/.exec(clause)?.[1] ?? ''
  const names = named
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    .split(',')
    .map(each => /^\s*(?:type\s+(?!as\b))?([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(each)?.[1])
    .filter(name => name !== undefined)
  return defaultBinding.test(clause) ? ['default', ...names] : names
}

/** As a part of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}
